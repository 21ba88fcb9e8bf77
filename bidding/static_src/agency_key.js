// At announcing: the agency's window and evaluation keys are made in its own browser; the platform sees the public halves.
import { agencyFile, keepAgencyKeys, makeAgencyKeys } from "./lib/agency.js";
import { encode } from "./lib/canonical.js";
import { post, untilAnswered } from "./lib/http.js";
import { newPassphrase, protect } from "./lib/recovery.js";
import { inOneTab } from "./lib/store.js";
import { byId, maybe, pageData } from "./page/data.js";
import { say, sayError, sayOffline } from "./page/messages.js";
import { letSave } from "./page/save_panel.js";

/** @type {import("./page/data.js").PageData & {keys_published: boolean}} */
const page = pageData();
const { origin, trade, lot, envelope } = page;
const place = { origin, trade, lot, envelope };
let running = false;

if (!globalThis.isSecureContext) say("bad", "insecure");
else if (page.keys_published) done();
else maybe("make-keys")?.addEventListener("click", () => void make());

async function make() {
  if (running) return;
  running = true;
  byId("make-keys").setAttribute("aria-disabled", "true");
  try {
    if (!(await inOneTab(`keys ${lot}`, makeAndPublish))) say("warn", "other_tab");
  } catch (error) {
    sayError(error);
  } finally {
    running = false;
    byId("make-keys").removeAttribute("aria-disabled");
  }
}

async function makeAndPublish() {
  const { identities, recipients } = await makeAgencyKeys();
  const passphrase = newPassphrase();
  const file = new Blob([await protect(agencyFile(place, identities), passphrase)]);
  await letSave({ passphrase, file, name: `mingzheng-keys-${lot.slice(0, 8)}.age` });
  await keepAgencyKeys(place, identities);
  await untilAnswered(() => post(page.urls.keys ?? "", { csrf: page.csrf, body: encode(recipients) }), sayOffline);
  done();
  if (page.urls.next) location.assign(page.urls.next);
}

function done() {
  const [made, button] = [maybe("keys-done"), maybe("make-keys")];
  if (made) made.hidden = false;
  if (button) button.hidden = true;
  for (const needy of document.querySelectorAll("[data-needs-keys]")) needy.removeAttribute("aria-disabled");
}
