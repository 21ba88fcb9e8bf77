import assert from "node:assert/strict";
import test from "node:test";
import { NotThisApplication, openApplication } from "../../bidding/static_src/lib/applications.js";
import { handoverStatement } from "../../bidding/static_src/lib/bids.js";
import { base64, hashHex, utf8 } from "../../bidding/static_src/lib/bytes.js";
import { importSigningKey, read, sign } from "../../bidding/static_src/lib/statements.js";
import { fromBase64, pkcs8, vectors } from "./vectors.mjs";

const told = vectors("applications");
const { account_seed } = vectors("bids");
const objects = new Map(told.objects.map((object) => [hashHex(fromBase64(object)), fromBase64(object)]));
const how = {
  hash: told.hash,
  evaluation: told.evaluation,
  openingItems: told.opening_items,
  fetchObject: async (sha256) => new Blob([objects.get(sha256) ?? new Uint8Array()]),
};
const sent = { application: base64(utf8(told.application)), handover: base64(utf8(told.handover)) };

test("the reviewers open the application of the vectors", async () => {
  const { items, files } = await openApplication(sent, how);

  assert.deepEqual(items, told.items);
  assert.equal(files[0].file.name, "资质证书.pdf");
  assert.equal(base64(new Uint8Array(await files[0].blob.arrayBuffer())), told.plain_file);
});

for (const { why, handover } of told.must_fail) {
  test(`a hand-over is refused: ${why}`, async () => {
    await assert.rejects(openApplication({ ...sent, handover: base64(utf8(handover)) }, how), NotThisApplication);
  });
}

test("a ciphertext that was exchanged is refused", async () => {
  const other = { ...how, fetchObject: async () => new Blob([utf8("other")]) };

  await assert.rejects(openApplication(sent, other), NotThisApplication);
});

test("what the applicant's browser hands over opens at the reviewers", async () => {
  const bid = await read(utf8(told.application));
  const { bidder, envelope, keyholders, lot, origin, trade, version } = bid.statement;
  const place = { bidder, envelope, lot, origin, trade, version };
  const keys = [told.file_keys.form, ...told.file_keys.attachments].map((key) => Uint8Array.from(Buffer.from(key, "hex")));
  const key = { publicKey: bid.key, privateKey: await importSigningKey(pkcs8(account_seed)) };

  const made = await sign(await handoverStatement(place, { bid: bid.hash, keyholders, keys }), key);

  assert.deepEqual((await openApplication({ ...sent, handover: base64(made.bytes) }, how)).items, told.items);
});
