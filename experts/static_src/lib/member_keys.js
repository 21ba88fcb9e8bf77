// The keys of the bids' files as they come to a member of the committee, docs/spec/evaluation.md, "Files".
import { makeHeader, openPayload, readHeader, sealPayload, fileKeyOf } from "../../../bidding/static_src/lib/age_file.js";
import { readBase64 } from "../../../bidding/static_src/lib/bids.js";
import { base64, concat, hash, unbase64, unpadded, utf8 } from "../../../bidding/static_src/lib/bytes.js";
import { decode, encode, exactly } from "../../../bidding/static_src/lib/canonical.js";
import { NotSealed, WrongAnswer } from "../../../bidding/static_src/lib/errors.js";
import { all, contextOf, open } from "../../../bidding/static_src/lib/sealing.js";
import { get, keepForGood, keyOf, lock, put, unlock } from "../../../bidding/static_src/lib/store.js";

/** @typedef {import("../../../bidding/static_src/lib/bytes.js").Bytes} Bytes */
/** @typedef {import("../../../bidding/static_src/lib/canonical.js").JsonObject} JsonObject */
/** @typedef {import("../../../bidding/static_src/lib/sealing.js").Identity} Identity */
/** @typedef {import("../../../bidding/static_src/lib/bids.js").ObjectFacts} ObjectFacts */
/** @typedef {{envelope: string, lot: string, member: string, origin: string, trade: string}} MemberPlace */
/** @typedef {{[bid: string]: Bytes[] | null}} Keys by bid, or application; null where its bidder had sealed something else */

const TYPE = "mingzheng/member-keys/v1";
const OF_BID = "mingzheng/attachment-keys/v1";
const OF_APPLICATION = "mingzheng/application-keys/v1";
const KEY = 16;
const HASH = /^[0-9a-f]{64}$/;

/** @param {MemberPlace} place @returns {string} The argument of the mz-ctx stanza. */
export function contextHash({ envelope, lot, member, origin, trade }) {
  return unpadded(hash(utf8("mingzheng/member-context/v1\n"), encode({ envelope, lot, member, origin, trade })));
}

/**
 * The keys for one member; opened again by what sealed them before anybody is told that it is done.
 * @param {Keys} keys @param {MemberPlace} place @param {string} recipient @returns {Promise<Bytes>}
 */
export async function sealKeys(keys, place, recipient) {
  const bids = Object.keys(keys).sort().map((bid) => ({ bid, keys: keys[bid]?.map(base64) ?? null }));
  const plain = encode({ bids, type: TYPE });
  const { header, fileKey } = await makeHeader([recipient], contextHash(place));
  const sealed = concat(header, await all(sealPayload(plain, fileKey)));
  const again = await all(openPayload(new Blob([sealed.slice(payloadOf(sealed, place))]), fileKey));
  if (base64(again) !== base64(plain)) throw new Error("RehearsalFailed: what was sealed does not open");
  return sealed;
}

/** @param {Bytes} sealed @param {MemberPlace} place @param {string} identity @returns {Promise<Keys>} */
export async function openKeys(sealed, place, identity) {
  const start = payloadOf(sealed, place);
  const fileKey = await fileKeyOf(sealed.slice(0, start), identity);
  const whole = exactly(decode(await all(openPayload(new Blob([sealed.slice(start)]), fileKey))), { bids: "array", type: "string" });
  if (whole.type !== TYPE) throw new NotSealed("not the keys of a member");
  /** @type {Keys} */
  const keys = {};
  let before = "";
  for (const row of /** @type {JsonObject[]} */ (whole.bids)) {
    const bid = String(row.bid);
    if (!HASH.test(bid) || bid <= before || Object.keys(row).sort().join() !== "bid,keys") throw new NotSealed("not a row of keys");
    keys[bid] = row.keys === null ? null : fileKeys(row.keys);
    before = bid;
  }
  return keys;
}

/**
 * What a bidder has released for the evaluation, or handed over with its application, opened by the agency; null where it
 * is not the keys of this bid. Of an application the key of the form comes first.
 * @param {{statement: string, sealed: string}} released both in base64 @param {string} evaluation the identity
 * @returns {Promise<{bid: string, keys: Bytes[] | null}>}
 */
export async function openReleased(released, evaluation) {
  const bid = await readBase64(released.statement);
  const { bidder, envelope, lot, origin, trade, version } = /** @type {any} */ (bid.statement);
  const place = { bidder, envelope, lot, origin, trade, version };
  const objects = /** @type {ObjectFacts[]} */ (/** @type {unknown} */ (bid.statement.objects));
  try {
    const sealed = new Blob([unbase64(released.sealed)]);
    const inner = decode(await all(open(sealed, contextOf(place, "evaluation", 0), evaluation)));
    const ofApplication = /** @type {JsonObject} */ (inner).type === OF_APPLICATION;
    const keys = ofApplication ? keysOfApplication(inner) : keysOfBid(inner);
    const wanted = objects.filter((object) => ofApplication || object.role === "attachment");
    if (keys.length !== wanted.length) throw new WrongAnswer("not all keys");
    return { bid: bid.hash, keys };
  } catch {
    // Whatever a bidder has sealed there: one bid never holds up the files of the others, and the members are told.
    return { bid: bid.hash, keys: null };
  }
}

/** @param {MemberPlace} place @param {Identity} identity */
export async function keepMemberKey(place, identity) {
  await put("agency", shelf(place), await lock({ ...identity }));
  void keepForGood();
}

/** @param {MemberPlace} place @returns {Promise<Identity | null>} */
export async function memberKeyHere(place) {
  const kept = await get("agency", shelf(place));
  return kept ? /** @type {Identity} */ (/** @type {unknown} */ (await unlock(kept))) : null;
}

/** @param {MemberPlace} place @param {Identity} identity @returns {JsonObject} What the member keeps under a passphrase. */
export function memberFile({ lot, member, origin, trade }, { identity }) {
  return { identity, lot, member, origin, trade, type: "mingzheng/member-key/v1" };
}

/** @param {MemberPlace} place */
function shelf({ origin, lot, member }) {
  return keyOf("member", origin, lot, member);
}

/** @param {Bytes} sealed @param {MemberPlace} place @returns {number} Where the payload begins. */
function payloadOf(sealed, place) {
  const { header, recipients, context } = readHeader(sealed);
  if (recipients !== 1 || context !== contextHash(place)) throw new NotSealed("not the keys for this member");
  return header.length;
}

/** @param {import("../../../bidding/static_src/lib/canonical.js").Json} inner @returns {Bytes[]} */
function keysOfBid(inner) {
  const { keys, type } = exactly(inner, { keys: "array", type: "string" });
  if (type !== OF_BID) throw new NotSealed("not the keys of a bid");
  return fileKeys(keys);
}

/** @param {import("../../../bidding/static_src/lib/canonical.js").Json} inner @returns {Bytes[]} */
function keysOfApplication(inner) {
  const { attachments, form } = exactly(inner, { attachments: "array", form: "string", type: "string" });
  return fileKeys([form, .../** @type {unknown[]} */ (attachments)]);
}

/** @param {unknown} listed @returns {Bytes[]} */
function fileKeys(listed) {
  if (!Array.isArray(listed) || listed.length === 0) throw new NotSealed("no keys");
  const keys = listed.map((each) => unbase64(String(each)));
  if (keys.some((key) => key.length !== KEY)) throw new NotSealed("a file key has 16 bytes");
  return keys;
}
