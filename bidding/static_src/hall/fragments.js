// Live fragments are the partials that the page was rendered from: fetched again and put in place of the old ones.
import { get } from "../lib/http.js";
import { maybe } from "../page/data.js";

/** What a person is in the middle of stays as it is. */
const KEPT = ["open-result", "open-steps", "acknowledgement-download"];

/** @param {string} url @returns {Promise<DocumentFragment>} */
async function fetched(url) {
  const template = document.createElement("template");
  template.innerHTML = new TextDecoder().decode(await get(url));
  return template.content;
}

/**
 * @param {string} id @param {string | undefined} url @returns {Promise<boolean>} Whether it was put in place.
 */
export async function swap(id, url) {
  const old = maybe(id);
  if (!old || !url) return false;
  const fragment = await fetched(url);
  const fresh = /** @type {HTMLElement | null} */ (fragment.querySelector(`#${id}`));
  // An answer that was overtaken by a later one shows an older seq.
  if (!fresh || Number(fresh.dataset.seq ?? Infinity) < Number(maybe(id)?.dataset.seq ?? 0)) return false;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.id : "";
  keep(/** @type {HTMLElement} */ (maybe(id)), fresh);
  maybe(id)?.replaceWith(document.adoptNode(fresh));
  if (focused && document.activeElement?.id !== focused) maybe(focused)?.focus({ preventScroll: true });
  return true;
}

/** @param {HTMLElement} old @param {HTMLElement} fresh */
function keep(old, fresh) {
  for (const area of /** @type {NodeListOf<HTMLTextAreaElement | HTMLInputElement>} */ (old.querySelectorAll("textarea[id], input[id]"))) {
    const same = fresh.querySelector(`#${CSS.escape(area.id)}`);
    if (same instanceof HTMLTextAreaElement || same instanceof HTMLInputElement) same.value = area.value;
  }
  for (const id of KEPT) {
    const [mine, theirs] = [old.querySelector(`#${id}`), fresh.querySelector(`#${id}`)];
    if (mine instanceof HTMLElement && !mine.hidden && theirs) theirs.replaceWith(mine);
  }
}

/** @param {string} id @param {string | undefined} url The drawing of the server, put into a place that was empty. */
export async function fillFrom(id, url) {
  const place = maybe(id);
  if (!place || !url) return;
  place.replaceChildren(await fetched(url));
  place.hidden = false;
}

const DEBOUNCE = 300;
const SPREAD = 1200;

/**
 * Many calls, one fetch a little later, not at the same instant in every browser.
 * @param {() => Promise<unknown>} act @returns {(now?: boolean) => void}
 */
export function gently(act) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let failures = 0;
  const run = () => {
    timer = undefined;
    act().then(
      () => (failures = 0),
      () => schedule(1000 * 2 ** Math.min(5, failures++)),
    );
  };
  /** @param {number} wait */
  const schedule = (wait) => {
    timer ??= setTimeout(run, wait);
  };
  return (now = false) => {
    if (now) {
      clearTimeout(timer);
      run();
    } else schedule(DEBOUNCE + Math.random() * SPREAD);
  };
}
