import assert from "node:assert/strict";
import test from "node:test";
import { bidStatement, isObject } from "../../bidding/static_src/lib/bids.js";
import { rehearse, sealBid } from "../../bidding/static_src/lib/bid_sealing.js";
import { base64, hashHex, text, utf8 } from "../../bidding/static_src/lib/bytes.js";
import { decode } from "../../bidding/static_src/lib/canonical.js";
import { decodeForm, encodeForm, encodeManifest, fileName, wrongWith } from "../../bidding/static_src/lib/forms.js";
import { isAgreement, writeMembers } from "../../bidding/static_src/lib/members.js";
import { boxIsSound } from "../../bidding/static_src/lib/merkle.js";
import { BidNotInBox, BoxUnsound, checkBox, fileKeys, makeRelease } from "../../bidding/static_src/lib/opening.js";
import { all, contextOf, fileKeyFor, open } from "../../bidding/static_src/lib/sealing.js";
import { importSigningKey, newSigningKey, read, sign } from "../../bidding/static_src/lib/statements.js";
import { fromBase64, pkcs8, vectors } from "./vectors.mjs";

const forms = vectors("forms");
const { bid, account_seed } = vectors("bids");
const openings = vectors("openings");
const { origin, trade, lot, envelope, bidder, document, keyholders, recipients } = bid.statement;
const place = { origin, trade, lot, envelope, bidder, version: 1 };
const openingItems = forms.opening_items;
const items = forms.form.items;

test("a form is canonical and padded as in the vectors", () => {
  const plaintext = encodeForm(place, items);

  assert.equal(plaintext.length, forms.padded_size);
  assert.equal(hashHex(plaintext), forms.plaintext_sha256);
  assert.deepEqual(decodeForm(plaintext, place, openingItems), items);
});

for (const { why, plaintext } of forms.must_fail) {
  test(`a form is refused: ${why}`, () => assert.throws(() => decodeForm(fromBase64(plaintext), place, openingItems)));
}

for (const [kind, { valid, must_fail }] of Object.entries(forms.values)) {
  test(`an item of the kind ${kind} takes what the vectors take, and no more`, () => {
    for (const value of valid) assert.equal(wrongWith({ kind, most: 3 }, value), null, value);
    for (const value of must_fail) assert.notEqual(wrongWith({ kind, most: 3 }, value), null, JSON.stringify(value));
  });
}

test("a joint bid is written as in the vectors", () => {
  const { joint } = forms;
  const plaintext = encodeForm(place, joint.items);

  assert.equal(hashHex(plaintext), joint.plaintext_sha256);
  assert.equal(writeMembers(joint.members), joint.items.members);
  assert.deepEqual(decodeForm(plaintext, place, joint.opening_items), joint.items);
});

for (const { why, plaintext } of forms.joint.must_fail) {
  test(`a joint bid is refused: ${why}`, () => assert.throws(() => decodeForm(fromBase64(plaintext), place, forms.joint.opening_items)));
}

test("the agreement is known by its name, whatever its extension", () => {
  assert.ok(isAgreement("共同投标协议") && isAgreement("共同投标协议.pdf"));
  assert.ok(!isAgreement("共同投标协议（草稿）.pdf") && !isAgreement("技术文件.pdf") && !isAgreement("共同投标协.pdf"));
});

test("a manifest is the one of the vectors", () => {
  assert.equal(text(encodeManifest(decode(utf8(forms.manifest)).files)), forms.manifest);
});

test("a file name loses what no form may hold", () => {
  assert.equal(fileName("../技术\u202e文件.pdf"), ".._技术_文件.pdf");
  assert.equal(fileName(".."), "_");
  assert.equal(fileName(""), "_");
});

test("bid.json is signed byte for byte as in the vectors", async () => {
  const key = { publicKey: JSON.parse(bid.file).signatures[0].key, privateKey: await importSigningKey(pkcs8(account_seed)) };
  const objects = bid.statement.objects;

  const signed = await sign(bidStatement(place, { document, previous: null, keyholders, objects, recipients }), key);

  assert.equal(text(signed.bytes), bid.file);
  assert.equal(signed.hash, bid.hash);
});

test("the objects of the vectors open with the identities of the bid", async () => {
  for (const [at, facts] of bid.statement.objects.entries()) {
    const blob = new Blob([fromBase64(bid.objects[at])]);
    const identity = facts.role === "form" ? bid.identities.form : bid.identities.attachments;

    assert.ok(await isObject(blob, facts));
    const plaintext = await all(open(blob, contextOf(place, facts.role, facts.index), identity));
    if (facts.role === "form") assert.deepEqual(decodeForm(plaintext, place, openingItems), items);
    if (facts.index === 1) assert.equal(base64(plaintext), bid.plain_file);
  }
});

const file = new File([new Uint8Array(100_000).fill(7)], "技术文件.pdf", { type: "application/pdf" });
const draft = { place, items, openingItems, files: [file] };

test("a sealed bid passes its rehearsal", async () => {
  const sealed = await sealBid(draft);

  assert.deepEqual(sealed.objects.map(({ role, index }) => `${role} ${index}`), ["form 0", "attachment 0", "attachment 1"]);
  await rehearse(draft, sealed);
});

test("a rehearsal fails when the form says something else, a file differs, or an identity is of another version", async () => {
  const sealed = await sealBid(draft);
  const other = await sealBid({ ...draft, items: { ...items, price: "1.00" } });
  const damaged = new File([new Uint8Array(100_000).fill(8)], "技术文件.pdf");

  await assert.rejects(rehearse(draft, other));
  await assert.rejects(rehearse({ ...draft, files: [damaged] }, sealed));
  await assert.rejects(rehearse(draft, { ...sealed, identities: other.identities }));
});

test("a bid without files is a form and nothing else", async () => {
  const bare = { ...draft, files: [] };
  const sealed = await sealBid(bare);

  assert.equal(sealed.objects.length, 1);
  await rehearse(bare, sealed);
});

const opener = {
  place,
  statement: utf8(bid.file),
  identities: bid.identities,
  headers: await Promise.all(
    bid.statement.objects.map(async (facts, at) => {
      const identity = facts.role === "form" ? bid.identities.form : bid.identities.attachments;
      return base64((await fileKeyFor(fromBase64(bid.objects[at]), contextOf(place, facts.role, facts.index), identity)).header);
    }),
  ),
};

test("the file keys of the headers are those of the vectors", async () => {
  const { keys } = await fileKeys(opener);

  assert.deepEqual(keys.map(base64), [openings.file_keys.form, ...openings.file_keys.attachments]);
});

test("a release opens with the window key to all file keys, those of attachments only with the evaluation key", async () => {
  const key = await newSigningKey({ origin, party: bidder });

  const release = await makeRelease(opener, openings.box.root, key);

  const { statement } = await read(release.bytes);
  assert.deepEqual(Object.keys(statement).sort(), Object.keys(openings.release.statement).sort());
  const context = contextOf(place, "release", 0);
  const sealed = new Blob([fromBase64(statement.sealed)]);
  const keys = decode(await all(open(sealed, context, openings.window.identity)));
  assert.equal(keys.form, openings.file_keys.form);
  const inner = new Blob([fromBase64(keys.attachments)]);
  await assert.rejects(all(open(inner, contextOf(place, "evaluation", 0), openings.window.identity)));
  const attachments = decode(await all(open(inner, contextOf(place, "evaluation", 0), openings.evaluation.identity)));
  assert.deepEqual(attachments.keys, openings.file_keys.attachments);
});

test("no release is made when a header is of another bid", async () => {
  const key = await newSigningKey({ origin, party: bidder });
  const { objects } = await sealBid(draft);

  await assert.rejects(makeRelease({ ...opener, headers: objects.map(({ header }) => header) }, openings.box.root, key));
});

for (const box of vectors("boxes").boxes) {
  test(`a box of ${box.size} has the root of the vectors, and a leaf less another`, () => {
    assert.ok(boxIsSound(box));
    assert.ok(!boxIsSound({ ...box, leaves: [...box.leaves, "f".repeat(64)] }));
    assert.ok(!boxIsSound({ ...box, root: "0".repeat(64) }));
  });
}

test("a box without the bid, or with another root than announced, is told apart", () => {
  const { box } = openings;

  checkBox(box, bid.hash, box.root);
  assert.throws(() => checkBox(box, "0".repeat(64), box.root), BidNotInBox);
  assert.throws(() => checkBox(box, bid.hash, "0".repeat(64)), BoxUnsound);
});
