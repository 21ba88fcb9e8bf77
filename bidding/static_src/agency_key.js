// At announcing: the agency's window and evaluation keys are made in its own browser; the platform sees the public halves.
import { agencyFile, keepLotKeys, makeLotKeys } from "./lib/agency.js";
import { encode } from "./lib/canonical.js";
import { post, untilAnswered } from "./lib/http.js";
import { newPassphrase, protect } from "./lib/recovery.js";
import { inOneTab } from "./lib/store.js";
import { byId, maybe, pageData } from "./page/data.js";
import { say, sayError, sayOffline } from "./page/messages.js";
import { letSave } from "./page/save_panel.js";

/** @type {import("./page/data.js").PageData & {keys_published: boolean, lots?: {lot: string, keys_url: string}[]}} */
const page = pageData();
const { origin, trade, envelope } = page;
const place = { origin, trade, envelope };
const lots = page.lots ?? [{ lot: page.lot, keys_url: page.urls.keys ?? "" }];
let running = false;

if (!globalThis.isSecureContext) say("bad", "insecure");
else if (page.keys_published) done();
else maybe("make-keys")?.addEventListener("click", () => void make());

async function make() {
  if (running) return;
  running = true;
  byId("make-keys").setAttribute("aria-disabled", "true");
  try {
    if (!(await inOneTab(`keys ${trade}`, makeAndPublish))) say("warn", "other_tab");
  } catch (error) {
    sayError(error);
  } finally {
    running = false;
    byId("make-keys").removeAttribute("aria-disabled");
  }
}

async function makeAndPublish() {
  const made = await Promise.all(lots.map(({ lot }) => makeLotKeys(lot)));
  const passphrase = newPassphrase();
  const file = new Blob([await protect(agencyFile(place, made.map(({ identities }) => identities)), passphrase)]);
  await letSave({ passphrase, file, name: `mingzheng-keys-${trade.slice(0, 8)}.age` });
  for (const [at, { identities, recipients }] of made.entries()) {
    await keepLotKeys(place, identities);
    const body = encode({ evaluation: recipients.evaluation, window: recipients.window });
    await untilAnswered(() => post(lots[at]?.keys_url ?? "", { csrf: page.csrf, body }), sayOffline);
  }
  done();
  if (page.urls.next) location.assign(page.urls.next);
}

function done() {
  const [made, button] = [maybe("keys-done"), maybe("make-keys")];
  if (made) made.hidden = false;
  if (button) button.hidden = true;
  for (const needy of document.querySelectorAll("[data-needs-keys]")) needy.removeAttribute("aria-disabled");
}
