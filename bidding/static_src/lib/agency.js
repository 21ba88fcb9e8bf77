// The agency's keys for one lot: the window key, published at the end of the window, and the evaluation key.
import { newIdentity } from "./sealing.js";
import { get, keepForGood, keyOf, lock, put, unlock } from "./store.js";

/** @typedef {{origin: string, trade: string, lot: string, envelope: string}} LotPlace */
/** @typedef {{window: string, evaluation: string}} AgencyIdentities */

/** @param {LotPlace} place */
function shelfKey({ origin, lot, envelope }) {
  return keyOf(origin, lot, envelope);
}

/** @returns {Promise<{identities: AgencyIdentities, recipients: {window: string, evaluation: string}}>} */
export async function makeAgencyKeys() {
  const [window, evaluation] = [await newIdentity(), await newIdentity()];
  return {
    identities: { window: window.identity, evaluation: evaluation.identity },
    recipients: { window: window.recipient, evaluation: evaluation.recipient },
  };
}

/** @param {LotPlace} place @param {AgencyIdentities} identities @returns {import("./canonical.js").JsonObject} */
export function agencyFile({ origin, trade, lot, envelope }, { window, evaluation }) {
  return { envelope, evaluation, lot, origin, trade, type: "mingzheng/agency-keys/v1", window };
}

/** @param {LotPlace} place @param {AgencyIdentities} identities */
export async function keepAgencyKeys(place, { window, evaluation }) {
  await put("agency", shelfKey(place), await lock({ window, evaluation }));
  void keepForGood();
}

/** @param {LotPlace} place @returns {Promise<AgencyIdentities | null>} */
export async function agencyKeysHere(place) {
  const kept = await get("agency", shelfKey(place));
  return kept ? /** @type {AgencyIdentities} */ (await unlock(kept)) : null;
}
