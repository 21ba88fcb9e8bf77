// ChaCha20-Poly1305 for the 64 KiB chunks of an age payload. libsodium is four times as fast, but is WebAssembly, which
// only the worker may run; everywhere else the small objects are done in JavaScript.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";

/**
 * @typedef {object} Cipher
 * @property {(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array) => Uint8Array} seal
 * @property {(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array) => Uint8Array} open throws when forged
 */

/** @type {Cipher} */
export const plainCipher = {
  seal: (key, nonce, plaintext) => chacha20poly1305(key, nonce).encrypt(plaintext),
  open: (key, nonce, ciphertext) => chacha20poly1305(key, nonce).decrypt(ciphertext),
};
