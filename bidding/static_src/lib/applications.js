// An application as its reviewers open it, with their evaluation key, after all applications are closed (docs/spec/bid.md).
import { isObject, readBase64 } from "./bids.js";
import { text, unbase64, utf8 } from "./bytes.js";
import { decode } from "./canonical.js";
import { decodeForm } from "./forms.js";
import { all, contextOf, open, openWithKey } from "./sealing.js";

/** @typedef {import("./bids.js").ObjectFacts} ObjectFacts */
/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./statements.js").SignedStatement} SignedStatement */
/** @typedef {import("./forms.js").ManifestFile} ManifestFile */
/** @typedef {{items: import("./forms.js").Items, files: {file: ManifestFile, blob: Blob}[]}} OpenedApplication */

export class NotThisApplication extends Error {}

/**
 * @param {{application: string, handover: string}} sent both in base64
 * @param {{hash: string, evaluation: string, openingItems: import("./forms.js").OpeningItem[], fetchObject: (sha256: string) => Promise<Blob>}} how
 * @returns {Promise<OpenedApplication>}
 */
export async function openApplication(sent, { hash, evaluation, openingItems, fetchObject }) {
  const [bid, handover] = [await readBase64(sent.application), await readBase64(sent.handover)];
  if (bid.hash !== hash || handover.statement.bid !== hash || handover.key !== bid.key) throw new NotThisApplication(hash);
  const { bidder, envelope, lot, origin, trade, version } = /** @type {any} */ (bid.statement);
  const place = { bidder, envelope, lot, origin, trade, version };
  const sealed = new Blob([unbase64(String(handover.statement.sealed))]);
  const { form, attachments } = /** @type {any} */ (decode(await all(open(sealed, contextOf(place, "evaluation", 0), evaluation))));
  return openWithKeys(bid, [form, ...attachments].map(unbase64), { openingItems, fetchObject });
}

/**
 * @param {SignedStatement} bid @param {Bytes[]} keys of the form, then of the attachments in their order
 * @param {{openingItems: import("./forms.js").OpeningItem[], fetchObject: (sha256: string) => Promise<Blob>}} how
 * @returns {Promise<OpenedApplication>}
 */
export async function openWithKeys(bid, keys, { openingItems, fetchObject }) {
  const { bidder, envelope, lot, origin, trade, version } = /** @type {any} */ (bid.statement);
  const place = { bidder, envelope, lot, origin, trade, version };
  const objects = /** @type {ObjectFacts[]} */ (/** @type {unknown} */ (bid.statement.objects));
  /** @param {ObjectFacts} object */
  const opened = async (object) => {
    const blob = await fetchObject(object.sha256);
    const key = keys[objects.indexOf(object)];
    if (!key || !(await isObject(blob, object))) throw new NotThisApplication(object.sha256);
    return all(openWithKey(blob, contextOf(place, object.role, object.index), key));
  };
  const [form, manifest, ...files] = objects;
  const items = decodeForm(await opened(/** @type {ObjectFacts} */ (form)), place, openingItems);
  if (!manifest) return { items, files: [] };
  const listed = /** @type {ManifestFile[]} */ (/** @type {any} */ (decode(utf8(text(await opened(manifest))))).files);
  const contents = [];
  for (const [at, object] of files.entries()) {
    const file = /** @type {ManifestFile} */ (listed[at]);
    contents.push({ file, blob: new Blob([await opened(object)], { type: "application/octet-stream" }) });
  }
  return { items, files: contents };
}
