// The agency's keys, one pair a lot: the window key, published at the end of the window, and the evaluation key.
import { newIdentity } from "./sealing.js";
import { get, keepForGood, keyOf, lock, put, unlock } from "./store.js";

/** @typedef {{origin: string, trade: string, envelope: string}} TradePlace */
/** @typedef {{lot: string, window: string, evaluation: string}} LotKeys identities, or recipients */

/** @param {string} lot @returns {Promise<{identities: LotKeys, recipients: LotKeys}>} */
export async function makeLotKeys(lot) {
  const [window, evaluation] = [await newIdentity(), await newIdentity()];
  return {
    identities: { lot, window: window.identity, evaluation: evaluation.identity },
    recipients: { lot, window: window.recipient, evaluation: evaluation.recipient },
  };
}

/** @param {TradePlace} place @param {LotKeys[]} keys @returns {import("./canonical.js").JsonObject} */
export function agencyFile({ origin, trade, envelope }, keys) {
  const lots = keys.map(({ lot, window, evaluation }) => ({ evaluation, lot, window }));
  return { envelope, lots, origin, trade, type: "mingzheng/agency-keys/v1" };
}

/** @param {import("./canonical.js").JsonObject} file @param {string} lot @returns {LotKeys | null} */
export function lotOfFile(file, lot) {
  const lots = /** @type {LotKeys[]} */ (/** @type {unknown} */ (file.lots));
  return lots.find((keys) => keys.lot === lot) ?? null;
}

/** @param {TradePlace} place @param {LotKeys} keys */
export async function keepLotKeys({ origin, envelope }, keys) {
  await put("agency", keyOf(origin, keys.lot, envelope), await lock({ ...keys }));
  void keepForGood();
}

/** @param {TradePlace} place @param {string} lot @returns {Promise<LotKeys | null>} */
export async function lotKeysHere({ origin, envelope }, lot) {
  const kept = await get("agency", keyOf(origin, lot, envelope));
  return kept ? /** @type {LotKeys} */ (await unlock(kept)) : null;
}
