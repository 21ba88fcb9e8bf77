// A member of a review committee opens an application, with the keys that the agency has sealed to it.
import { openWithKeys } from "../../bidding/static_src/lib/applications.js";
import { get, getBlob, untilAnswered } from "../../bidding/static_src/lib/http.js";
import { read } from "../../bidding/static_src/lib/statements.js";
import { showApplication } from "../../bidding/static_src/page/application.js";
import { maybe, pageData } from "../../bidding/static_src/page/data.js";
import { NoFile } from "../../bidding/static_src/page/key_file.js";
import { say, sayError, sayNothing, sayOffline } from "../../bidding/static_src/page/messages.js";
import { keysForMe } from "./page/member_identity.js";

/** @typedef {import("../../bidding/static_src/lib/forms.js").OpeningItem} OpeningItem */
/** @type {import("../../bidding/static_src/page/data.js").PageData & import("./page/member_identity.js").MemberPage & {bid: string, opening_items: OpeningItem[]}} */
const page = pageData();
const button = maybe("open-application");

if (!globalThis.isSecureContext) say("bad", "insecure");
else button?.addEventListener("click", () => void openIt(button));

/** @param {HTMLElement} button */
async function openIt(button) {
  if (button.getAttribute("aria-disabled")) return;
  sayNothing();
  button.setAttribute("aria-disabled", "true");
  try {
    const keys = await keysForMe(page);
    if (!keys) return say("bad", "member_keys_bad");
    const own = keys[page.bid];
    if (!own) return say("bad", "application_keys_bad");
    const bid = await read(await untilAnswered(() => get(page.urls.bid ?? ""), sayOffline));
    if (bid.hash !== page.bid) return say("bad", "application_keys_bad");
    showApplication(await openWithKeys(bid, own, { openingItems: page.opening_items, fetchObject }), page.opening_items);
    button.hidden = true;
  } catch (error) {
    if (!(error instanceof NoFile)) sayError(error);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/** @param {string} sha256 */
function fetchObject(sha256) {
  return untilAnswered(() => getBlob(`${page.urls.objects}${sha256}/`), sayOffline);
}
