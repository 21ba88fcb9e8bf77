import assert from "node:assert/strict";
import test from "node:test";
import { hashHex, text, utf8 } from "../../bidding/static_src/lib/bytes.js";
import { decode, encode, exactly } from "../../bidding/static_src/lib/canonical.js";
import { vectors } from "./vectors.mjs";

const { valid, must_fail } = vectors("canonical");

for (const { value, canonical, sha256 } of valid) {
  test(`the canonical form of ${canonical.slice(0, 40)} is the one of the vectors`, () => {
    assert.equal(text(encode(value)), canonical);
    assert.equal(hashHex(encode(value)), sha256);
    assert.deepEqual(decode(utf8(canonical)), value);
  });
}

for (const { text: bytes, why } of must_fail) {
  test(`is refused: ${why}`, () => assert.throws(() => decode(utf8(bytes))));
}

test("a float, an unsafe integer and half a surrogate pair have no canonical form", () => {
  for (const value of [1.5, 2 ** 53, Number.NaN, "\ud800", [undefined]]) assert.throws(() => encode(value));
});

test("a reader refuses a key that is missing, unknown or of another kind", () => {
  assert.throws(() => exactly({}, { a: "string" }));
  assert.throws(() => exactly({ a: "x", b: "y" }, { a: "string" }));
  assert.throws(() => exactly({ a: 1 }, { a: "string" }));
  assert.throws(() => exactly({ a: null }, { a: "string" }));
  assert.deepEqual(exactly({ a: null }, { a: "string?" }), { a: null });
});
