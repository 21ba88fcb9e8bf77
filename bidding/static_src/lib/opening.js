// The bidder's turn at the opening: look at the box, take the file keys out of the headers, make the release.
import { handoverStatement, releaseStatement } from "./bids.js";
import { exactly } from "./canonical.js";
import { unbase64 } from "./bytes.js";
import { boxIsSound } from "./merkle.js";
import { contextOf, fileKeyFor } from "./sealing.js";
import { read, sign } from "./statements.js";

/** @typedef {import("./kept_bids.js").Opener} Opener */
/** @typedef {{root: string, size: number, leaves: string[]}} Box */

export class BoxUnsound extends Error {}
export class BidNotInBox extends Error {}

/** @param {Box} box @param {string} bid @param {string | null} announced the root in the ledger, where the page knows it */
export function checkBox(box, bid, announced) {
  if (!boxIsSound(box) || (announced !== null && announced !== box.root)) throw new BoxUnsound("the box is not what its root says");
  if (!box.leaves.includes(bid)) throw new BidNotInBox("the bid of the receipt is not in the box");
}

/**
 * The file keys of all objects of a bid, in their order; every one is checked against its header, context and MAC.
 * @param {Opener} opener
 */
export async function fileKeys({ place, statement, identities, headers }) {
  const bid = await read(statement);
  const objects = /** @type {import("./bids.js").ObjectFacts[]} */ (/** @type {unknown} */ (bid.statement.objects));
  if (objects.length !== headers.length) throw new Error("a header is missing");
  const keys = [];
  for (const [at, { role, index }] of objects.entries()) {
    const identity = role === "form" ? identities.form : identities.attachments;
    const { fileKey } = await fileKeyFor(unbase64(/** @type {string} */ (headers[at])), contextOf(place, role, index), identity);
    keys.push(fileKey);
  }
  return { bid, keys };
}

/**
 * What goes to the reviewers together with an application: its file keys, and nothing before they are checked here.
 * @param {Opener} opener @param {import("./statements.js").SigningKey} key
 * @returns {Promise<import("./statements.js").SignedStatement>}
 */
export async function makeHandover(opener, key) {
  const { bid, keys } = await fileKeys(opener);
  const keyholders = /** @type {import("./bids.js").Keyholder[]} */ (/** @type {unknown} */ (bid.statement.keyholders));
  return sign(await handoverStatement(opener.place, { bid: bid.hash, keyholders, keys }), key);
}

/**
 * @param {Opener} opener @param {string} box its root @param {import("./statements.js").SigningKey} key
 * @returns {Promise<import("./statements.js").SignedStatement>}
 */
export async function makeRelease(opener, box, key) {
  const { bid, keys } = await fileKeys(opener);
  const [formKey, ...attachmentKeys] = keys;
  // The keyholders that the bid itself names: a page cannot put another's key in their place.
  const keyholders = /** @type {import("./bids.js").Keyholder[]} */ (/** @type {unknown} */ (bid.statement.keyholders));
  for (const keyholder of keyholders) exactly(/** @type {any} */ (keyholder), { evaluation: "string", role: "string", window: "string" });
  const facts = { bid: bid.hash, box, keyholders, formKey: /** @type {Uint8Array} */ (formKey), attachmentKeys };
  return sign(await releaseStatement(opener.place, facts), key);
}
