// A reviewer's page of one applicant: the application is opened on this computer. Nothing of it is sent but who takes part in a joint one.
import { openApplication } from "./lib/applications.js";
import { get, getJson, untilAnswered } from "./lib/http.js";
import { showApplication } from "./page/application.js";
import { byId, pageData } from "./page/data.js";
import { evaluationIdentity } from "./page/evaluation_key.js";
import { NoFile } from "./page/key_file.js";
import { say, sayError, sayNothing, sayOffline } from "./page/messages.js";

/**
 * @typedef {{
 *   bid: string, keyholders: import("./lib/bids.js").Keyholder[], opening_items: import("./lib/forms.js").OpeningItem[],
 * }} ReviewPage
 */

/** @type {import("./page/data.js").PageData & ReviewPage} */
const page = pageData();

if (!globalThis.isSecureContext) say("bad", "insecure");
else byId("open-application").addEventListener("click", () => void openIt());

async function openIt() {
  const button = byId("open-application");
  sayNothing();
  button.setAttribute("aria-disabled", "true");
  try {
    const evaluation = await evaluationIdentity(page);
    const sent = await untilAnswered(() => getJson(page.urls.application ?? ""), sayOffline);
    const fetchObject = async (/** @type {string} */ sha256) => new Blob([await untilAnswered(() => get(`${page.urls.application_objects}${sha256}`), sayOffline)]);
    showApplication(await openApplication(sent, { hash: page.bid, evaluation, openingItems: page.opening_items, fetchObject }), page.opening_items);
    button.hidden = true;
  } catch (error) {
    if (!(error instanceof NoFile)) sayError(error);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}
