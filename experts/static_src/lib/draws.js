// A draw as a party sees it, docs/spec/draw.md: the list, its own nonce in two sealed halves, and the halves given to it.
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fileKeyOf, makeHeader, openPayload, readHeader, sealPayload } from "../../../bidding/static_src/lib/age_file.js";
import { base64, concat, hash, hashHex, hex, text, unbase64, unhex, unpadded, utf8 } from "../../../bidding/static_src/lib/bytes.js";
import { encode } from "../../../bidding/static_src/lib/canonical.js";
import { NotSealed, WrongAnswer } from "../../../bidding/static_src/lib/errors.js";
import { root } from "../../../bidding/static_src/lib/merkle.js";
import { all } from "../../../bidding/static_src/lib/sealing.js";
import { read, sign } from "../../../bidding/static_src/lib/statements.js";

/** @typedef {import("../../../bidding/static_src/lib/bytes.js").Bytes} Bytes */
/** @typedef {import("../../../bidding/static_src/lib/canonical.js").JsonObject} JsonObject */
/** @typedef {import("../../../bidding/static_src/lib/statements.js").SigningKey} SigningKey */
/** @typedef {import("../../../bidding/static_src/lib/statements.js").SignedStatement} SignedStatement */
/** @typedef {"agency" | "supervisor" | "platform"} Party */
/** @typedef {{draw: string, lot: string, origin: string, trade: string}} DrawPlace */
/** @typedef {{party: Party, recipient: string, signer: string}} DrawKey */
/** @typedef {{[party in Party]: DrawKey}} Keys */
/** @typedef {{[party in Party]: SignedStatement}} Given */

/** @type {Party[]} In the order of the seed. */
export const PARTIES = ["agency", "supervisor", "platform"];
const HALF = 32;
const SEALED = 287;
const LINE = /^\{"blinded":"([0-9a-f]{64})","excluded":(?:null|"[a-z][a-z0-9_]{0,31}"),"group":"[A-Za-z0-9._-]{0,32}"\}$/;

/** The list is not one that may be drawn from. */
export class ListUnsound extends Error {}

/** @param {Party} party @returns {Party[]} */
export function othersOf(party) {
  return PARTIES.filter((each) => each !== party);
}

/** @param {Bytes} file @returns {{root: string, size: number}} Of a list with nobody twice, each exclusion with a reason. */
export function checkList(file) {
  const lines = text(file).split("\n");
  if (lines.pop() !== "") throw new ListUnsound("the last line does not end");
  let before = "";
  for (const line of lines) {
    const blinded = LINE.exec(line)?.[1];
    if (blinded === undefined || blinded <= before) throw new ListUnsound(line);
    before = blinded;
  }
  return { root: hex(root(lines.map(utf8))), size: lines.length };
}

/** @param {DrawPlace} place @param {string} list root @param {Party} maker @param {Party} recipient */
export function contextOf({ draw, lot, origin, trade }, list, maker, recipient) {
  return { draw, list, lot, maker, origin, recipient, trade };
}

/** @param {JsonObject} context @returns {string} The argument of the mz-ctx stanza. */
export function contextHash(context) {
  return unpadded(hash(utf8("mingzheng/draw-context/v1\n"), encode(context)));
}

/** @param {Bytes} half @param {JsonObject} context @param {string} recipient @returns {Promise<{data: Bytes, fileKey: Bytes}>} */
export async function sealHalf(half, context, recipient) {
  const { header, fileKey } = await makeHeader([recipient], contextHash(context));
  return { data: concat(header, await all(sealPayload(half, fileKey))), fileKey };
}

/** @param {Bytes} data @param {JsonObject} context @param {string} identity @returns {Promise<{half: Bytes, fileKey: Bytes}>} */
export async function openHalf(data, context, identity) {
  const { header, recipients, context: found } = readHeader(data);
  if (data.length !== SEALED || recipients !== 1 || found !== contextHash(context)) throw new NotSealed("not this half");
  const fileKey = await fileKeyOf(header, identity);
  const half = await all(openPayload(new Blob([data.slice(header.length)]), fileKey));
  if (half.length !== HALF) throw new NotSealed("a half has 32 bytes");
  return { half, fileKey };
}

/** @param {Bytes} data @param {JsonObject} context @param {Bytes} fileKey @returns {Promise<Bytes>} The half that the key fixes. */
export async function openByFileKey(data, context, fileKey) {
  const { header, recipients, context: found } = readHeader(data);
  if (data.length !== SEALED || recipients !== 1 || found !== contextHash(context)) throw new NotSealed("not this half");
  const shown = text(header).trimEnd();
  const signed = utf8(shown.slice(0, shown.lastIndexOf(" ")));
  const mac = hmac(sha256, hkdf(sha256, fileKey, undefined, utf8("header"), 32), signed);
  if (!shown.endsWith(` ${unpadded(mac)}`)) throw new NotSealed("not the file key of this half");
  return all(openPayload(new Blob([data.slice(header.length)]), fileKey));
}

/**
 * The seed, reckoned again from what the ledger has: whoever wants may do it.
 * @param {DrawPlace} place @param {string} list root @param {Given} given
 * @param {{maker: Party, recipient: Party, file_key: string}[]} opened @returns {Promise<string>} hex
 */
export async function seedOf(place, list, given, opened) {
  const nonces = [];
  for (const maker of PARTIES) {
    const halves = [];
    for (const recipient of othersOf(maker)) {
      const key = opened.find((half) => half.maker === maker && half.recipient === recipient)?.file_key ?? "";
      const context = contextOf(place, list, maker, recipient);
      halves.push(await openByFileKey(sealedFor(given[maker], recipient), context, unbase64(key)));
    }
    const [first, second] = /** @type {[Bytes, Bytes]} */ (halves);
    nonces.push(first.map((byte, at) => byte ^ (second[at] ?? 0)));
  }
  return hashHex(utf8("mingzheng/draw-seed/v1\n"), unhex(list), ...nonces);
}

/** @param {Keys} keys */
export function keysHash(keys) {
  return hashHex(encode(PARTIES.map((party) => memberOf(keys[party]))));
}

/**
 * A fresh nonce in two halves, signed.
 * @param {DrawPlace} place @param {Party} party @param {{list: string, keys: Keys, tree: {root: string, size: number}}} seen
 * @param {SigningKey} signer
 */
export async function makeHalves(place, party, { list, keys, tree }, signer) {
  /** @type {{[to: string]: string}} */
  const fileKeys = {};
  const halves = [];
  for (const recipient of othersOf(party)) {
    const half = crypto.getRandomValues(new Uint8Array(HALF));
    const { data, fileKey } = await sealHalf(half, contextOf(place, list, party, recipient), keys[recipient].recipient);
    halves.push({ recipient, sealed: base64(data) });
    fileKeys[recipient] = base64(fileKey);
  }
  const { draw, lot, origin, trade } = place;
  const { root: treeRoot, size } = tree;
  const statement = {
    draw, halves, keys: keysHash(keys), list, lot, origin, party, trade, tree: { root: treeRoot, size }, type: "mingzheng/draw-halves/v1",
  };
  return { signed: await sign(statement, signer), fileKeys };
}

/**
 * The halves of all three as the ledger has them; throws where one is not by its party's key, or for something else.
 * @param {DrawPlace} place @param {string} list @param {Keys} keys @param {{[party: string]: string}} files @returns {Promise<Given>}
 */
export async function readHalves(place, list, keys, files) {
  const given = /** @type {Given} */ ({});
  for (const party of PARTIES) {
    const signed = await read(utf8(files[party] ?? ""));
    const expected = { draw: place.draw, keys: keysHash(keys), list, lot: place.lot, origin: place.origin, party, trade: place.trade };
    const right = Object.entries(expected).every(([name, value]) => signed.statement[name] === value);
    if (!right || signed.key !== keys[party].signer || signed.statement.type !== "mingzheng/draw-halves/v1") {
      throw new WrongAnswer(`not the halves of ${party}`);
    }
    given[party] = signed;
  }
  return given;
}

/** @param {SignedStatement} signed @param {Party} recipient @returns {Bytes} */
export function sealedFor(signed, recipient) {
  const halves = /** @type {{recipient: string, sealed: string}[]} */ (/** @type {unknown} */ (signed.statement.halves));
  return unbase64(halves.find((half) => half.recipient === recipient)?.sealed ?? "");
}

/**
 * Both halves for a party, opened: their file keys in base64, and who gave one that does not open.
 * @param {DrawPlace} place @param {string} list @param {Party} party @param {Given} given @param {string} identity
 * @returns {Promise<{keys: {[maker: string]: string}, bad: Party | null}>}
 */
export async function openGiven(place, list, party, given, identity) {
  /** @type {{[maker: string]: string}} */
  const keys = {};
  for (const maker of othersOf(party)) {
    const context = contextOf(place, list, maker, party);
    try {
      keys[maker] = base64((await openHalf(sealedFor(given[maker], party), context, identity)).fileKey);
    } catch {
      return { keys, bad: maker };
    }
  }
  return { keys, bad: null };
}

/** @param {DrawPlace} place @param {Party} party @param {Given} given @param {SigningKey} signer */
export function acknowledge({ draw, lot, origin, trade }, party, given, signer) {
  const halves = PARTIES.map((each) => ({ party: each, statement: given[each].hash }));
  return sign({ draw, halves, lot, origin, party, trade, type: "mingzheng/draw-acknowledgement/v1" }, signer);
}

/** @param {DrawKey} key */
function memberOf({ party, recipient, signer }) {
  return { party, recipient, signer };
}
