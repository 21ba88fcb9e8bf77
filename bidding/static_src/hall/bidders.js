// What each bidder has done so far, and the tiles, rows and cells that show it.
import { timeOfDay } from "../page/clock.js";
import { fill, fromTemplate, maybe, part } from "../page/data.js";

/** @typedef {"waiting" | "signed_in" | "released" | "opened" | "revoked" | "withdrawn"} BidderState */

/** A state never goes back: events may arrive for a page that is already ahead of them. @type {BidderState[]} */
const ORDER = ["waiting", "signed_in", "released", "opened", "revoked", "withdrawn"];
const number = new Intl.NumberFormat("en-US");

export class Bidders {
  /** @type {Map<string, {state: BidderState, at: string, order: number | undefined}>} */
  #known = new Map();
  /** @type {Map<string, HTMLElement[]>} */
  #places = new Map();
  /** @type {Set<string>} */
  #changed = new Set();
  #scheduled = false;
  #signedIn = 0;

  constructor() {
    this.adopt();
    for (const id of ["find", "find-state"]) maybe(id)?.addEventListener("input", () => this.#filter());
  }

  /** Reads what the server rendered, again after #hall-bidders was swapped. What events said since is shown on top. */
  adopt() {
    this.#places.clear();
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#hall-bidders [data-bidder]"))) {
      const bidder = place.dataset.bidder ?? "";
      const state = /** @type {BidderState} */ (place.dataset.s ?? "waiting");
      this.#places.set(bidder, [...(this.#places.get(bidder) ?? []), place]);
      const known = this.#known.get(bidder);
      if (known && ORDER.indexOf(known.state) > ORDER.indexOf(state)) this.#changed.add(bidder);
      else if (!known || known.state !== state) this.#known.set(bidder, { state, at: "", order: undefined });
    }
    const shown = document.querySelector("[data-tally=signed_in]")?.textContent ?? "0";
    this.#signedIn = Math.max(this.#signedIn, Number(shown.replace(/\D/g, "")) || 0);
    if (this.#changed.size) this.#schedule();
  }

  /** @param {string} bidder @returns {string} */
  nameOf(bidder) {
    return this.#places.get(bidder)?.find((place) => place.dataset.name)?.dataset.name ?? bidder;
  }

  /** @param {string} bidder @returns {string} When it signed in, as a rank; empty when it did not. */
  orderOf(bidder) {
    const shown = this.#places.get(bidder)?.map((place) => part(place, "signed_in")?.textContent ?? "").find((text) => /^\d+$/.test(text));
    return String(this.#known.get(bidder)?.order ?? shown ?? "");
  }

  /** @param {string} bidder @param {BidderState} state @param {string} at @param {number} [order] of signing in */
  set(bidder, state, at, order) {
    if (state === "signed_in") this.#signedIn++;
    const known = this.#known.get(bidder);
    if (known && ORDER.indexOf(known.state) >= ORDER.indexOf(state) && order === undefined) return;
    const further = !known || ORDER.indexOf(known.state) < ORDER.indexOf(state);
    this.#known.set(bidder, { state: further ? state : known.state, at, order: order ?? known?.order });
    this.#changed.add(bidder);
    this.#schedule();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // A hidden page gets no animation frames; it must still be right when it is looked at.
    const soon = document.hidden ? (/** @type {() => void} */ act) => setTimeout(act, 250) : requestAnimationFrame;
    soon(() => {
      this.#scheduled = false;
      for (const bidder of this.#changed) this.#show(bidder);
      this.#changed.clear();
      this.#count();
    });
  }

  /** @param {string} bidder */
  #show(bidder) {
    const known = this.#known.get(bidder);
    if (!known) return;
    const time = known.at ? timeOfDay(known.at) : "";
    for (const place of this.#places.get(bidder) ?? []) {
      place.dataset.s = known.state;
      // A cell of the mosaic is all shape: its data-s says everything.
      if (place.localName !== "i") showRow(place, known.state, time, known.order);
    }
  }

  #count() {
    /** @type {{[name: string]: number}} */
    const tally = { bids: this.#known.size, signed_in: this.#signedIn, released: 0, waiting: 0, failed: 0 };
    for (const { state } of this.#known.values()) tally[group(state)] = (tally[group(state)] ?? 0) + 1;
    for (const [name, count] of Object.entries(tally)) {
      for (const place of document.querySelectorAll(`[data-tally="${name}"]`)) place.textContent = number.format(count);
    }
    const bar = maybe("hall-progress");
    if (bar instanceof HTMLProgressElement) [bar.max, bar.value] = [this.#known.size || 1, tally.released ?? 0];
  }

  #filter() {
    const typed = /** @type {HTMLInputElement | null} */ (maybe("find"))?.value.trim().toUpperCase() ?? "";
    const state = /** @type {HTMLSelectElement | null} */ (maybe("find-state"))?.value ?? "";
    for (const [bidder, places] of this.#places) {
      for (const place of places) {
        if (place.localName === "i") continue;
        const named = `${bidder} ${place.dataset.name ?? place.textContent}`.toUpperCase().includes(typed);
        place.hidden = !named || (state !== "" && place.dataset.s !== state);
      }
    }
  }
}

/** @param {BidderState} state */
function group(state) {
  if (state === "released" || state === "opened") return "released";
  return state === "waiting" || state === "signed_in" ? "waiting" : "failed";
}

/** @param {HTMLElement} row @param {BidderState} state @param {string} time @param {number | undefined} order */
function showRow(row, state, time, order) {
  const shown = fromTemplate(`tpl-state-${state}`, { time });
  if (shown) part(row, "state")?.replaceChildren(shown);
  if (order !== undefined) fill(row, "signed_in", String(order));
}
