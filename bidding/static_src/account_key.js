// The signing key of an organisation in this browser: see whether it is here, make one, bring one from a file.
import { accountKeyHere, canSign, keepAccountKey, makeAccountKey, registerAccountKey } from "./lib/account.js";
import { newPassphrase, protect } from "./lib/recovery.js";
import { fromFile, whoOf } from "./page/account_choice.js";
import { grouped, maybe, pageData, part } from "./page/data.js";
import { NoFile } from "./page/key_file.js";
import { say, sayError } from "./page/messages.js";
import { letSave } from "./page/save_panel.js";
import { hashHex, unbase64 } from "./lib/bytes.js";

/** @type {import("./page/data.js").PageData & {account_keys: string[]}} */
const page = pageData();
const who = whoOf(page);
const registration = { url: page.urls.account_keys ?? "", csrf: page.csrf };

if (!globalThis.isSecureContext) say("bad", "insecure");
else if (!(await canSign())) say("bad", "old_browser");
else await begin();

async function begin() {
  await show();
  maybe("account-new")?.addEventListener("click", () => void guarded(makeNew));
  for (const button of document.querySelectorAll("[data-account-file]")) {
    button.addEventListener("click", () => void guarded(bringFromFile));
  }
}

async function show() {
  const here = await accountKeyHere(who);
  const shown = here && page.account_keys.includes(here.publicKey) ? "account-here" : page.account_keys.length ? "account-elsewhere" : "account-none";
  for (const id of ["account-here", "account-elsewhere", "account-none"]) {
    const section = maybe(id);
    if (section) section.hidden = id !== shown;
  }
  maybe("account-new")?.classList.toggle("btn-main", shown === "account-none"); // one who has a key seldom needs another
  const place = part(document, "fingerprint");
  if (place && here) place.textContent = grouped(hashHex(unbase64(here.publicKey)).slice(0, 32));
}

/** @param {() => Promise<void>} work */
async function guarded(work) {
  try {
    await work();
    await show();
  } catch (error) {
    if (!(error instanceof NoFile)) sayError(error);
  }
}

async function makeNew() {
  const key = await makeAccountKey(who);
  const passphrase = newPassphrase();
  const content = { account_key: key.pkcs8, account_public_key: key.publicKey, ...who, type: "mingzheng/account-key/v1" };
  const file = new Blob([await protect(content, passphrase)]);
  await letSave({ passphrase, file, name: `mingzheng-account-${who.party}.age` });
  await registerAccountKey(who.party, key, registration);
  await keepAccountKey(who, key);
  page.account_keys.push(key.publicKey);
  say("good", "account_key_made");
}

async function bringFromFile() {
  const { key, registered } = await fromFile(page);
  if (!registered) await registerAccountKey(who.party, key, registration);
  page.account_keys.push(key.publicKey);
  say("good", "account_key_here");
}
