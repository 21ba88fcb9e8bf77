// Ciphertexts to the platform by tus 1.0: pieces of 4 MiB, picked up again where a lost connection left them.
import { Upload } from "tus-js-client";
import { refusal, Unreachable, untilAnswered } from "./http.js";

const PIECE = 4 * 2 ** 20;

/**
 * @typedef {{blob: Blob, role: string, index: number, sha256: string, uploadUrl?: string | undefined, done?: boolean}} Outgoing
 * @typedef {{
 *   url: string, csrf: string, lot: string, version: number,
 *   onBytes: (sent: number) => void,
 *   onUrl: (url: string) => void,
 *   onWaiting: (waiting: boolean) => void,
 *   gate: Gate,
 * }} Delivery
 */

/** Lets a person pause the uploads. */
export class Gate {
  /** @type {(() => void) | null} */
  #open = null;
  /** @type {Promise<void> | null} */
  #closed = null;
  /** @type {(() => void) | null} called at a pause */
  onClose = null;

  get paused() {
    return this.#closed !== null;
  }

  close() {
    this.#closed ??= new Promise((resolve) => (this.#open = resolve));
    this.onClose?.();
  }

  open() {
    this.#open?.();
    this.#closed = null;
  }

  async pass() {
    await this.#closed;
  }
}

/** @param {Outgoing} object @param {Delivery} delivery @returns {Promise<void>} When the platform has all of it. */
export function deliver(object, delivery) {
  return untilAnswered(async () => {
    for (;;) {
      await delivery.gate.pass();
      if (await attempt(object, delivery)) return;
    }
  }, delivery.onWaiting);
}

/** @param {Outgoing} object @param {Delivery} delivery @returns {Promise<boolean>} false when it was paused */
function attempt(object, { url, csrf, lot, version, onBytes, onUrl, gate }) {
  return new Promise((resolve, reject) => {
    const metadata = { sha256: object.sha256, lot, role: object.role, index: String(object.index), version: String(version) };
    const upload = new Upload(object.blob, {
      endpoint: url,
      // null would make the client guess; undefined starts anew.
      ...(object.uploadUrl ? { uploadUrl: object.uploadUrl } : {}),
      chunkSize: Math.min(PIECE, object.blob.size),
      metadata,
      headers: { "X-CSRFToken": csrf },
      retryDelays: [0, 500, 1500, 3000, 6000],
      storeFingerprintForResuming: false,
      removeFingerprintOnSuccess: true,
      onShouldRetry: (error) => transient(statusOf(error)),
      onUploadUrlAvailable: () => {
        if (upload.url) onUrl((object.uploadUrl = upload.url));
      },
      onProgress: (sent) => onBytes(sent),
      onSuccess: () => resolve(true),
      onError: (error) => reject(understand(error)),
    });
    gate.onClose = () => void upload.abort().then(() => resolve(false), () => resolve(false));
    upload.start();
  });
}

/** @param {Error} error */
function statusOf(error) {
  return /** @type {import("tus-js-client").DetailedError} */ (error).originalResponse?.getStatus() ?? 0;
}

/** @param {number} status 409 and 423 say that another request still holds the upload. */
function transient(status) {
  return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
}

/** @param {Error} error */
function understand(error) {
  const status = statusOf(error);
  if (transient(status)) return new Unreachable("upload interrupted", { cause: error });
  return refusal(status, /** @type {import("tus-js-client").DetailedError} */ (error).originalResponse?.getBody() ?? "");
}
