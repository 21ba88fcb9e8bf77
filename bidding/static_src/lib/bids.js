// Statements of a bid and what answers them: bid.json, withdrawal, receipt, release, acknowledgement (docs/spec/bid.md, opening.md).
import { base64, hashOf, unbase64 } from "./bytes.js";
import { encode, exactly } from "./canonical.js";
import { WrongAnswer } from "./errors.js";
import { contextOf, seal } from "./sealing.js";
import { read } from "./statements.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./canonical.js").JsonObject} JsonObject */
/** @typedef {import("./sealing.js").BidPlace} BidPlace */
/** @typedef {import("./statements.js").SignedStatement} SignedStatement */
/** @typedef {{role: string, window: string, evaluation: string}} Keyholder */
/** @typedef {{index: number, role: "form" | "attachment", sha256: string, size: number}} ObjectFacts */

/**
 * @param {BidPlace} place
 * @param {{document: string, previous: string | null, keyholders: Keyholder[], objects: ObjectFacts[], recipients: {form: string, attachments: string}}} facts
 * @returns {JsonObject}
 */
export function bidStatement(place, facts) {
  const keyholders = facts.keyholders.map(({ evaluation, role, window }) => ({ evaluation, role, window }));
  const objects = facts.objects.map(({ index, role, sha256, size }) => ({ index, role, sha256, size }));
  const { form, attachments } = facts.recipients;
  return {
    ...ids(place), document: facts.document, keyholders, objects, previous: facts.previous,
    recipients: { attachments, form }, suite: "age-x25519", type: "mingzheng/bid/v1", version: place.version,
  };
}

/** @param {BidPlace} place its version is the withdrawal's own @param {string} bid @returns {JsonObject} */
export function withdrawalStatement(place, bid) {
  return { ...ids(place), bid, type: "mingzheng/withdrawal/v1", version: place.version };
}

/** @param {BidPlace} place */
function ids({ bidder, envelope, lot, origin, trade }) {
  return { bidder, envelope, lot, origin, trade };
}

/**
 * The receipt, when it is signed by the platform's receipt key and speaks of this statement and no other.
 * @param {Uint8Array} bytes @param {{place: BidPlace, kind: "bid" | "withdrawal", hash: string, receiptKeys: string[]}} expected
 */
export async function readReceipt(bytes, expected) {
  const receipt = await read(bytes);
  exactly(receipt.statement, {
    bid: "string", bidder: "string", envelope: "string", kind: "string", lot: "string", origin: "string", received_at: "string",
    recorded_at: "string", trade: "string", type: "string", version: "number",
  });
  answers(receipt, expected.receiptKeys, {
    ...ids(expected.place), bid: expected.hash, kind: expected.kind, type: "mingzheng/receipt/v1", version: expected.place.version,
  });
  return { ...receipt, receivedAt: /** @type {string} */ (receipt.statement.received_at) };
}

/**
 * The acknowledgement, when it is signed by the platform's receipt key and speaks of this release and no other.
 * @param {Uint8Array} bytes @param {{place: BidPlace, bid: string, release: string, receiptKeys: string[]}} expected
 */
export async function readAcknowledgement(bytes, { place, bid, release, receiptKeys }) {
  const acknowledgement = await read(bytes);
  exactly(acknowledgement.statement, {
    bid: "string", bidder: "string", envelope: "string", lot: "string", origin: "string", received_at: "string", recorded_at: "string",
    release: "string", trade: "string", type: "string",
  });
  answers(acknowledgement, receiptKeys, { ...ids(place), bid, release, type: "mingzheng/acknowledgement/v1" });
  return { ...acknowledgement, receivedAt: /** @type {string} */ (acknowledgement.statement.received_at) };
}

/**
 * @param {SignedStatement} answer @param {string[]} keys all that were ever announced: what was signed before a rotation stays valid
 * @param {JsonObject} facts
 */
function answers(answer, keys, facts) {
  if (!keys.includes(answer.key)) throw new WrongAnswer("not signed by the platform's receipt key");
  for (const [name, value] of Object.entries(facts)) {
    if (answer.statement[name] !== value) throw new WrongAnswer(`speaks of another ${name}`);
  }
}

/**
 * A release: the file keys of all objects, sealed to the window keys; those of the attachments sealed further to the evaluation.
 * @param {BidPlace} place @param {{bid: string, box: string, keyholders: Keyholder[], formKey: Uint8Array, attachmentKeys: Uint8Array[]}} facts
 * @returns {Promise<JsonObject>}
 */
export async function releaseStatement(place, facts) {
  const attachments = facts.attachmentKeys.length ? await sealedKeys(place, facts) : null;
  const keys = encode({ attachments, form: base64(facts.formKey), type: "mingzheng/file-keys/v1" });
  const windows = facts.keyholders.map((keyholder) => keyholder.window);
  const sealed = await seal(new Blob([keys]), contextOf(place, "release", 0), windows);
  return { ...ids(place), bid: facts.bid, box: facts.box, sealed: await asBase64(sealed.blob), type: "mingzheng/release/v1" };
}

/**
 * A hand-over: the file keys of an application, in the order of its objects, sealed to the evaluation keys of its reviewers.
 * @param {BidPlace} place @param {{bid: string, keyholders: Keyholder[], keys: Uint8Array[]}} facts @returns {Promise<JsonObject>}
 */
export async function handoverStatement(place, { bid, keyholders, keys }) {
  const [form, ...attachments] = keys.map(base64);
  const plain = encode({ attachments, form: form ?? "", type: "mingzheng/application-keys/v1" });
  const evaluations = keyholders.map((keyholder) => keyholder.evaluation);
  const { blob } = await seal(new Blob([plain]), contextOf(place, "evaluation", 0), evaluations);
  return { ...ids(place), bid, sealed: await asBase64(blob), type: "mingzheng/handover/v1" };
}

/** @param {BidPlace} place @param {{keyholders: Keyholder[], attachmentKeys: Uint8Array[]}} facts */
async function sealedKeys(place, { keyholders, attachmentKeys }) {
  const keys = encode({ keys: attachmentKeys.map(base64), type: "mingzheng/attachment-keys/v1" });
  const evaluations = keyholders.map((keyholder) => keyholder.evaluation);
  return asBase64((await seal(new Blob([keys]), contextOf(place, "evaluation", 0), evaluations)).blob);
}

/** @param {Blob} blob */
async function asBase64(blob) {
  return base64(new Uint8Array(await blob.arrayBuffer()));
}

/** @param {string} statement base64 of a signed statement @returns {Promise<SignedStatement>} */
export function readBase64(statement) {
  return read(unbase64(statement));
}

/** @param {Blob} blob @param {ObjectFacts} facts */
export async function isObject(blob, facts) {
  return blob.size === facts.size && (await hashOf(blob)) === facts.sha256;
}
