// Files that a person keeps: the recovery file of a bid, the account key, the agency's keys. Stock age opens them all.
// The passphrase is made here, shown once, and never sent anywhere.
import { openWithPassphrase, sealWithPassphrase } from "./age_file.js";
import { decode, encode, exactly } from "./canonical.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./canonical.js").JsonObject} JsonObject */

/** Crockford's base32: no I, L, O, U, so that nothing is mistaken when it is written by hand. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 20 characters of 5 bits: 100 bits. That, not scrypt, resists guessing, so a phone may open it in a second. */
const GROUPS = 4;
const WORK_FACTOR = 15;

export class NotOurFile extends Error {}
export class WrongPassphrase extends Error {}

const SHAPES = /** @type {const} */ ({
  "mingzheng/recovery/v1": {
    account_key: "string?", account_public_key: "string", attachments: "string", bid: "string", bidder: "string", envelope: "string",
    form: "string", form_object: "string", headers: "array", lot: "string", origin: "string", trade: "string", type: "string", version: "number",
  },
  "mingzheng/account-key/v1": { account_key: "string", account_public_key: "string", origin: "string", party: "string", type: "string" },
  "mingzheng/member-key/v1": { identity: "string", lot: "string", member: "string", origin: "string", trade: "string", type: "string" },
  "mingzheng/agency-keys/v1": { envelope: "string", lots: "array", origin: "string", trade: "string", type: "string" },
});

/** @returns {string} `XXXXX-XXXXX-XXXXX-XXXXX` */
export function newPassphrase() {
  const random = crypto.getRandomValues(new Uint8Array(GROUPS * 5));
  const characters = Array.from(random, (byte) => ALPHABET[byte & 31]).join("");
  return characters.match(/.{5}/g)?.join("-") ?? "";
}

/** @param {string} typed @returns {string} As it was shown, whatever the case, the spaces, and O for 0 or I for 1. */
export function tidyPassphrase(typed) {
  const plain = typed.normalize("NFKC").toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return plain.match(/.{1,5}/g)?.join("-") ?? "";
}

/** @param {JsonObject} content with its `type` @param {string} passphrase @returns {Promise<Bytes>} */
export function protect(content, passphrase) {
  return sealWithPassphrase(encode(exactly(content, shapeOf(content))), passphrase, WORK_FACTOR);
}

/** @param {Uint8Array} file @param {string} typed @returns {Promise<JsonObject>} */
export async function unprotect(file, typed) {
  if (!new TextDecoder("latin1").decode(file.subarray(0, 40)).startsWith("age-encryption.org/v1\n-> scrypt ")) {
    throw new NotOurFile("not a file under a passphrase");
  }
  let plaintext;
  try {
    plaintext = await openWithPassphrase(file, tidyPassphrase(typed));
  } catch (cause) {
    throw new WrongPassphrase("does not open", { cause });
  }
  const content = decode(plaintext);
  return exactly(content, shapeOf(content));
}

/** @param {JsonObject} content */
function shapeOf(content) {
  const shape = SHAPES[/** @type {keyof typeof SHAPES} */ (content.type)];
  if (!shape) throw new NotOurFile(`type ${content.type}`);
  return shape;
}
