import assert from "node:assert/strict";
import test from "node:test";
import { readAcknowledgement, readReceipt, withdrawalStatement } from "../../bidding/static_src/lib/bids.js";
import { text, utf8 } from "../../bidding/static_src/lib/bytes.js";
import { importSigningKey, newSigningKey, possession, read, sign } from "../../bidding/static_src/lib/statements.js";
import { pkcs8, vectors } from "./vectors.mjs";

const facts = vectors("statements");
const bids = vectors("bids");
const openings = vectors("openings");
const key = { publicKey: facts.public_key, privateKey: await importSigningKey(pkcs8(facts.seed)) };
const { origin, trade, lot, envelope, bidder } = bids.bid.statement;
const place = { origin, trade, lot, envelope, bidder, version: 1 };
const expected = { place, kind: "bid", hash: bids.bid.hash, receiptKeys: [bids.receipt_key] };

test("possession of an account key is signed byte for byte as in the vectors", async () => {
  const signed = await possession(facts.statement.party, key);

  assert.equal(text(signed.bytes), facts.file);
  assert.equal(signed.hash, facts.hash);
});

test("what was signed is read", async () => {
  const { statement, hash } = await read(utf8(facts.file));

  assert.deepEqual(statement, facts.statement);
  assert.equal(hash, facts.hash);
});

for (const { why, file } of facts.must_fail) {
  test(`a statement is refused: ${why}`, () => assert.rejects(read(utf8(file))));
}

test("a fresh key signs, and its private half cannot leave", async () => {
  const fresh = await newSigningKey({ origin, party: bidder });

  assert.equal((await read((await sign({ type: "x" }, fresh)).bytes)).key, fresh.publicKey);
  await assert.rejects(crypto.subtle.exportKey("pkcs8", fresh.privateKey));
});

test("a withdrawal is the one of the vectors", async () => {
  const signed = await sign(withdrawalStatement({ ...place, version: 3 }, bids.withdrawal.statement.bid), key);

  assert.equal(signed.hash, bids.withdrawal.hash);
  assert.equal(text(signed.bytes), bids.withdrawal.file);
});

test("a receipt of this bid is accepted", async () => {
  const receipt = await readReceipt(utf8(bids.bid.receipt), expected);

  assert.equal(receipt.hash, bids.bid.receipt_hash);
});

for (const [what, change] of Object.entries({
  "another bid": { hash: "0".repeat(64) },
  "another version": { place: { ...place, version: 2 } },
  "another lot": { place: { ...place, lot: trade } },
  "another receipt key": { receiptKeys: [facts.public_key] },
  "a withdrawal": { kind: "withdrawal" },
})) {
  test(`a receipt is refused where ${what} was expected`, () => assert.rejects(readReceipt(utf8(bids.bid.receipt), { ...expected, ...change })));
}

test("a receipt under a key that was handed over since is accepted", async () => {
  await readReceipt(utf8(bids.bid.receipt), { ...expected, receiptKeys: [bids.receipt_key, facts.public_key] });
});

test("an acknowledgement of this release is accepted, and of another refused", async () => {
  const { acknowledgement, release } = openings;
  const of = { place, bid: bids.bid.hash, release: release.hash, receiptKeys: [bids.receipt_key] };

  assert.equal((await readAcknowledgement(utf8(acknowledgement.file), of)).hash, acknowledgement.hash);
  await assert.rejects(readAcknowledgement(utf8(acknowledgement.file), { ...of, release: "0".repeat(64) }));
});
