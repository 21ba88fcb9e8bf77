// One message at a time, in #message; what a person can do about an error is part of its words.
import { BadSignature, NotSealed, OtherSigner, WrongAnswer } from "../lib/errors.js";
import { Refused, Unreachable } from "../lib/http.js";
import { fill, hasWord, maybe, part, word } from "./data.js";

/** @typedef {"bad" | "warn" | "good" | "live"} Tone */

/** @param {Tone} tone @param {string} key of the words `<key>.title` and `<key>.text` @param {{[name: string]: string | number}} [values] */
export function say(tone, key, values = {}) {
  sayText(tone, word(`${key}.title`, values), hasWord(`${key}.text`) ? word(`${key}.text`, values) : "");
}

/** @param {Tone} tone @param {string} title @param {string} text */
export function sayText(tone, title, text) {
  const box = maybe("message");
  if (!box) return;
  box.dataset.tone = tone;
  fill(box, "title", title);
  fill(box, "text", text);
  box.hidden = false;
  if (tone === "bad") box.scrollIntoView({ block: "nearest" });
}

export function sayNothing() {
  const box = maybe("message");
  if (box) box.hidden = true;
}

/** @param {boolean} waiting for a lost connection */
export function sayOffline(waiting) {
  if (waiting) say("warn", "offline");
  else sayNothing();
}

/** @param {unknown} error @returns {{title: string, text: string, code: string}} */
export function explain(error) {
  if (error instanceof Refused) return explainRefusal(error);
  const code = codeOf(error);
  return { title: word(`error.${code}.title`), text: hasWord(`error.${code}.text`) ? word(`error.${code}.text`, detail(error)) : "", code };
}

/** @param {Refused} error The words we have for its code, else what the platform wrote. */
function explainRefusal({ code, message }) {
  const known = hasWord(`error.${code}.title`);
  const title = known ? word(`error.${code}.title`) : word("error.refused.title");
  const text = hasWord(`error.${code}.text`) ? word(`error.${code}.text`) : message;
  return { title, text, code };
}

/** @param {unknown} error */
function codeOf(error) {
  if (error instanceof Unreachable) return "unreachable";
  if (error instanceof WrongAnswer || error instanceof BadSignature) return "wrong_answer";
  if (error instanceof NotSealed) return "not_sealed";
  if (error instanceof OtherSigner) return "other_signer";
  if (error instanceof DOMException && error.name === "QuotaExceededError") return "disk_full";
  if (error instanceof DOMException && error.name === "NotReadableError") return "file_changed";
  const text = error instanceof Error ? error.message : "";
  if (/NotReadableError|NotFoundError/.test(text)) return "file_changed";
  if (/RehearsalFailed/.test(text)) return "rehearsal";
  return "unexpected";
}

/** @param {unknown} error */
function detail(error) {
  return { detail: error instanceof Error ? error.message : String(error) };
}

/** @param {unknown} error */
export function sayError(error) {
  const { title, text, code } = explain(error);
  if (code === "unexpected") console.error(error);
  sayText("bad", title, text);
}

/** @param {HTMLElement} result @param {Tone} tone @param {string} title @param {string} text */
export function showResult(result, tone, title, text) {
  result.dataset.tone = tone;
  if (part(result, "title")) fill(result, "title", title);
  fill(result, "text", part(result, "title") ? text : [title, text].filter(Boolean).join(" "));
  result.hidden = false;
}
