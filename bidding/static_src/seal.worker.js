// The heavy half of sealing, away from the page: seal, rehearse, protect. One job at a time, answered in order.
import sodium from "libsodium-wrappers";
import { rehearse, sealBid } from "./lib/bid_sealing.js";
import { plainCipher } from "./lib/ciphers.js";
import { protect } from "./lib/recovery.js";

/** @typedef {import("./lib/ciphers.js").Cipher} Cipher */
/** @typedef {import("./lib/worker_client.js").Job} Job */

/** @type {Cipher} */
const fastCipher = {
  seal: (key, nonce, plaintext) => sodium.crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, null, null, nonce, key),
  open: (key, nonce, ciphertext) => sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ciphertext, null, nonce, key),
};

/** A policy that forbids WebAssembly makes sealing slower, not impossible. @returns {Promise<Cipher>} */
async function cipherOfThisBrowser() {
  try {
    await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await sodium.ready;
    return fastCipher;
  } catch {
    return plainCipher;
  }
}

const cipher = cipherOfThisBrowser();

/** @param {Job} job @returns {Promise<unknown>} */
async function perform(job) {
  const progress = (/** @type {string} */ name, /** @type {number} */ done, /** @type {number} */ total) => {
    postMessage({ id: job.id, progress: { name, done, total } });
  };
  const how = { cipher: await cipher, progress: throttled(progress) };
  switch (job.type) {
    case "seal":
      return sealBid(job.draft, how);
    case "rehearse":
      return rehearse(job.draft, job.sealed, how);
    case "protect":
      return protect(job.content, job.passphrase);
  }
}

/** @param {(name: string, done: number, total: number) => void} report */
function throttled(report) {
  let last = 0;
  return (/** @type {string} */ name, /** @type {number} */ done, /** @type {number} */ total) => {
    if (done < total && performance.now() - last < 100) return;
    last = performance.now();
    report(name, done, total);
  };
}

addEventListener("message", async (/** @type {MessageEvent<Job>} */ { data: job }) => {
  try {
    postMessage({ id: job.id, result: await perform(job) });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    postMessage({ id: job.id, failed: { name: error instanceof Error ? error.constructor.name || name : name, message } });
  }
});
