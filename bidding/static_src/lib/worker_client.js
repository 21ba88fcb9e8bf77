// The page's side of seal.worker.js.

/**
 * @typedef {{id: number, type: "seal", draft: import("./bid_sealing.js").Draft}
 *   | {id: number, type: "rehearse", draft: import("./bid_sealing.js").Draft, sealed: import("./bid_sealing.js").SealedBid}
 *   | {id: number, type: "protect", content: import("./canonical.js").JsonObject, passphrase: string}} Job
 * @typedef {(progress: {name: string, done: number, total: number}) => void} OnProgress
 */

export class WorkerFailed extends Error {}

export class SealingWorker {
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void, onProgress: OnProgress | undefined}>} */
  #waiting = new Map();
  #last = 0;
  /** @type {Worker} */
  #worker;

  /** @param {string} url */
  constructor(url) {
    this.#worker = new Worker(url, { type: "module" });
    this.#worker.addEventListener("message", ({ data }) => this.#answer(data));
    this.#worker.addEventListener("error", (event) => this.#breakDown(event.message || "the worker did not start"));
  }

  /** @param {import("./bid_sealing.js").Draft} draft @param {OnProgress} onProgress @returns {Promise<import("./bid_sealing.js").SealedBid>} */
  seal(draft, onProgress) {
    return this.#ask({ type: "seal", draft }, onProgress);
  }

  /** @param {import("./bid_sealing.js").Draft} draft @param {import("./bid_sealing.js").SealedBid} sealed @param {OnProgress} onProgress @returns {Promise<void>} */
  rehearse(draft, sealed, onProgress) {
    return this.#ask({ type: "rehearse", draft, sealed }, onProgress);
  }

  /** @param {import("./canonical.js").JsonObject} content @param {string} passphrase @returns {Promise<import("./bytes.js").Bytes>} */
  protect(content, passphrase) {
    return this.#ask({ type: "protect", content, passphrase });
  }

  close() {
    this.#worker.terminate();
  }

  /** @param {object} job @param {OnProgress} [onProgress] @returns {Promise<any>} */
  #ask(job, onProgress) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#worker.postMessage({ id, ...job });
    });
  }

  /** @param {{id: number, progress?: any, result?: unknown, failed?: {name: string, message: string}}} answer */
  #answer({ id, progress, result, failed }) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    if (progress) return waiting.onProgress?.(progress);
    this.#waiting.delete(id);
    if (failed) waiting.reject(new WorkerFailed(`${failed.name}: ${failed.message}`));
    else waiting.resolve(result);
  }

  /** @param {string} message */
  #breakDown(message) {
    for (const { reject } of this.#waiting.values()) reject(new WorkerFailed(message));
    this.#waiting.clear();
  }
}
