// A list of named steps or checks: <li data-step="…"> with a state, a detail, a figure and a progress bar.
import { fill, fromTemplate, part } from "./data.js";

/** @typedef {"wait" | "now" | "done" | "failed"} StepState */

export class Steps {
  #list;
  #attribute;

  /** @param {HTMLElement | null} list @param {"step" | "check"} [attribute] */
  constructor(list, attribute = "step") {
    this.#list = list;
    this.#attribute = attribute;
  }

  /** @param {string} name @param {StepState} state @param {string} [detail] */
  set(name, state, detail) {
    const item = this.#item(name);
    if (!item) return;
    if (state === "now") item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
    if (state === "done" || state === "failed") item.dataset.s = state;
    else delete item.dataset.s;
    const shown = fromTemplate(`tpl-step-${state}`);
    if (shown) part(item, "state")?.replaceChildren(shown);
    if (detail !== undefined) fill(item, "detail", detail);
    if (state !== "now") this.#hideProgress(item);
  }

  /** @param {string} name @param {number} value @param {number} max @param {string} figure @param {string} [detail] */
  progress(name, value, max, figure, detail) {
    const item = this.#item(name);
    const bar = item && part(item, "progress");
    if (!item) return;
    if (bar instanceof HTMLProgressElement) {
      bar.hidden = false;
      bar.max = max || 1;
      bar.value = max ? value : 1;
    }
    const shown = part(item, "figure");
    if (shown) shown.hidden = false;
    fill(item, "figure", figure);
    if (detail !== undefined) fill(item, "detail", detail);
  }

  /** @param {HTMLElement} item */
  #hideProgress(item) {
    const bar = part(item, "progress");
    if (bar) bar.hidden = true;
  }

  /** @param {string} name @returns {HTMLElement | null} */
  #item(name) {
    return this.#list?.querySelector(`[data-${this.#attribute}="${name}"]`) ?? null;
  }
}
