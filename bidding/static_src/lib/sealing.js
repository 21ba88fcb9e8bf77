// Sealed objects: an age file bound to its place (trade, lot, bidder, version, role, index) by its context.
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { fileKeyOf, makeHeader, openPayload, readHeader, sealPayload } from "./age_file.js";
import { bytesOf, concat, hash, hashOf, IN_MEMORY, sizeOf, unpadded, utf8 } from "./bytes.js";
import { encode } from "./canonical.js";
import { NotSealed } from "./errors.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./ciphers.js").Cipher} Cipher */
/** @typedef {"form" | "attachment" | "release" | "evaluation"} Role */
/** @typedef {{bidder: string, envelope: string, lot: string, origin: string, trade: string, version: number}} BidPlace */
/** @typedef {BidPlace & {role: Role, index: number}} Context */
/** @typedef {{blob: Blob, header: Bytes, fileKey: Bytes, sha256: string, size: number}} Sealed */
/** @typedef {{identity: string, recipient: string}} Identity */

export class WrongContext extends NotSealed {}

/** @returns {Promise<Identity>} Fresh; a bid uses two of them, once. */
export async function newIdentity() {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** @param {string} identity */
export function recipientOf(identity) {
  return identityToRecipient(identity);
}

/** @param {BidPlace} place @param {Role} role @param {number} index @returns {Context} */
export function contextOf(place, role, index) {
  const { bidder, envelope, lot, origin, trade, version } = place;
  return { bidder, envelope, index, lot, origin, role, trade, version };
}

/** @param {Context} context @returns {string} The argument of the mz-ctx stanza. */
export function contextHash(context) {
  return unpadded(hash(utf8("mingzheng/context/v1\n"), encode(context)));
}

/**
 * @param {Blob | Bytes} plaintext @param {Context} context @param {string[]} recipients
 * @param {{cipher?: Cipher | undefined, onBytes?: ((bytes: number) => void) | undefined}} [how]
 * @returns {Promise<Sealed>}
 */
export async function seal(plaintext, context, recipients, how = {}) {
  const { header, fileKey } = await makeHeader(recipients, contextHash(context));
  const small = sizeOf(plaintext) <= IN_MEMORY;
  /** @type {(Bytes | Blob)[]} */
  const parts = [header];
  for await (const piece of sealPayload(plaintext, fileKey, how.cipher)) {
    // A blob of a piece lets the browser move it to disk before the next one is made.
    parts.push(small ? piece : new Blob([piece]));
    how.onBytes?.(piece.length);
  }
  const content = small ? concat(.../** @type {Bytes[]} */ (parts)) : new Blob(parts);
  const blob = new Blob([content], { type: "application/octet-stream" });
  return { blob, header, fileKey, sha256: await hashOf(content), size: blob.size };
}

/**
 * The file key of a header of ours, after its context and MAC are checked.
 * @param {Uint8Array} start @param {Context} context @param {string} identity
 */
export async function fileKeyFor(start, context, identity) {
  const read = readHeader(start);
  if (read.context !== contextHash(context)) throw new WrongContext(`not the ${context.role} ${context.index} of this bid`);
  return { header: read.header, fileKey: await fileKeyOf(read.header, identity) };
}

/**
 * @param {Blob} object @param {Context} context @param {string} identity
 * @param {{cipher?: Cipher | undefined}} [how] @returns {AsyncGenerator<Bytes>}
 */
export async function* open(object, context, identity, how = {}) {
  const { header, fileKey } = await fileKeyFor(await bytesOf(object.slice(0, 16384)), context, identity);
  yield* openPayload(object.slice(header.length), fileKey, how.cipher);
}

/**
 * Opens an object by its file key; the caller has compared the hash of the whole with its statement.
 * @param {Blob} object @param {Context} context @param {Uint8Array} fileKey @returns {AsyncGenerator<Bytes>}
 */
export async function* openWithKey(object, context, fileKey) {
  const read = readHeader(await bytesOf(object.slice(0, 16384)));
  if (read.context !== contextHash(context)) throw new WrongContext(`not the ${context.role} ${context.index} of this bid`);
  yield* openPayload(object.slice(read.header.length), fileKey);
}

/** @param {AsyncIterable<Uint8Array>} pieces @returns {Promise<Bytes>} */
export async function all(pieces) {
  const parts = [];
  for await (const piece of pieces) parts.push(piece);
  return concat(...parts);
}
