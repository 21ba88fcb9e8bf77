import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "node:test";

const root = fileURLToPath(new URL("../..", import.meta.url));
const words = new Set([...readFileSync(`${root}/bidding/browser_words.py`, "utf8").matchAll(/^ {4}"([\w.]+)": _\(/gm)].map(([, key]) => key));
const folder = `${root}/bidding/static_src`;
const sources = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith(".js"))
  .map((name) => readFileSync(`${folder}/${name}`, "utf8"))
  .join("\n");

/** @param {RegExp} pattern */
function found(pattern) {
  return [...sources.matchAll(pattern)].map(([, key]) => key);
}

test("every word that a script says is in browser_words.py", () => {
  const direct = found(/\b(?:word|hasWord)\("([\w.]+)"/g);
  const said = found(/\bsay\("\w+", "([\w.]+)"/g).map((key) => `${key}.title`);
  const named = found(/"((?:keyfile|save|box|identities)_[a-z_]+)"/g);
  const missing = [...direct, ...said, ...named].filter((key) => !words.has(key));

  assert.ok(direct.length > 20 && said.length > 5 && named.length > 10);
  assert.deepEqual(missing, []);
});

test("every state, cause and error that scripts build a key from has its words", () => {
  const built = [
    ...["empty", "money", "integer", "text", "long"].map((key) => `item_${key}`),
    ...["live", "waiting", "lost"].map((key) => `connection_${key}`),
    ...found(/return "(\w+)";/g).filter((key) => ["disk_full", "file_changed", "not_sealed", "other_signer", "rehearsal", "unexpected", "unreachable", "wrong_answer"].includes(key)).map((key) => `error.${key}.title`),
    "object_form", "object_attachment", "insecure.title", "old_browser.title", "error.late.title", "error.signed_out.title",
  ];

  assert.deepEqual(built.filter((key) => !words.has(key)), []);
});
