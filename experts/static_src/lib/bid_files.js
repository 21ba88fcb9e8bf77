// The files of a bid as a member reads them: every byte is checked by bid.json and by the list that the bidder sealed.
import { isObject } from "../../../bidding/static_src/lib/bids.js";
import { hashOf, text, utf8 } from "../../../bidding/static_src/lib/bytes.js";
import { decode, exactly } from "../../../bidding/static_src/lib/canonical.js";
import { Refused } from "../../../bidding/static_src/lib/http.js";
import { all, contextOf, openWithKey } from "../../../bidding/static_src/lib/sealing.js";
import { read } from "../../../bidding/static_src/lib/statements.js";

/** @typedef {import("../../../bidding/static_src/lib/bytes.js").Bytes} Bytes */
/** @typedef {import("../../../bidding/static_src/lib/bids.js").ObjectFacts} ObjectFacts */
/** @typedef {import("../../../bidding/static_src/lib/forms.js").ManifestFile} ManifestFile */
/** @typedef {import("../../../bidding/static_src/lib/sealing.js").BidPlace} BidPlace */
/** @typedef {"no_keys" | "stored" | "key" | "manifest" | "content"} Problem as in docs/spec/evaluation.md */
/** @typedef {(sha256: string, size: number, onBytes?: (bytes: number) => void) => Promise<Blob>} FetchObject */

const MOST_FILES = 20;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]{0,62}\/[a-z0-9][a-z0-9.+-]{0,126}$/;

/** A file that cannot be read, and why. */
export class Unreadable extends Error {
  /** @param {Problem} problem @param {number} index @param {unknown} [cause] */
  constructor(problem, index, cause) {
    super(problem, { cause });
    this.problem = problem;
    this.index = index;
  }
}

export class BidFiles {
  #place;
  #objects;
  #keys;
  #fetch;

  /** @param {BidPlace} place @param {ObjectFacts[]} objects @param {Uint8Array[]} keys @param {FetchObject} fetchObject */
  constructor(place, objects, keys, fetchObject) {
    this.#place = place;
    this.#objects = objects;
    this.#keys = keys;
    this.#fetch = fetchObject;
  }

  /**
   * @param {Uint8Array} statement bid.json @param {string} hash of the bid that was opened
   * @param {Uint8Array[] | null | undefined} keys @param {FetchObject} fetchObject
   */
  static async of(statement, hash, keys, fetchObject) {
    const bid = await read(statement);
    if (bid.hash !== hash) throw new Unreadable("stored", 0);
    const { bidder, envelope, lot, origin, trade, version } = /** @type {any} */ (bid.statement);
    const objects = /** @type {ObjectFacts[]} */ (/** @type {unknown} */ (bid.statement.objects));
    const attachments = objects.filter((object) => object.role === "attachment");
    if (!keys || keys.length !== attachments.length) throw new Unreadable("no_keys", 0);
    return new BidFiles({ bidder, envelope, lot, origin, trade, version }, attachments, keys, fetchObject);
  }

  /** @returns {Promise<ManifestFile[]>} */
  async list() {
    const plain = await all(await this.#opened(0)).catch((cause) => Promise.reject(new Unreadable("key", 0, cause)));
    try {
      return readManifest(plain, this.#objects.length - 1);
    } catch (cause) {
      throw new Unreadable("manifest", 0, cause);
    }
  }

  /**
   * The plaintext of a file. Its pieces go to the browser's disk as they are opened, so that only one is in memory.
   * @param {ManifestFile} file @param {(done: number, of: number) => void} [onBytes] of the ciphertext that came
   * @returns {Promise<Blob>}
   */
  async plaintext(file, onBytes) {
    const pieces = [];
    const opened = await this.#opened(file.index, onBytes);
    try {
      for await (const piece of opened) pieces.push(new Blob([/** @type {Bytes} */ (piece)]));
    } catch (cause) {
      throw new Unreadable("key", file.index, cause);
    }
    const blob = new Blob(pieces);
    if (blob.size !== file.size || (await hashOf(blob)) !== file.sha256) throw new Unreadable("content", file.index);
    return blob;
  }

  /** @param {number} index @param {(done: number, of: number) => void} [onBytes] */
  async #opened(index, onBytes) {
    const object = this.#objects[index];
    const key = this.#keys[index];
    if (!object || !key || object.index !== index) throw new Unreadable("manifest", index);
    const blob = await this.#stored(object, onBytes);
    return openWithKey(blob, contextOf(this.#place, "attachment", index), key);
  }

  /** @param {ObjectFacts} object @param {(done: number, of: number) => void} [onBytes] @returns {Promise<Blob>} */
  async #stored(object, onBytes) {
    try {
      const blob = await this.#fetch(object.sha256, object.size, (bytes) => onBytes?.(bytes, object.size));
      if (await isObject(blob, object)) return blob;
    } catch (error) {
      // Gone from the store is one thing; not being let in any more has a code of its own, and is said as such.
      if (!(error instanceof Refused) || error.code !== "status_404") throw error;
    }
    throw new Unreadable("stored", object.index);
  }
}

/** @param {Bytes} plain @param {number} count @returns {ManifestFile[]} */
export function readManifest(plain, count) {
  const whole = exactly(decode(utf8(text(plain))), { files: "array", type: "string" });
  const files = /** @type {ManifestFile[]} */ (/** @type {unknown} */ (whole.files));
  if (whole.type !== "mingzheng/manifest/v1" || files.length !== count || count < 1 || count > MOST_FILES) throw new Error("not a manifest");
  for (const [at, file] of files.entries()) {
    exactly(/** @type {any} */ (file), { index: "number", media_type: "string", name: "string", sha256: "string", size: "number" });
    const named = file.name.length > 0 && !/[/\\\p{Cc}]/u.test(file.name) && file.name !== "." && file.name !== "..";
    if (file.index !== at + 1 || !named || !MEDIA_TYPE.test(file.media_type)) throw new Error(`file ${at + 1} of the manifest`);
  }
  return files;
}
