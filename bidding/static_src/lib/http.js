// Requests to the platform. What it refuses and a lost connection are different errors, because people do different things.

/** @typedef {import("./bytes.js").Bytes} Bytes */

/** The platform answered and said no. `code` is its stable name, `message` is for people. */
export class Refused extends Error {
  /** @param {string} code @param {string} message @param {number} status */
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Nothing came back; the same bytes may be sent again. */
export class Unreachable extends Error {}

const INIT = /** @type {const} */ ({ credentials: "same-origin", cache: "no-store" });
const PIECE = 4 * 2 ** 20;

/**
 * @param {string} url @param {{csrf: string, body?: Uint8Array | string, type?: string}} request
 * @returns {Promise<Bytes>} The bytes of the answer.
 */
export function post(url, { csrf, body = "{}", type = "application/json" }) {
  const headers = { "Content-Type": type, "X-CSRFToken": csrf, Accept: "application/json" };
  return ask(url, { method: "POST", headers, body: /** @type {BodyInit} */ (body) });
}

/** @param {string} url @returns {Promise<Bytes>} */
export function get(url) {
  return ask(url, { headers: { Accept: "*/*" } });
}

/** @param {string} url @returns {Promise<any>} */
export async function getJson(url) {
  return JSON.parse(new TextDecoder().decode(await get(url)));
}

/**
 * A large answer, piece by piece, so that the browser may move to its disk what has come.
 * @param {string} url @param {(bytes: number) => void} [onBytes] @returns {Promise<Blob>}
 */
export async function getBlob(url, onBytes) {
  const response = await reached(() => fetch(url, { ...INIT, headers: { Accept: "*/*" } }));
  if (!response.ok) throw refusal(response.status, await reached(() => response.text()));
  /** @type {Blob[]} */
  const blobs = [];
  /** @type {Bytes[]} */
  let pieces = [];
  let [done, held] = [0, 0];
  const reader = response.body?.getReader();
  for (let part = await reached(() => reader?.read()); part && !part.done; part = await reached(() => reader?.read())) {
    pieces.push(/** @type {Bytes} */ (part.value));
    done += part.value.length;
    held += part.value.length;
    onBytes?.(done);
    if (held < PIECE) continue;
    blobs.push(new Blob(pieces));
    [pieces, held] = [[], 0];
  }
  return new Blob([...blobs, ...pieces]);
}

/** @param {string} url @param {RequestInit} init @returns {Promise<Bytes>} */
async function ask(url, init) {
  const response = await reached(() => fetch(url, { ...INIT, ...init }));
  const bytes = new Uint8Array(await reached(() => response.arrayBuffer()));
  if (!response.ok) throw refusal(response.status, new TextDecoder().decode(bytes));
  return bytes;
}

/** @template T @param {() => Promise<T> | T} act @returns {Promise<T>} */
async function reached(act) {
  let answer;
  try {
    answer = await act();
  } catch (cause) {
    throw new Unreachable("no connection", { cause });
  }
  // A proxy in front of a platform that restarts: nothing was decided.
  if (answer instanceof Response && [429, 502, 503, 504].includes(answer.status)) throw new Unreachable(`status ${answer.status}`);
  return answer;
}

/** @param {number} status @param {string} body @returns {Refused} */
export function refusal(status, body) {
  try {
    const { error, message } = JSON.parse(body);
    if (typeof error === "string") return new Refused(error, String(message ?? ""), status);
  } catch {
    // An error page instead of JSON.
  }
  return new Refused(status === 403 ? "signed_out" : `status_${status}`, "", status);
}

const PAUSES = [1000, 2000, 5000, 10000, 20000];

/**
 * Does it until the platform answers: waits out a lost connection, however long.
 * @template T @param {() => Promise<T>} act @param {(waiting: boolean) => void} [onWaiting] @returns {Promise<T>}
 */
export async function untilAnswered(act, onWaiting) {
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await act();
      if (attempt) onWaiting?.(false);
      return answer;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      onWaiting?.(true);
      await pauseOrOnline(PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? 0);
    }
  }
}

/** @param {number} ms */
function pauseOrOnline(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve(undefined);
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });
}
