// What this browser keeps: keys, sealed bids on their way, receipts, drafts. Secrets that must be readable again (age
// identities) are encrypted under an AES key that cannot leave this browser; a copied profile folder alone opens nothing.
import { text } from "./bytes.js";
import { encode } from "./canonical.js";

/** @typedef {import("./canonical.js").JsonObject} JsonObject */
/** @typedef {"keys" | "bids" | "drafts" | "agency"} Shelf */
/** @typedef {{iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer}} Locked */

const NAME = "mingzheng";
const SHELVES = /** @type {Shelf[]} */ (["keys", "bids", "drafts", "agency"]);

/** @type {Promise<IDBDatabase> | undefined} */
let opening;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => SHELVES.forEach((shelf) => request.result.createObjectStore(shelf));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

/** @template T @param {Shelf} shelf @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} act @returns {Promise<T>} */
async function within(shelf, mode, act) {
  const transaction = (await database()).transaction(shelf, mode, { durability: "strict" });
  const request = act(transaction.objectStore(shelf));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error ?? request.error);
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
}

/** @param {Shelf} shelf @param {string} key @returns {Promise<any>} undefined when there is nothing */
export function get(shelf, key) {
  return within(shelf, "readonly", (store) => store.get(key));
}

/** @param {Shelf} shelf @param {string} key @param {unknown} value */
export async function put(shelf, key, value) {
  await within(shelf, "readwrite", (store) => store.put(value, key));
}

/** @param {Shelf} shelf @param {string} key */
export async function remove(shelf, key) {
  await within(shelf, "readwrite", (store) => store.delete(key));
}

/** Asks the browser not to throw away what is kept here when the disk fills up. */
export function keepForGood() {
  return navigator.storage?.persist?.().catch(() => false);
}

/** @param {JsonObject} secret @returns {Promise<Locked>} */
export async function lock(secret) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await lockKey(), encode(secret)) };
}

/** @param {Locked} locked @returns {Promise<JsonObject>} */
export async function unlock({ iv, data }) {
  return JSON.parse(text(new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await lockKey(), data))));
}

/** @returns {Promise<CryptoKey>} The same one in every tab: the first that is written wins. */
async function lockKey() {
  const kept = await get("keys", "lock");
  if (kept) return kept;
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await within("keys", "readwrite", (store) => store.add(fresh, "lock")).catch((error) => {
    if (error?.name !== "ConstraintError") throw error;
  });
  return get("keys", "lock");
}

/** @param {string} name @param {() => Promise<void>} work @returns {Promise<boolean>} false when another tab is at it */
export async function inOneTab(name, work) {
  if (!navigator.locks) return work().then(() => true);
  return navigator.locks.request(`mingzheng ${name}`, { ifAvailable: true }, async (held) => {
    if (held) await work();
    return held !== null;
  });
}

/** @param {...(string | number)} parts */
export function keyOf(...parts) {
  return parts.join("|");
}

