// What opens the party's own bid: kept in this browser, or in the recovery file.
import { accountKeyFrom, accountKeyHere, makeAccountKey, registerAccountKey, restoreAccountKey } from "../lib/account.js";
import { OtherSigner } from "../lib/errors.js";
import { keptBid, openerFromKept, openerFromRecovery } from "../lib/kept_bids.js";
import { read } from "../lib/statements.js";
import { whoOf } from "./account_choice.js";
import { askForFile } from "./key_file.js";

/** @typedef {import("../lib/kept_bids.js").Opener} Opener */
/** @typedef {import("../lib/canonical.js").JsonObject} JsonObject */
/** @typedef {import("./data.js").PageData & {account_keys: string[]}} Page */

/**
 * @param {import("../lib/sealing.js").BidPlace} place @param {string} bid its hash
 * @returns {Promise<{opener: Opener, file: JsonObject | null}>}
 */
export async function openerOf(place, bid) {
  const kept = await keptBid(place);
  if (kept?.hash === bid) return { opener: await openerFromKept(kept), file: null };
  const file = await recoveryFileOf(place);
  const opener = openerFromRecovery(file);
  if ((await read(opener.statement)).hash !== bid) throw new Error("the recovery file is of another bid");
  return { opener, file };
}

/** @param {import("../lib/sealing.js").BidPlace} place @returns {Promise<JsonObject>} Asked for, and opened by its passphrase. */
export function recoveryFileOf(place) {
  return askForFile((content) => objection(content, place));
}

/** @param {JsonObject} content @param {import("../lib/sealing.js").BidPlace} place @returns {string | null} */
function objection(content, place) {
  if (content.type !== "mingzheng/recovery/v1") return "keyfile_not_recovery";
  if (content.bidder !== place.bidder || content.lot !== place.lot) return "keyfile_other_bid";
  return content.version === place.version ? null : "keyfile_other_version";
}

/**
 * The very key that signed the bid, for nothing else may release it: of this browser, or of the recovery file. Several
 * people of a party have a key each, so the key of this browser may be another, and stays here.
 * @param {Page} page @param {Opener} opener @param {JsonObject | null} file
 * @returns {Promise<import("../lib/statements.js").SigningKey>}
 */
export async function keyThatSigned(page, opener, file) {
  const who = whoOf(page);
  const signer = (await read(opener.statement)).key;
  const here = await accountKeyHere(who);
  if (here?.publicKey === signer) return here;
  if (file?.account_public_key !== signer || typeof file.account_key !== "string") throw new OtherSigner("not the key of this bid");
  const copy = { publicKey: signer, pkcs8: file.account_key };
  return here ? accountKeyFrom(copy) : restoreAccountKey(who, copy);
}

/**
 * A key of the party that may sign now: of this browser, of the recovery file, or a new one that is registered first.
 * @param {Page} page @param {JsonObject | null} file @returns {Promise<import("../lib/statements.js").SigningKey>}
 */
export async function signingKey(page, file) {
  const who = whoOf(page);
  const here = await accountKeyHere(who);
  if (here && page.account_keys.includes(here.publicKey)) return here;
  if (typeof file?.account_key === "string") {
    return restoreAccountKey(who, { publicKey: String(file.account_public_key), pkcs8: file.account_key });
  }
  const key = here ?? (await makeAccountKey(who));
  await registerAccountKey(who.party, key, { url: page.urls.account_keys ?? "", csrf: page.csrf });
  if (!here) await restoreAccountKey(who, /** @type {import("../lib/account.js").FreshKey} */ (key));
  return key;
}
