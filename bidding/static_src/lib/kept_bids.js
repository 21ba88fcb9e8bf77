// Sealed bids of this browser: on their way to the platform, received, and the identities that open them.
import { base64, unbase64 } from "./bytes.js";
import { get, keyOf, lock, put, remove, unlock } from "./store.js";

/** @typedef {import("./canonical.js").JsonObject} JsonObject */
/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./sealing.js").BidPlace} BidPlace */
/** @typedef {import("./upload.js").Outgoing & {header: string, size: number, name: string}} KeptObject */
/** @typedef {{form: string, attachments: string}} Identities */

/**
 * @typedef {object} KeptBid
 * @property {BidPlace} place
 * @property {string} hash
 * @property {Bytes} statement
 * @property {KeptObject[]} objects their ciphertext only until the receipt is there
 * @property {import("./store.js").Locked} identities
 * @property {"pending" | "received"} state
 * @property {Bytes | null} receipt
 * @property {Bytes | null} [handover] of an application: its keys for the reviewers
 */

/** @param {BidPlace} place */
function shelfKey({ origin, lot, bidder, envelope, version }) {
  return keyOf(origin, lot, bidder, envelope, version);
}

/** @param {BidPlace} place @returns {Promise<KeptBid | null>} */
export async function keptBid(place) {
  return (await get("bids", shelfKey(place))) ?? null;
}

/** @param {Omit<KeptBid, "identities" | "state" | "receipt">} bid @param {Identities} identities @returns {Promise<KeptBid>} */
export async function keepPending(bid, { form, attachments }) {
  /** @type {KeptBid} */
  const kept = { ...bid, identities: await lock({ form, attachments }), state: "pending", receipt: null };
  await put("bids", shelfKey(bid.place), kept);
  return kept;
}

/** @param {KeptBid} bid */
export function keepChanges(bid) {
  return put("bids", shelfKey(bid.place), bid);
}

/** @param {KeptBid} bid @param {Bytes} receipt The ciphertexts are at the platform now; the form stays, the recovery file has it too. */
export async function keepReceived(bid, receipt) {
  const objects = bid.objects.map((object) => (object.role === "form" ? object : { ...object, blob: new Blob() }));
  await put("bids", shelfKey(bid.place), { ...bid, objects, receipt, state: "received" });
}

/** @param {BidPlace} place Only for a bid that was never received. */
export function forget(place) {
  return remove("bids", shelfKey(place));
}

/** @param {KeptBid} bid @returns {Promise<Identities>} */
export async function identitiesOf(bid) {
  return /** @type {Identities} */ (await unlock(bid.identities));
}

/**
 * The content of a recovery file.
 * @param {{place: BidPlace, statement: Bytes, objects: {role: string, header: string, blob: Blob}[], identities: Identities, publicKey: string, pkcs8: string | null}} bid
 * @returns {Promise<JsonObject>}
 */
export async function recoveryContent({ place, statement, objects, identities, publicKey, pkcs8 }) {
  const { bidder, envelope, lot, origin, trade, version } = place;
  const form = /** @type {{blob: Blob}} */ (objects.find((object) => object.role === "form"));
  return {
    account_key: pkcs8, account_public_key: publicKey, attachments: identities.attachments, bid: base64(statement), bidder, envelope,
    form: identities.form, form_object: base64(new Uint8Array(await form.blob.arrayBuffer())), headers: objects.map((object) => object.header),
    lot, origin, trade, type: "mingzheng/recovery/v1", version,
  };
}

/** What opening a bid needs, wherever it comes from. @typedef {{place: BidPlace, statement: Bytes, identities: Identities, headers: string[]}} Opener */

/** @param {KeptBid} bid @returns {Promise<Opener>} */
export async function openerFromKept(bid) {
  return { place: bid.place, statement: bid.statement, identities: await identitiesOf(bid), headers: bid.objects.map((object) => object.header) };
}

/** @param {JsonObject} content of a recovery file @returns {Opener} */
export function openerFromRecovery(content) {
  const { bidder, envelope, lot, origin, trade, version } = /** @type {any} */ (content);
  const { form, attachments, headers, bid } = /** @type {any} */ (content);
  return { place: { bidder, envelope, lot, origin, trade, version }, statement: unbase64(bid), identities: { form, attachments }, headers };
}
