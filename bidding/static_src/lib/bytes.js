// Text, bytes, hex and base64, and SHA-256 of what fits in memory.
import { sha256 } from "@noble/hashes/sha2.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** @param {string} text @returns {Bytes} */
export function utf8(text) {
  return /** @type {Bytes} */ (new TextEncoder().encode(text));
}

/** @param {Uint8Array} bytes @returns {string} Throws when the bytes are not UTF-8. */
export function text(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** @param {...Uint8Array} parts @returns {Bytes} */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} digits @returns {Bytes} */
export function unhex(digits) {
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Error("not lower-case hex");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array} bytes Padded base64 (RFC 4648 section 4). */
export function base64(bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** @param {string} encoded @returns {Bytes} Refuses everything but the canonical padded form. */
export function unbase64(encoded) {
  const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  if (base64(bytes) !== encoded) throw new Error("not canonical base64");
  return bytes;
}

/** @param {Uint8Array} bytes */
export function unpadded(bytes) {
  return base64(bytes).replace(/=+$/, "");
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export function equal(a, b) {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** @param {...Uint8Array} parts @returns {Bytes} */
export function hash(...parts) {
  const running = sha256.create();
  for (const part of parts) running.update(part);
  return /** @type {Bytes} */ (running.digest());
}

/** @param {...Uint8Array} parts */
export function hashHex(...parts) {
  return hex(hash(...parts));
}

/** What is not larger is read once and kept in memory; a blob lives in another process, and every reading costs a copy. */
export const IN_MEMORY = 64 * 2 ** 20;
// WebCrypto hashes six times as fast as JavaScript but wants everything at once.
const AT_ONCE = 256 * 2 ** 20;
const PIECE = 4 * 2 ** 20;

/** @param {Blob} blob @returns {Promise<Bytes>} */
export async function bytesOf(blob) {
  return new Uint8Array(await blob.arrayBuffer());
}

/** @param {Blob | Bytes} content @param {number} from @param {number} to @returns {Promise<Bytes>} */
export async function partOf(content, from, to) {
  return content instanceof Blob ? bytesOf(content.slice(from, to)) : content.subarray(from, to);
}

/** @param {Blob | Bytes} content */
export function sizeOf(content) {
  return content instanceof Blob ? content.size : content.length;
}

/** @param {Blob | Bytes} content @returns {Promise<string>} SHA-256 in hex. */
export async function hashOf(content) {
  const size = sizeOf(content);
  if (size <= AT_ONCE) return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", await partOf(content, 0, size))));
  const running = sha256.create();
  for (let at = 0; at < size; at += PIECE) running.update(await partOf(content, at, at + PIECE));
  return hex(running.digest());
}
