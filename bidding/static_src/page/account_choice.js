// Which account key signs: the one in this browser, a fresh one, or one from a file the person kept.
import { accountKeyHere, makeAccountKey, restoreAccountKey } from "../lib/account.js";
import { maybe, part } from "./data.js";
import { askForFile } from "./key_file.js";

/** @typedef {import("../lib/statements.js").SigningKey} SigningKey */
/** @typedef {{key: SigningKey, pkcs8: string | null, registered: boolean}} Chosen pkcs8 only of a key that is not kept yet */
/** @typedef {{origin: string, party: string | null, account_keys: string[]}} AccountFacts */

/** @param {AccountFacts} facts @returns {Promise<Chosen>} */
export async function chooseAccountKey(facts) {
  const who = whoOf(facts);
  const here = await accountKeyHere(who);
  if (here) return { key: here, pkcs8: null, registered: facts.account_keys.includes(here.publicKey) };
  if (facts.account_keys.length > 0 && (await wantsFile())) return fromFile(facts);
  const fresh = await makeAccountKey(who);
  return { key: fresh, pkcs8: fresh.pkcs8, registered: false };
}

/** @param {AccountFacts} facts @returns {Promise<Chosen>} */
export async function fromFile(facts) {
  const content = await askForFile((file) => objection(file, facts));
  const copy = { publicKey: String(content.account_public_key), pkcs8: String(content.account_key) };
  return { key: await restoreAccountKey(whoOf(facts), copy), pkcs8: null, registered: facts.account_keys.includes(copy.publicKey) };
}

/** @param {AccountFacts} facts */
export function whoOf({ origin, party }) {
  if (!party) throw new Error("nobody is signed in");
  return { origin, party };
}

/** @param {import("../lib/canonical.js").JsonObject} file @param {AccountFacts} facts @returns {string | null} */
function objection(file, { origin, party }) {
  if (file.origin !== origin || (file.party ?? file.bidder) !== party) return "keyfile_other_party";
  return typeof file.account_key === "string" ? null : "keyfile_no_account_key";
}

/** @returns {Promise<boolean>} The person has a file; false: a new key is to be made. */
function wantsFile() {
  const section = maybe("account-key");
  if (!section) return Promise.resolve(false);
  section.hidden = false;
  section.scrollIntoView({ block: "nearest" });
  return new Promise((resolve) => {
    const answer = (/** @type {boolean} */ file) => () => {
      // The form may stand in this section: it stays while a file is asked for.
      section.hidden = !file;
      resolve(file);
    };
    part(section, "new")?.addEventListener("click", answer(false), { once: true });
    part(section, "file")?.addEventListener("click", answer(true), { once: true });
  });
}
