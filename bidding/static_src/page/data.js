// What the server wrote into the page, and the words to say it with.

/**
 * @typedef {object} PageData
 * @property {string} csrf
 * @property {string} origin
 * @property {string} trade
 * @property {string} lot
 * @property {string} envelope
 * @property {string | null} party
 * @property {string} now
 * @property {number} speed
 * @property {string[]} receipt_keys
 * @property {string} lang
 * @property {{[name: string]: string}} urls
 * @property {{[key: string]: string}} words
 */

/** @template {object} T @returns {PageData & T} */
export function pageData() {
  return JSON.parse(byId("page-data").textContent ?? "{}");
}

/** @type {{[key: string]: string} | undefined} */
let words;

/** @param {string} key @param {{[name: string]: string | number}} [values] A missing word shows its key. */
export function word(key, values = {}) {
  words ??= /** @type {PageData} */ (pageData()).words;
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @param {string} key */
export function hasWord(key) {
  words ??= /** @type {PageData} */ (pageData()).words;
  return Object.hasOwn(words, key);
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/** @param {string} id @returns {HTMLElement | null} */
export function maybe(id) {
  return document.getElementById(id);
}

/** @param {ParentNode} parent @param {string} name @returns {HTMLElement | null} */
export function part(parent, name) {
  return parent.querySelector(`[data-part="${name}"]`);
}

/** @param {ParentNode} parent @param {string} name @param {string} text */
export function fill(parent, name, text) {
  const element = part(parent, name);
  if (element) element.textContent = text;
}

/**
 * @param {string} id of a template with one root element @param {{[slot: string]: string}} [slots]
 * @returns {HTMLElement | null} null when the page has no such template
 */
export function fromTemplate(id, slots = {}) {
  const template = maybe(id);
  if (!(template instanceof HTMLTemplateElement) || !template.content.firstElementChild) return null;
  const clone = /** @type {HTMLElement} */ (template.content.firstElementChild.cloneNode(true));
  const places = [...clone.querySelectorAll("[data-slot]"), ...(clone.matches("[data-slot]") ? [clone] : [])];
  for (const place of places) {
    const text = slots[/** @type {HTMLElement} */ (place).dataset.slot ?? ""];
    if (text !== undefined) place.textContent = text;
  }
  return clone;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/** @param {string} hash Groups of four, as hashes are printed everywhere. */
export function grouped(hash) {
  return hash.match(/.{1,4}/g)?.join(" ") ?? "";
}

/** @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
