// With its undertaking a member makes its key for the files of this evaluation; the platform sees the public half.
import { encode } from "../../bidding/static_src/lib/canonical.js";
import { get, post, untilAnswered } from "../../bidding/static_src/lib/http.js";
import { newPassphrase, protect } from "../../bidding/static_src/lib/recovery.js";
import { newIdentity } from "../../bidding/static_src/lib/sealing.js";
import { inOneTab } from "../../bidding/static_src/lib/store.js";
import { byId, maybe, pageData } from "../../bidding/static_src/page/data.js";
import { NoFile } from "../../bidding/static_src/page/key_file.js";
import { say, sayError, sayNothing, sayOffline } from "../../bidding/static_src/page/messages.js";
import { letSave } from "../../bidding/static_src/page/save_panel.js";
import { keepMemberKey, memberFile, memberKeyHere, openKeys } from "./lib/member_keys.js";
import { memberIdentity, placeOf } from "./page/member_identity.js";

/** @type {import("../../bidding/static_src/page/data.js").PageData & import("./page/member_identity.js").MemberPage} */
const page = pageData();
const place = placeOf(page);

if (!globalThis.isSecureContext) say("bad", "insecure");
else void begin();

async function begin() {
  for (const [id, act] of Object.entries({ "make-key": make, "use-key-file": restore, "try-keys": rehearse })) {
    maybe(id)?.addEventListener("click", () => void guarded(byId(id), act));
  }
  if (!page.recipient) return;
  const here = (await memberKeyHere(place))?.recipient === page.recipient;
  byId("key-here").hidden = !here;
  byId("key-elsewhere").hidden = here;
}

/** @param {HTMLElement} button @param {() => Promise<void>} act */
async function guarded(button, act) {
  if (button.getAttribute("aria-disabled")) return;
  sayNothing();
  button.setAttribute("aria-disabled", "true");
  try {
    if (!(await inOneTab(`member key ${page.lot}`, act))) say("warn", "other_tab");
  } catch (error) {
    if (!(error instanceof NoFile)) sayError(error);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

async function make() {
  const made = await newIdentity();
  const passphrase = newPassphrase();
  const file = new Blob([await protect(memberFile(place, made), passphrase)]);
  await letSave({ passphrase, file, name: `mingzheng-member-${page.lot.slice(0, 8)}.age` });
  // Kept before it is told: the agency may seal to it at once.
  await keepMemberKey(place, made);
  const body = encode({ recipient: made.recipient });
  await untilAnswered(() => post(page.urls.recipient ?? "", { csrf: page.csrf, body }), sayOffline);
  location.assign(page.urls.bench ?? "");
}

async function restore() {
  await memberIdentity(page);
  byId("key-here").hidden = false;
  byId("key-elsewhere").hidden = true;
}

/** What the agency has sealed opens with this key: nothing is shown of it, and nothing is sent. */
async function rehearse() {
  const identity = await memberIdentity(page);
  const sealed = await untilAnswered(() => get(page.urls.given ?? ""), sayOffline);
  try {
    const keys = Object.values(await openKeys(sealed, place, identity));
    say("good", "member_keys_open", { n: keys.filter(Boolean).length });
  } catch (error) {
    console.error(error);
    say("bad", "member_keys_bad");
  }
}
