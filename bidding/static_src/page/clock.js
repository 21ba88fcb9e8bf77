// Trade time on the page: what the server said, plus what has passed since, times the speed of the trade's clock.
const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
const hms = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "Asia/Shanghai" });
const SOON = 60_000;

export class TradeClock {
  #trade;
  #begin = performance.now();
  #speed;

  /** @param {string} now @param {number} speed */
  constructor(now, speed) {
    this.#trade = Date.parse(now);
    this.#speed = speed;
  }

  /** @param {string} now @param {number} speed What a frame says. A later answer that travelled longer must not turn the clock back. */
  set(now, speed) {
    const said = Date.parse(now);
    // Behind by less than a slow connection explains: keep what is shown.
    const behind = this.now() - said;
    if (speed === this.#speed && behind > 0 && behind < 2000 * speed) return;
    this.#trade = said;
    this.#speed = speed;
    this.#begin = performance.now();
  }

  /** @returns {number} milliseconds since 1970 in trade time */
  now() {
    return this.#trade + (performance.now() - this.#begin) * this.#speed;
  }

  /** Shows it in [data-trade-clock] and counts down every [data-trade-until] of the page, also those that come later. */
  run() {
    const tick = () => this.#show();
    tick();
    setInterval(tick, 250);
  }

  #show() {
    const now = this.now();
    for (const clock of document.querySelectorAll("[data-trade-clock]")) clock.textContent = hms.format(now);
    for (const output of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-trade-until]"))) {
      const left = Date.parse(output.dataset.tradeUntil ?? "") - now;
      const text = remaining(left);
      if (output.textContent !== text) output.textContent = text;
      output.closest(".countdown")?.toggleAttribute("data-soon", left > 0 && left < SOON);
    }
  }
}

/** @param {number} ms */
export function remaining(ms) {
  const s = Math.max(0, Math.ceil(ms / 1000));
  const [d, h, m] = [Math.floor(s / 86400), Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60];
  const english = typeof document !== "undefined" && document.documentElement.lang.startsWith("en");
  if (d) return `${d} ${english ? "d" : "天"} ${two(h)}:${two(m)}:${two(s % 60)}`;
  return h ? `${two(h)}:${two(m)}:${two(s % 60)}` : `${two(m)}:${two(s % 60)}`;
}

/** @param {string | number} at @returns {string} Beijing time of day. */
export function timeOfDay(at) {
  return hms.format(typeof at === "number" ? at : Date.parse(at));
}

const full = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: "Asia/Shanghai" });

/** @param {string} at @returns {string} `2026-03-16 10:33:07`, Beijing time. */
export function dateAndTime(at) {
  return full.format(Date.parse(at));
}
