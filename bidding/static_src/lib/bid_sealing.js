// Sealing a whole bid on the bidder's own computer, and the rehearsal that every object of it opens again.
import { base64, bytesOf, equal, hashOf, IN_MEMORY } from "./bytes.js";
import { decodeForm, encodeForm, encodeManifest, fileName } from "./forms.js";
import { all, contextOf, newIdentity, open, seal } from "./sealing.js";

/** @typedef {import("./sealing.js").BidPlace} BidPlace */
/** @typedef {import("./sealing.js").Identity} Identity */
/** @typedef {import("./forms.js").Items} Items */
/** @typedef {import("./ciphers.js").Cipher} Cipher */
/** @typedef {{place: BidPlace, items: Items, openingItems: import("./forms.js").OpeningItem[], files: File[]}} Draft */
/** @typedef {import("./bids.js").ObjectFacts & {blob: Blob, header: string, name: string}} SealedObject */
/** @typedef {{objects: SealedObject[], identities: {form: Identity, attachments: Identity}, manifest: Uint8Array<ArrayBuffer> | null}} SealedBid */
/** @typedef {{cipher?: Cipher | undefined, progress?: ((name: string, done: number, total: number) => void) | undefined}} How */

const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]{0,62}\/[a-z0-9][a-z0-9.+-]{0,126}$/;

export class RehearsalFailed extends Error {}

/** @param {Draft} draft @param {How} [how] @returns {Promise<SealedBid>} */
export async function sealBid(draft, how = {}) {
  const identities = { form: await newIdentity(), attachments: await newIdentity() };
  const total = draft.files.reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  /** @param {Blob | import("./bytes.js").Bytes} plaintext @param {"form" | "attachment"} role @param {number} index @param {string} name */
  const sealOne = async (plaintext, role, index, name) => {
    const to = role === "form" ? identities.form : identities.attachments;
    const onBytes = (/** @type {number} */ bytes) => how.progress?.(name, Math.min(total, (done += bytes)), total);
    const sealed = await seal(plaintext, contextOf(draft.place, role, index), [to.recipient], { cipher: how.cipher, onBytes });
    const { blob, sha256, size, header } = sealed;
    return { role, index, sha256, size, blob, header: base64(header), name };
  };
  const form = await sealOne(encodeForm(draft.place, draft.items), "form", 0, "");
  if (draft.files.length === 0) return { objects: [form], identities, manifest: null };
  done = 0;
  /** @type {Awaited<ReturnType<typeof sealOne>>[]} */
  const files = [];
  /** @type {import("./forms.js").ManifestFile[]} */
  const described = [];
  for (const [at, file] of draft.files.entries()) {
    const content = file.size <= IN_MEMORY ? await bytesOf(file) : file;
    const [sha256, sealed] = await Promise.all([hashOf(content), sealOne(content, "attachment", at + 1, file.name)]);
    described.push(describe(file, at + 1, sha256));
    files.push(sealed);
  }
  const manifest = encodeManifest(described);
  return { objects: [form, await sealOne(manifest, "attachment", 0, ""), ...files], identities, manifest };
}

/** @param {File} file @param {number} index @param {string} sha256 */
function describe(file, index, sha256) {
  const media_type = MEDIA_TYPE.test(file.type) ? file.type : "application/octet-stream";
  return { index, media_type, name: fileName(file.name), sha256, size: file.size };
}

/**
 * Opens every object with its identity and compares it with what was sealed; the form must decode to what the person typed.
 * @param {Draft} draft @param {SealedBid} sealed @param {How} [how]
 */
export async function rehearse(draft, sealed, how = {}) {
  const total = draft.files.reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  for (const object of sealed.objects) {
    const { identity } = object.role === "form" ? sealed.identities.form : sealed.identities.attachments;
    const context = contextOf(draft.place, object.role, object.index);
    const pieces = open(object.blob, context, identity, how);
    if (object.role === "form") checkForm(draft, await all(pieces));
    else if (object.index === 0) check(equal(await all(pieces), sealed.manifest ?? new Uint8Array()), "manifest");
    else {
      const file = /** @type {File} */ (draft.files[object.index - 1]);
      await compare(pieces, file, (bytes) => how.progress?.(file.name, done + bytes, total));
      done += file.size;
    }
  }
}

/** @param {Draft} draft @param {Uint8Array} plaintext */
function checkForm(draft, plaintext) {
  const items = decodeForm(plaintext, draft.place, draft.openingItems);
  for (const { key } of draft.openingItems) check(items[key] === draft.items[key], key);
}

/** @param {AsyncIterable<Uint8Array>} pieces @param {File} file @param {(bytes: number) => void} progress */
async function compare(pieces, file, progress) {
  let at = 0;
  for await (const piece of pieces) {
    check(equal(piece, await bytesOf(file.slice(at, at + piece.length))), file.name);
    at += piece.length;
    progress(at);
  }
  check(at === file.size, file.name);
}

/** @param {boolean} holds @param {string} what */
function check(holds, what) {
  if (!holds) throw new RehearsalFailed(what);
}
