// Signed statements, docs/spec/conventions.md: JCS of the statement, Ed25519 over it, one signature.
import { base64, concat, hash, hex, unbase64, utf8 } from "./bytes.js";
import { decode, encode, exactly } from "./canonical.js";
import { BadSignature } from "./errors.js";

/** @typedef {import("./canonical.js").JsonObject} JsonObject */
/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {{statement: JsonObject, hash: string, key: string, bytes: Bytes}} SignedStatement */
/** @typedef {{publicKey: string, privateKey: CryptoKey}} SigningKey */

/** The encodings of points of small order, without the sign: a signature by one of them is of every message. */
const SMALL_ORDER = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

const DOMAIN = utf8("mingzheng/statement/v1\n");

/** @param {JsonObject} statement @param {SigningKey} key @returns {Promise<SignedStatement>} */
export async function sign(statement, key) {
  const message = encode(statement);
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key.privateKey, concat(DOMAIN, message)));
  const signatures = [{ key: key.publicKey, method: "ed25519", signature: base64(signature) }];
  return { statement, hash: hex(hash(message)), key: key.publicKey, bytes: encode({ signatures, statement }) };
}

/** @param {Uint8Array} bytes @returns {Promise<SignedStatement>} Verified, or it throws. */
export async function read(bytes) {
  const whole = exactly(decode(bytes), { signatures: "array", statement: "object" });
  const signatures = /** @type {JsonObject[]} */ (whole.signatures);
  if (signatures.length !== 1) throw new BadSignature("not one signature");
  const one = exactly(signatures[0], { key: "string", method: "string", signature: "string" });
  if (one.method !== "ed25519") throw new BadSignature("unknown method");
  const statement = /** @type {JsonObject} */ (whole.statement);
  const message = encode(statement);
  const key = /** @type {string} */ (one.key);
  if (!(await verified(key, unbase64(/** @type {string} */ (one.signature)), concat(DOMAIN, message)))) {
    throw new BadSignature("the signature is not of these bytes");
  }
  return { statement, hash: hex(hash(message)), key, bytes: /** @type {Bytes} */ (bytes.slice()) };
}

/** @param {string} key @param {Bytes} signature @param {Bytes} message */
async function verified(key, signature, message) {
  const raw = unbase64(key);
  if (raw.length !== 32 || signature.length !== 64 || isSmall(raw)) return false;
  const imported = await crypto.subtle.importKey("raw", raw, "Ed25519", true, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, message);
}

/** @param {Bytes} point */
function isSmall(point) {
  return SMALL_ORDER.has(hex(point.map((byte, at) => (at === 31 ? byte & 0x7f : byte))));
}

/** @param {{origin: string, party: string}} who A fresh key: the copy for the recovery file, and one that cannot leave. */
export async function newSigningKey(who) {
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]));
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const publicKey = base64(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  return { ...who, publicKey, privateKey: await importSigningKey(pkcs8), pkcs8: base64(pkcs8) };
}

/** @param {Bytes} pkcs8 @returns {Promise<CryptoKey>} Not extractable. */
export function importSigningKey(pkcs8) {
  return crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
}

/** @param {SigningKey} key Whether the two halves belong together. */
export async function belongsTogether(key) {
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key.privateKey, DOMAIN));
  return verified(key.publicKey, signature, DOMAIN);
}

/** @param {string} party @param {SigningKey} key Proof of possession, for the list of the party's keys. */
export function possession(party, key) {
  const statement = { party, public_key: key.publicKey, purpose: "account", type: "mingzheng/key/v1" };
  return sign(statement, key);
}
