// The members of a joint bid as a form states them, docs/spec/bid.md "Joint bids".
import { text, utf8 } from "./bytes.js";
import { encode, exactly } from "./canonical.js";
import { HAS_UNSEEN } from "./unseen.js";

/** @typedef {{code: string, does: string, grade: string, name: string, specialty: string}} Member */

/** The name, without its extension, of the file that every joint bid has. */
export const AGREEMENT = "共同投标协议";
export const GRADES = ["special", "first", "second", "third", "none"];
const LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const NAMES = /** @type {const} */ ({ code: "string", does: "string", grade: "string", name: "string", specialty: "string" });

/** @param {Member[]} members @returns {string} The text of the item; `[]` where the bidder bids alone. */
export function writeMembers(members) {
  return text(encode(members.map(({ code, does, grade, name, specialty }) => ({ code, does, grade, name, specialty }))));
}

/** @param {string} value @param {number} most @returns {Member[] | null} null where it is not the text of members. */
export function readMembers(value, most) {
  try {
    const members = JSON.parse(value);
    if (!Array.isArray(members) || members.length === 1 || members.length > most) return null;
    for (const member of members) exactly(member, NAMES);
    if (text(encode(members)) !== text(utf8(value)) || !members.every((member) => wrongWithMember(member) === null)) return null;
    return new Set(members.map(({ code }) => code)).size === members.length ? members : null;
  } catch {
    return null;
  }
}

/** @param {Member} member @returns {"code" | "text" | "grade" | null} What is wrong. */
export function wrongWithMember({ code, does, grade, name, specialty }) {
  if (!isCreditCode(code)) return "code";
  if (!GRADES.includes(grade)) return "grade";
  const isText = (/** @type {string} */ value) => value !== "" && !HAS_UNSEEN.test(value) && [...value].length <= 200;
  return [name, does, specialty].every(isText) ? null : "text";
}

/** @param {string} code A unified social credit code with the right check character (GB 32100). */
export function isCreditCode(code) {
  if (code.length !== 18 || [...code].some((letter) => !LETTERS.includes(letter))) return false;
  let [sum, weight] = [0, 1];
  for (const letter of code.slice(0, 17)) {
    sum += LETTERS.indexOf(letter) * weight;
    weight = (weight * 3) % 31;
  }
  return LETTERS[(31 - (sum % 31)) % 31] === code[17];
}

/** @param {string} fileName Whether a file is the agreement by its name, whatever its extension. */
export function isAgreement(fileName) {
  return fileName === AGREEMENT || fileName.slice(0, fileName.lastIndexOf(".")) === AGREEMENT;
}
