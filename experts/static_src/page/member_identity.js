// The key of a member for this evaluation: of this browser, or of the file that the member kept.
import { recipientOf } from "../../../bidding/static_src/lib/sealing.js";
import { get, untilAnswered } from "../../../bidding/static_src/lib/http.js";
import { askForFile } from "../../../bidding/static_src/page/key_file.js";
import { sayOffline } from "../../../bidding/static_src/page/messages.js";
import { keepMemberKey, memberKeyHere, openKeys } from "../lib/member_keys.js";

/** @typedef {{member: string, recipient: string | null}} MemberPage `recipient`: what the platform has of this member */
/** @typedef {import("../../../bidding/static_src/page/data.js").PageData & MemberPage} Page */

/** @param {Page} page @returns {import("../lib/member_keys.js").MemberPlace} */
export function placeOf({ envelope, lot, member, origin, trade }) {
  return { envelope, lot, member, origin, trade };
}

/** @param {Page} page @returns {Promise<string>} The identity of the registered key. Throws `NoFile` where the person has none. */
export async function memberIdentity(page) {
  const place = placeOf(page);
  const here = await memberKeyHere(place);
  if (here && here.recipient === page.recipient) return here.identity;
  const file = await askForFile((content) => {
    if (content.type !== "mingzheng/member-key/v1") return "keyfile_not_member";
    return content.lot === page.lot && content.member === page.member ? null : "keyfile_other_member";
  });
  const identity = String(file.identity);
  const recipient = await recipientOf(identity);
  if (recipient !== page.recipient) throw new Error("the file's key is not the registered one");
  await keepMemberKey(place, { identity, recipient });
  return identity;
}

/**
 * What the agency has sealed to this member, opened; undefined where that is not for its key.
 * @param {Page} page @returns {Promise<import("../lib/member_keys.js").Keys | void>}
 */
export async function keysForMe(page) {
  const identity = await memberIdentity(page);
  const sealed = await untilAnswered(() => get(page.urls.given ?? ""), sayOffline);
  return openKeys(sealed, placeOf(page), identity).catch((error) => console.error(error));
}
