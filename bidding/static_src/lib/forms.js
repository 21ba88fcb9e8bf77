// The form of a bid (what is announced at the opening) and the manifest of its attachments, docs/spec/bid.md.
import { concat, text, utf8 } from "./bytes.js";
import { decode, encode, exactly, NotCanonical } from "./canonical.js";
import { MONEY } from "./amounts.js";
import { readMembers } from "./members.js";
import { HAS_UNSEEN, UNSEEN } from "./unseen.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./sealing.js").BidPlace} BidPlace */
/** @typedef {{key: string, kind: "money" | "integer" | "text" | "members", label: string, label_en: string, most?: number}} OpeningItem */
/** @typedef {{[key: string]: string}} Items */
/** @typedef {{index: number, media_type: string, name: string, sha256: string, size: number}} ManifestFile */

const BUCKET = 4096;
const LARGEST = 16384;
const INTEGER = /^(0|[1-9][0-9]{0,8})$/;

export class FormTooLarge extends Error {}

/** @param {OpeningItem} item @param {string} value @returns {"empty" | "money" | "integer" | "text" | "long" | "members" | null} What is wrong. */
export function wrongWith(item, value) {
  if (value === "") return "empty";
  if (item.kind === "money") return MONEY.test(value) ? null : "money";
  if (item.kind === "integer") return INTEGER.test(value) ? null : "integer";
  if (item.kind === "members") return readMembers(value, item.most ?? 0) ? null : "members";
  if (HAS_UNSEEN.test(value)) return "text";
  return [...value].length > 200 ? "long" : null;
}

/** @param {BidPlace} place @param {Items} items @returns {Bytes} Padded, so that its size says nothing. */
export function encodeForm(place, items) {
  const { bidder, envelope, lot, origin, trade, version } = place;
  const bare = encode({ bidder, envelope, items, lot, origin, trade, type: "mingzheng/form/v1", version });
  const size = Math.max(BUCKET, Math.ceil(bare.length / BUCKET) * BUCKET);
  if (size > LARGEST) throw new FormTooLarge(`${bare.length} bytes`);
  return concat(bare, utf8(" ".repeat(size - bare.length)));
}

/**
 * @param {Uint8Array} bytes @param {BidPlace} place @param {OpeningItem[]} openingItems @returns {Items}
 * Throws unless it is the form of this bid with exactly the announced items.
 */
export function decodeForm(bytes, place, openingItems) {
  const bare = text(bytes).replace(/ +$/, "");
  const form = exactly(decode(utf8(bare)), {
    bidder: "string", envelope: "string", items: "object", lot: "string", origin: "string", trade: "string", type: "string", version: "number",
  });
  const items = /** @type {Items} */ (exactly(form.items, Object.fromEntries(openingItems.map((item) => [item.key, "string"]))));
  const same = encodeForm(place, items);
  if (same.length !== bytes.length || text(same) !== text(bytes)) throw new NotCanonical("not the form of this bid");
  for (const item of openingItems) {
    const wrong = wrongWith(item, items[item.key] ?? "");
    if (wrong) throw new NotCanonical(`${item.key}: ${wrong}`);
    const [lead] = (item.kind === "members" && readMembers(items[item.key] ?? "", item.most ?? 0)) || [];
    if (lead && lead.code !== place.bidder) throw new NotCanonical("a joint bid is submitted by its lead, who is named first");
  }
  return items;
}

/** @param {ManifestFile[]} files @returns {Bytes} */
export function encodeManifest(files) {
  return encode({ files, type: "mingzheng/manifest/v1" });
}

/** @param {string} name A name that every system can write. */
export function fileName(name) {
  const plain = name.normalize("NFC").replace(new RegExp(`[${UNSEEN}/\\\\]`, "gu"), "_");
  const short = [...plain].slice(-120).join("");
  return /^\.{0,2}$/.test(short) ? "_" : short;
}
