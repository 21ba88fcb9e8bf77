// RFC 6962: the tree of a closed box, docs/spec/bid.md.
import { hash, hex, unhex } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** @param {Uint8Array[]} leaves leaf data @returns {Bytes} */
export function root(leaves) {
  if (leaves.length === 0) return hash();
  let level = leaves.map((leaf) => hash(LEAF, leaf));
  // Pairing upwards, an odd last node rises unchanged: the same tree as splitting at the largest power of two.
  while (level.length > 1) {
    const above = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [/** @type {Bytes} */ (level[at]), level[at + 1]];
      above.push(right ? hash(NODE, left, right) : left);
    }
    level = above;
  }
  return /** @type {Bytes} */ (level[0]);
}

/**
 * Whether a published box says of itself what is true: sorted distinct leaves, size, root.
 * @param {{root: string, size: number, leaves: string[]}} box
 */
export function boxIsSound(box) {
  const sorted = box.leaves.every((leaf, at) => /^[0-9a-f]{64}$/.test(leaf) && (at === 0 || /** @type {string} */ (box.leaves[at - 1]) < leaf));
  return sorted && box.size === box.leaves.length && hex(root(box.leaves.map(unhex))) === box.root;
}
