import assert from "node:assert/strict";
import test from "node:test";
import { newPassphrase, NotOurFile, protect, tidyPassphrase, unprotect, WrongPassphrase } from "../../bidding/static_src/lib/recovery.js";
import { agencyFile } from "../../bidding/static_src/lib/agency.js";

const place = { origin: "ggzy.example.cn/mingzheng", trade: "t", envelope: "main" };
const content = agencyFile(place, [{ lot: "l", window: "AGE-SECRET-KEY-1W", evaluation: "AGE-SECRET-KEY-1E" }]);

test("a passphrase has 100 bits in four groups, without letters that are mistaken", () => {
  const made = new Set(Array.from({ length: 200 }, newPassphrase));

  assert.equal(made.size, 200);
  for (const passphrase of made) assert.match(passphrase, /^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
});

test("a passphrase may be typed carelessly", () => {
  assert.equal(tidyPassphrase(" abcde fghjk-1oil0 ＭＮＰＱＲ "), "ABCDE-FGHJK-10110-MNPQR");
});

test("a kept file opens with its passphrase and with no other", async () => {
  const passphrase = newPassphrase();
  const file = await protect(content, passphrase);

  assert.deepEqual(await unprotect(file, passphrase.toLowerCase().replaceAll("-", " ")), content);
  await assert.rejects(unprotect(file, newPassphrase()), WrongPassphrase);
});

test("a file of another kind is not ours", async () => {
  await assert.rejects(unprotect(new TextEncoder().encode("%PDF-1.7"), "x"), NotOurFile);
  await assert.rejects(async () => protect({ ...content, type: "something/v1" }, "x"), NotOurFile);
});
