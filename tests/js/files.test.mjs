import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { base64, utf8 } from "../../bidding/static_src/lib/bytes.js";
import { encode } from "../../bidding/static_src/lib/canonical.js";
import { newIdentity, seal, contextOf } from "../../bidding/static_src/lib/sealing.js";
import { newPassphrase, protect, unprotect } from "../../bidding/static_src/lib/recovery.js";
import { BidFiles, readManifest, Unreadable } from "../../experts/static_src/lib/bid_files.js";
import { memberFile, openKeys, openReleased, sealKeys } from "../../experts/static_src/lib/member_keys.js";
import { fromBase64, vectors } from "./vectors.mjs";

const told = vectors("files");
const place = { ...told.place, member: told.member };
const sealed = fromBase64(told.sealed);
const plain = (keys) => Object.entries(keys).map(([bid, each]) => ({ bid, keys: each?.map(base64) ?? null }));

test("the keys of the vectors open for their member", async () => {
  assert.deepEqual(plain(await openKeys(sealed, place, told.identity)), told.keys.bids);
});

for (const { why, sealed: bad } of told.must_fail) {
  test(`keys are refused: ${why}`, () => assert.rejects(openKeys(fromBase64(bad), place, told.identity)));
}

test("keys for another place are refused", async () => {
  for (const other of [{ lot: told.place.trade }, { member: "0".repeat(64) }, { envelope: "other" }, { origin: "other.cn/mingzheng" }]) {
    await assert.rejects(openKeys(sealed, { ...place, ...other }, told.identity));
  }
});

test("what the agency seals opens for the member and for nobody else", async () => {
  const [wei, xu] = [await newIdentity(), await newIdentity()];
  const keys = { ["b".repeat(64)]: null, ["a".repeat(64)]: [new Uint8Array(16), new Uint8Array(16).fill(7)] };

  const made = await sealKeys(keys, place, wei.recipient);

  assert.deepEqual(plain(await openKeys(made, place, wei.identity)), plain({ ["a".repeat(64)]: keys["a".repeat(64)], ["b".repeat(64)]: null }));
  await assert.rejects(openKeys(made, place, xu.identity));
});

test("a member's key file opens with its passphrase", async () => {
  const [wei, passphrase] = [await newIdentity(), newPassphrase()];
  const content = memberFile(place, wei);

  assert.deepEqual(await unprotect(await protect(content, passphrase), passphrase), content);
});

test("what a bidder sealed otherwise is null, and holds nobody up", async () => {
  const { evaluation, application, hash } = vectors("applications");
  const strange = { statement: base64(utf8(application)), sealed: told.sealed };

  assert.deepEqual(await openReleased(strange, evaluation), { bid: hash, keys: null });
});

test("what came with an application opens: the key of its form, then those of its files", async () => {
  const { evaluation, application, handover, hash, file_keys } = vectors("applications");
  const sent = { statement: base64(utf8(application)), sealed: JSON.parse(handover).statement.sealed };
  const keys = [file_keys.form, ...file_keys.attachments].map((key) => base64(Uint8Array.from(Buffer.from(key, "hex"))));

  const opened = await openReleased(sent, evaluation);

  assert.deepEqual([opened.bid, opened.keys?.map(base64)], [hash, keys]);
});

test("keys that were released open, all of them or none", async () => {
  const { evaluation, application, file_keys, hash } = vectors("applications");
  const { keyholders, bidder, envelope, lot, origin, trade, version } = JSON.parse(application).statement;
  const keys = file_keys.attachments.map((key) => base64(Uint8Array.from(Buffer.from(key, "hex"))));
  const context = contextOf({ bidder, envelope, lot, origin, trade, version }, "evaluation", 0);
  const released = async (list) => {
    const { blob } = await seal(encode({ keys: list, type: "mingzheng/attachment-keys/v1" }), context, keyholders.map((each) => each.evaluation));
    return { statement: base64(utf8(application)), sealed: base64(new Uint8Array(await blob.arrayBuffer())) };
  };

  assert.deepEqual((await openReleased(await released(keys), evaluation)).keys?.map(base64), keys);
  for (const wrong of [keys.slice(1), [...keys, keys[0]], [], ["AA==", keys[0]]]) {
    assert.deepEqual(await openReleased(await released(wrong), evaluation), { bid: hash, keys: null });
  }
});

const app = vectors("applications");

/** @param {(index: number) => Uint8Array | null} [stored] */
async function filesOf(stored = () => null, keys = app.file_keys.attachments.map((key) => Uint8Array.from(Buffer.from(key, "hex")))) {
  const { objects: facts } = JSON.parse(app.application).statement;
  const fetchObject = async (sha256) => {
    const at = facts.findIndex((each) => each.sha256 === sha256);
    return new Blob([stored(facts[at].index) ?? fromBase64(app.objects[at])]);
  };
  return BidFiles.of(utf8(app.application), app.hash, keys, fetchObject);
}

/** @param {string} problem @param {() => Promise<unknown>} act */
const unreadable = (problem, act) => assert.rejects(act, (error) => error instanceof Unreadable && error.problem === problem);

test("a member's browser reads a file of a bid and checks it", async () => {
  const files = await filesOf();

  const [file] = await files.list();
  const blob = await files.plaintext(file);

  assert.equal(file.name, "资质证书.pdf");
  assert.equal(base64(new Uint8Array(await blob.arrayBuffer())), app.plain_file);
});

test("whatever is wrong with a file has its name", async () => {
  const [first, second] = app.file_keys.attachments.map((key) => Uint8Array.from(Buffer.from(key, "hex")));
  const [file] = await (await filesOf()).list();

  await unreadable("no_keys", () => filesOf(undefined, null));
  await unreadable("no_keys", () => filesOf(undefined, [first]));
  await unreadable("stored", () => BidFiles.of(utf8(app.application), "0".repeat(64), [first, second], async () => new Blob()));
  await unreadable("stored", async () => (await filesOf(() => utf8("other"))).list());
  await unreadable("key", async () => (await filesOf(undefined, [second, first])).list());
  await unreadable("key", async () => (await filesOf(undefined, [first, first])).plaintext(file));
  await unreadable("content", async () => (await filesOf()).plaintext({ ...file, sha256: "0".repeat(64) }));
  await unreadable("content", async () => (await filesOf()).plaintext({ ...file, size: file.size + 1 }));
});

test("a list of files that is none is refused", () => {
  const file = { index: 1, media_type: "application/pdf", name: "a.pdf", sha256: "0".repeat(64), size: 1 };
  const manifest = (files, type = "mingzheng/manifest/v1") => encode({ files, type });

  assert.deepEqual(readManifest(manifest([file]), 1), [file]);
  for (const [bad, count] of [
    [manifest([file]), 2], [manifest([]), 0], [manifest([file], "other"), 1], [utf8("{}"), 1], [utf8("nothing"), 1],
    ...[{ index: 2 }, { name: "a/b" }, { name: ".." }, { name: "" }, { media_type: "x" }, { size: "1" }].map((change) => [manifest([{ ...file, ...change }]), 1]),
  ]) {
    assert.throws(() => readManifest(bad, count));
  }
});

test("every word that these scripts say is in browser_words.py", () => {
  const root = new URL("../../", import.meta.url);
  const words = [`bidding/browser_words.py`, `experts/browser_words.py`].map((name) => readFileSync(new URL(name, root), "utf8")).join();
  const scripts = ["give", "files", "member_key", "page/member_identity"].map((name) => readFileSync(new URL(`experts/static_src/${name}.js`, root), "utf8")).join();
  const said = [...scripts.matchAll(/\bword\("([\w.]+)"/g)].map(([, key]) => key);
  const titles = [...scripts.matchAll(/\bsay\("\w+", "([\w.]+)"/g)].map(([, key]) => `${key}.title`);
  const named = [...scripts.matchAll(/"(keyfile_[a-z_]+|giving_[a-z_]+)"/g)].map(([, key]) => key);
  const problems = ["no_keys", "stored", "key", "manifest", "content"].map((problem) => `file_problem_${problem}`);

  assert.ok(said.length > 5);
  assert.deepEqual([...said, ...titles, ...named, ...problems].filter((key) => !words.includes(`"${key}": _(`)), []);
});
