// The vectors that Python and JavaScript share.
import { readFileSync } from "node:fs";

/** @param {string} name */
export function vectors(name) {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
}

export const lib = new URL("../../bidding/static_src/lib/", import.meta.url);

/** @param {string} encoded */
export function fromBase64(encoded) {
  return new Uint8Array(Buffer.from(encoded, "base64"));
}

/** @param {string} digits */
export function fromHex(digits) {
  return new Uint8Array(Buffer.from(digits, "hex"));
}

/** @param {string} seed of an Ed25519 key, 32 bytes in hex */
export function pkcs8(seed) {
  return fromHex(`302e020100300506032b657004220420${seed}`);
}
