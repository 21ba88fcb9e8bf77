import assert from "node:assert/strict";
import test from "node:test";
import { acknowledge, checkList, contextHash, contextOf, keysHash, makeHalves, openGiven, openHalf, openByFileKey, PARTIES, readHalves, seedOf } from "../../experts/static_src/lib/draws.js";
import { base64, hex, unpadded, utf8 } from "../../bidding/static_src/lib/bytes.js";
import { importSigningKey } from "../../bidding/static_src/lib/statements.js";
import { fromBase64, fromHex, pkcs8, vectors } from "./vectors.mjs";

const { draw, keys, keys_hash, halves, statements, list_file } = vectors("draw");
const { draw: id, lot, origin, trade } = halves[0].context;
const place = { draw: id, lot, origin, trade };
const files = Object.fromEntries(PARTIES.map((party) => [party, statements[party].halves.file]));

/** @param {string} party */
async function signer(party) {
  return { publicKey: keys[party].signer, privateKey: await importSigningKey(pkcs8(keys[party].signer_seed)) };
}

test("the list has the root and the size that was frozen", () => {
  assert.deepEqual(checkList(utf8(list_file)), { root: draw.root, size: draw.size });
});

for (const [why, file] of [
  ["somebody twice", list_file.split("\n")[0] + "\n" + list_file],
  ["out of order", list_file.trim().split("\n").reverse().join("\n") + "\n"],
  ["an exclusion without a reason", list_file.replace('"excluded":null', '"excluded":""')],
  ["no end", list_file.slice(0, -1)],
]) {
  test(`a list is refused: ${why}`, () => assert.throws(() => checkList(utf8(file))));
}

for (const { context, context_hash, object, file_key, half } of halves) {
  test(`the half of ${context.maker} for ${context.recipient} opens for its recipient alone`, async () => {
    assert.equal(contextHash(context), unpadded(fromHex(context_hash)));
    const opened = await openHalf(fromBase64(object), context, keys[context.recipient].identity);

    assert.equal(hex(opened.half), half);
    assert.equal(base64(opened.fileKey), file_key);
    await assert.rejects(openHalf(fromBase64(object), context, keys[context.maker].identity));
    const other = contextOf(place, context.list, context.recipient, context.maker);
    await assert.rejects(openHalf(fromBase64(object), other, keys[context.recipient].identity));
  });
}

test("the keys hash as in the vectors", () => assert.equal(keysHash(keys), keys_hash));

for (const party of PARTIES) {
  test(`${party} acknowledges as in the vectors`, async () => {
    const given = await readHalves(place, draw.root, keys, files);
    await openGiven(place, draw.root, party, given, keys[party].identity);

    assert.equal((await acknowledge(place, party, given, await signer(party))).hash, statements[party].acknowledgement.hash);
  });
}

test("halves that were just made are read and opened by both recipients", async () => {
  const tree = { root: "00".repeat(32), size: 9 };
  const made = await makeHalves(place, "agency", { list: draw.root, keys, tree }, await signer("agency"));
  const mine = { ...files, agency: new TextDecoder().decode(made.signed.bytes) };

  const given = await readHalves(place, draw.root, keys, mine);

  for (const party of ["supervisor", "platform"]) {
    const opened = await openGiven(place, draw.root, party, given, keys[party].identity);
    assert.deepEqual([opened.bad, opened.keys.agency], [null, made.fileKeys[party]]);
  }
});

test("halves by another key, for another list or under other keys are refused", async () => {
  const swapped = { ...files, agency: files.supervisor };
  await assert.rejects(readHalves(place, draw.root, keys, swapped));
  await assert.rejects(readHalves(place, "00".repeat(32), keys, files));
  await assert.rejects(readHalves(place, draw.root, { ...keys, platform: keys.agency }, files));
});

test("who gave a half that does not open is named", async () => {
  const given = await readHalves(place, draw.root, keys, files);

  assert.equal((await openGiven(place, draw.root, "agency", given, keys.platform.identity)).bad, "supervisor");
});

test("the seed is reckoned again from the opened halves", async () => {
  const given = await readHalves(place, draw.root, keys, files);
  const opened = halves.map(({ context: { maker, recipient }, file_key }) => ({ maker, recipient, file_key }));

  assert.equal(await seedOf(place, draw.root, given, opened), draw.seed);
  const swapped = opened.map((half, at) => ({ ...half, file_key: opened[(at + 1) % opened.length].file_key }));
  await assert.rejects(seedOf(place, draw.root, given, swapped));
});

test("a file key fixes one half", async () => {
  const { context, object, file_key, half } = halves[0];

  assert.equal(hex(await openByFileKey(fromBase64(object), context, fromBase64(file_key))), half);
  await assert.rejects(openByFileKey(fromBase64(object), context, new Uint8Array(16)));
});
