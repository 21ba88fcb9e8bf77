// The key of a member for this evaluation: of this browser, or of the file that the member kept.
import { recipientOf } from "../../../bidding/static_src/lib/sealing.js";
import { askForFile } from "../../../bidding/static_src/page/key_file.js";
import { keepMemberKey, memberKeyHere } from "../lib/member_keys.js";

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
