import assert from "node:assert/strict";
import test from "node:test";
import { openPayload } from "../../bidding/static_src/lib/age_file.js";
import { hashHex, hex } from "../../bidding/static_src/lib/bytes.js";
import { all, contextHash, contextOf, fileKeyFor, newIdentity, open, recipientOf, seal } from "../../bidding/static_src/lib/sealing.js";
import { makeHeader } from "../../bidding/static_src/lib/age_file.js";
import { fromBase64, fromHex, vectors } from "./vectors.mjs";

const { keys, keys_must_fail, contexts, objects, must_fail } = vectors("sealed");
const place = contexts[0].context;

for (const { identity, recipient } of keys) {
  test(`the recipient of ${identity.slice(0, 20)}… is the one of the vectors`, async () => assert.equal(await recipientOf(identity), recipient));
}

for (const { why, recipient } of keys_must_fail.filter((key) => key.recipient)) {
  test(`a recipient is refused: ${why}`, () => assert.rejects(makeHeader([recipient], contextHash(place))));
}

for (const { context, argument } of contexts) {
  test(`the context of ${context.role} ${context.index} hashes as in the vectors`, () => assert.equal(contextHash(context), argument));
}

for (const { name, context, identities, file_key, sha256, object, plaintext, plaintext_zeros } of objects.filter((each) => each.object)) {
  test(`the object “${name}” opens with each of its identities, and with its file key alone`, async () => {
    const bytes = fromBase64(object);
    const expected = plaintext_zeros ? new Uint8Array(plaintext_zeros) : fromBase64(plaintext);

    assert.equal(hashHex(bytes), sha256);
    for (const identity of identities) {
      const { header, fileKey } = await fileKeyFor(bytes, context, identity);
      assert.equal(hex(fileKey), file_key);
      assert.deepEqual(await all(open(new Blob([bytes]), context, identity)), expected);
      assert.deepEqual(await all(openPayload(new Blob([bytes.slice(header.length)]), fromHex(file_key))), expected);
    }
  });
}

for (const { why, context, identity, object } of must_fail) {
  test(`an object is refused: ${why}`, () => assert.rejects(all(open(new Blob([fromBase64(object)]), context, identity))));
}

for (const size of [0, 1, 65535, 65536, 65537, 4 * 2 ** 20, 4 * 2 ** 20 + 1]) {
  test(`${size} bytes are the same after sealing and opening, for two recipients`, async () => {
    const [first, second] = [await newIdentity(), await newIdentity()];
    const plaintext = new Uint8Array(size).map((_, at) => at * 31);
    const context = contextOf(place, "attachment", 1);

    const sealed = await seal(new Blob([plaintext]), context, [first.recipient, second.recipient]);

    for (const { identity } of [first, second]) assert.deepEqual(await all(open(sealed.blob, context, identity)), plaintext);
    await assert.rejects(all(open(sealed.blob, contextOf(place, "attachment", 2), first.identity)));
    await assert.rejects(all(open(sealed.blob, context, (await newIdentity()).identity)));
  });
}
