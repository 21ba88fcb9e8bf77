// Canonical JSON: RFC 8785, restricted to what docs/spec/conventions.md allows.
import { equal, text, utf8 } from "./bytes.js";

/** @typedef {string | number | boolean | null | Json[] | {[key: string]: Json}} Json */
/** @typedef {{[key: string]: Json}} JsonObject */

export class NotCanonical extends Error {}

/** @param {Json} value @returns {import("./bytes.js").Bytes} */
export function encode(value) {
  return utf8(write(value));
}

/** @param {Uint8Array} bytes @returns {JsonObject} Refuses bytes that are not the canonical form of an object. */
export function decode(bytes) {
  let value;
  try {
    value = JSON.parse(text(bytes));
  } catch (cause) {
    throw new NotCanonical("not JSON", { cause });
  }
  // Writing it again also finds duplicate keys, which JSON.parse drops.
  if (!isObject(value) || !equal(encode(value), bytes)) throw new NotCanonical("not the canonical form of an object");
  return value;
}

/** @param {Json} value @returns {string} */
function write(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return writeInteger(value);
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (!isObject(value)) throw new NotCanonical(`cannot be written: ${typeof value}`);
  // Array.sort compares UTF-16 code units, which is what RFC 8785 asks for.
  const members = Object.keys(value).sort();
  if (!members.every((key) => /^[\0-\x7f]*$/.test(key))) throw new NotCanonical("a name that is not ASCII");
  return `{${members.map((key) => `${writeString(key)}:${write(/** @type {Json} */ (value[key]))}`).join(",")}}`;
}

/** @param {string} value */
function writeString(value) {
  if (/\p{Surrogate}/u.test(value)) throw new NotCanonical("lone surrogate");
  return JSON.stringify(value);
}

/** @param {number} value */
function writeInteger(value) {
  if (!Number.isSafeInteger(value)) throw new NotCanonical("not an integer below 2^53");
  return String(value);
}

/** @param {unknown} value @returns {value is JsonObject} */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value, when it has exactly these keys. A name with `?` may be null.
 * @param {Json | undefined} value @param {{[key: string]: "string" | "string?" | "number" | "array" | "object" | "object?"}} shape
 * @returns {JsonObject}
 */
export function exactly(value, shape) {
  if (!isObject(value)) throw new NotCanonical("not an object");
  const keys = Object.keys(value);
  if (keys.length !== Object.keys(shape).length) throw new NotCanonical(`keys are ${keys.join(", ")}`);
  for (const [key, kind] of Object.entries(shape)) {
    if (!Object.hasOwn(value, key)) throw new NotCanonical(`${key} is missing`);
    const member = value[key];
    const optional = kind.endsWith("?") && member === null;
    const found = Array.isArray(member) ? "array" : typeof member;
    if (!optional && (member === null || found !== kind.replace("?", ""))) throw new NotCanonical(`${key} is not ${kind}`);
  }
  return value;
}
