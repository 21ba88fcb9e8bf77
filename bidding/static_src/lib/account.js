// The account key of an organisation in this browser: not extractable, one per origin and party.
import { get, keepForGood, keyOf, put } from "./store.js";
import { unbase64 } from "./bytes.js";
import { post } from "./http.js";
import { belongsTogether, importSigningKey, newSigningKey, possession } from "./statements.js";

/** @typedef {import("./statements.js").SigningKey} SigningKey */
/** @typedef {{origin: string, party: string}} Who */
/** @typedef {Who & SigningKey & {pkcs8: string}} FreshKey */

export class WrongKeyFile extends Error {}

/** @param {Who} who @returns {Promise<SigningKey | null>} */
export async function accountKeyHere({ origin, party }) {
  return (await get("keys", keyOf("account", origin, party))) ?? null;
}

/** @param {Who} who @returns {Promise<FreshKey>} Not kept and not registered yet. */
export function makeAccountKey({ origin, party }) {
  return newSigningKey({ origin, party });
}

/** @param {Who} who @param {SigningKey} key */
export async function keepAccountKey({ origin, party }, { publicKey, privateKey }) {
  await put("keys", keyOf("account", origin, party), { publicKey, privateKey });
  void keepForGood();
}

/** @param {string} party @param {SigningKey} key @param {{url: string, csrf: string}} where */
export async function registerAccountKey(party, key, { url, csrf }) {
  await post(url, { csrf, body: (await possession(party, key)).bytes });
}

/** @param {Who} who @param {{publicKey: string, pkcs8: string}} copy from a key file @returns {Promise<SigningKey>} Kept from now on. */
export async function restoreAccountKey(who, copy) {
  const key = await accountKeyFrom(copy);
  await keepAccountKey(who, key);
  return key;
}

/** @param {{publicKey: string, pkcs8: string}} copy @returns {Promise<SigningKey>} Not kept. */
export async function accountKeyFrom({ publicKey, pkcs8 }) {
  const key = { publicKey, privateKey: await importSigningKey(unbase64(pkcs8)) };
  if (!(await belongsTogether(key))) throw new WrongKeyFile("the halves do not belong together");
  return key;
}

/** @returns {Promise<boolean>} Whether this browser signs with Ed25519. */
export async function canSign() {
  try {
    await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}
