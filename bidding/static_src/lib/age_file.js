// Age v1 files with a context stanza, docs/spec/sealed-object.md. The header is written and opened by age-encryption; the
// payload is cut into chunks here, so that a large file never has to be in memory and a fast cipher can be used.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { Decrypter, Encrypter, Stanza } from "age-encryption";
import { bytesOf, concat, partOf, sizeOf, utf8 } from "./bytes.js";
import { plainCipher } from "./ciphers.js";
import { NotSealed } from "./errors.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./ciphers.js").Cipher} Cipher */

export const FILE_KEY = 16;
const CHUNK = 64 * 1024;
const TAG = 16;
const NONCE = 16;
/** Read and written at once; a whole number of chunks. */
const PIECE = 64;
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;
const HEADER =
  /^age-encryption\.org\/v1\n((?:-> X25519 [A-Za-z0-9+/]{43}\n[A-Za-z0-9+/]{43}\n)+)-> mz-ctx ([A-Za-z0-9+/]{43})\n\n--- [A-Za-z0-9+/]{43}\n/;

/**
 * A header for these recipients, in their order, and the file key in it.
 * @param {string[]} recipients @param {string} context unpadded base64
 * @returns {Promise<{header: Bytes, fileKey: Bytes}>}
 */
export async function makeHeader(recipients, context) {
  if (recipients.length === 0) throw new NotSealed("no recipient");
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    if (!RECIPIENT.test(recipient)) throw new NotSealed("not a plain X25519 recipient");
    encrypter.addRecipient(recipient);
  }
  let fileKey = new Uint8Array();
  encrypter.addRecipient({
    wrapFileKey(/** @type {Uint8Array} */ key) {
      fileKey = Uint8Array.from(key);
      return [new Stanza(["mz-ctx", context], new Uint8Array())];
    },
  });
  const empty = await encrypter.encrypt(new Uint8Array());
  return { header: Uint8Array.from(empty.subarray(0, empty.length - NONCE - TAG)), fileKey };
}

/**
 * The strict reading of a header: the exact stanza set, nothing else.
 * @param {Uint8Array} start at least the header @returns {{header: Bytes, recipients: number, context: string}}
 */
export function readHeader(start) {
  // A header of 20 keyholders has 2.5 KB; what is not found in 16 KiB is none of ours.
  const match = HEADER.exec(new TextDecoder("latin1").decode(start.subarray(0, 16384)));
  if (!match) throw new NotSealed("not a sealed object");
  const [whole, stanzas = "", context = ""] = match;
  const shares = stanzas.split("-> X25519 ").slice(1);
  if (new Set(shares).size !== shares.length) throw new NotSealed("one stanza twice");
  return { header: Uint8Array.from(start.subarray(0, whole.length)), recipients: shares.length, context };
}

/** @param {Uint8Array} header @param {string} identity @returns {Promise<Bytes>} The file key; the MAC is checked. */
export async function fileKeyOf(header, identity) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return Uint8Array.from(await decrypter.decryptHeader(Uint8Array.from(header)));
}

/**
 * @param {Blob | Bytes} plaintext @param {Uint8Array} fileKey @param {Cipher} [cipher]
 * @returns {AsyncGenerator<Bytes>} The payload: nonce, then chunks.
 */
export async function* sealPayload(plaintext, fileKey, cipher = plainCipher) {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const key = payloadKey(fileKey, nonce);
  yield nonce;
  const chunks = Math.max(1, Math.ceil(sizeOf(plaintext) / CHUNK));
  for (let first = 0; first < chunks; first += PIECE) {
    const piece = await partOf(plaintext, first * CHUNK, (first + PIECE) * CHUNK);
    const sealed = [];
    for (let at = first; at < Math.min(first + PIECE, chunks); at++) {
      const chunk = piece.subarray((at - first) * CHUNK, (at - first + 1) * CHUNK);
      sealed.push(cipher.seal(key, chunkNonce(at, at === chunks - 1), chunk));
    }
    yield concat(...sealed);
  }
}

/**
 * @param {Blob} payload nonce and chunks @param {Uint8Array} fileKey @param {Cipher} [cipher]
 * @returns {AsyncGenerator<Bytes>} The plaintext. Throws at a chunk that is forged, moved, cut off or too many.
 */
export async function* openPayload(payload, fileKey, cipher = plainCipher) {
  const size = payload.size - NONCE;
  const chunks = Math.ceil(size / (CHUNK + TAG));
  if (chunks < 1 || size - (chunks - 1) * (CHUNK + TAG) < TAG + (chunks > 1 ? 1 : 0)) throw new NotSealed("cut off");
  const key = payloadKey(fileKey, await bytesOf(payload.slice(0, NONCE)));
  for (let first = 0; first < chunks; first += PIECE) {
    const begin = NONCE + first * (CHUNK + TAG);
    const piece = await bytesOf(payload.slice(begin, begin + PIECE * (CHUNK + TAG)));
    const opened = [];
    for (let at = first; at < Math.min(first + PIECE, chunks); at++) {
      const chunk = piece.subarray((at - first) * (CHUNK + TAG), (at - first + 1) * (CHUNK + TAG));
      opened.push(cipher.open(key, chunkNonce(at, at === chunks - 1), chunk));
    }
    yield concat(...opened);
  }
}

/** @param {Uint8Array} plaintext @param {string} passphrase @param {number} workFactor @returns {Promise<Bytes>} */
export async function sealWithPassphrase(plaintext, passphrase, workFactor) {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  return Uint8Array.from(await encrypter.encrypt(plaintext));
}

/** @param {Uint8Array} file @param {string} passphrase @returns {Promise<Bytes>} */
export async function openWithPassphrase(file, passphrase) {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return Uint8Array.from(await decrypter.decrypt(file));
}

/** @param {Uint8Array} fileKey @param {Uint8Array} nonce */
function payloadKey(fileKey, nonce) {
  if (fileKey.length !== FILE_KEY) throw new NotSealed("a file key has 16 bytes");
  return hkdf(sha256, fileKey, nonce, utf8("payload"), 32);
}

/** @param {number} counter @param {boolean} last The 11-byte big-endian counter and the flag of the last chunk. */
function chunkNonce(counter, last) {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, counter);
  nonce[11] = last ? 1 : 0;
  return nonce;
}
