// The value of an opening item as people read it: the members of a joint bid in words, all else as it is.
import { readMembers } from "../lib/members.js";
import { word } from "./data.js";

/** @param {import("../lib/forms.js").OpeningItem} item @param {string} value @returns {string} */
export function itemWords(item, value) {
  const members = item.kind === "members" ? readMembers(value, item.most ?? 0) : null;
  if (!members) return value;
  if (members.length === 0) return word("members_alone");
  const words = members.map(({ does, grade, name, specialty }) => word("members_one", { name, does, specialty, grade: word(`grade_${grade}`) }));
  return words.join(word("members_join"));
}
