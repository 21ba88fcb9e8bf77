// 唱标: all prices to everyone in one frame, lowest first; what did not open stands below with its reason.
import { amountInWords, figures, MONEY } from "../lib/amounts.js";
import { fill, fromTemplate, maybe, part, word } from "../page/data.js";
import { itemWords } from "../page/item_words.js";

/** @typedef {import("../lib/forms.js").OpeningItem} OpeningItem */
/** @typedef {{bid: string, bidder: string, name?: string, outcome: "opened" | "revoked" | "withdrawn", cause?: string | null, items: {[key: string]: string} | null}} OpenedBid */

const NOTHING = "—";

/** @param {OpenedBid[]} bids @param {OpeningItem[]} openingItems @returns {OpenedBid[]} */
export function byPrice(bids, openingItems) {
  const key = openingItems.find((item) => item.kind === "money")?.key ?? "price";
  const cents = (/** @type {OpenedBid} */ bid) => BigInt((bid.items?.[key] ?? "").replace(".", "") || 0);
  const opened = bids.filter((bid) => bid.outcome === "opened");
  // Equal prices stay in the order of receipt, in which the ledger has them.
  opened.sort((a, b) => (cents(a) < cents(b) ? -1 : cents(a) > cents(b) ? 1 : 0));
  return [...opened, ...bids.filter((bid) => bid.outcome !== "opened")];
}

/** @param {OpenedBid[]} bids @param {OpeningItem[]} openingItems @param {string} at @param {(bidder: string) => string} orderOf @param {Map<string, string>} deposits By bidder, in words. */
export function showPrices(bids, openingItems, at, orderOf, deposits = new Map()) {
  const sorted = byPrice(bids, openingItems);
  for (const [list, template] of /** @type {const} */ ([["price-rows", "tpl-price-row"], ["price-tiles", "tpl-price-tile"]])) {
    const place = maybe(list);
    if (!place) continue;
    const all = document.createDocumentFragment();
    for (const bid of sorted) {
      const slots = slotsOf(bid, orderOf(bid.bidder), openingItems);
      const row = fromTemplate(template, { ...slots, deposit: deposits.get(bid.bidder) ?? NOTHING });
      if (row) all.append(finished(row, bid));
    }
    place.replaceChildren(all);
  }
  for (const before of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-before-prices]"))) before.hidden = true;
  const panel = maybe("hall-prices");
  if (!panel) return;
  const opened = sorted.filter((bid) => bid.outcome === "opened").length;
  fill(panel, "count", word("prices_title", { n: opened, at }));
  panel.hidden = false;
}

/** @param {OpenedBid} bid @param {string} order @param {OpeningItem[]} openingItems */
function slotsOf(bid, order, openingItems) {
  const opened = bid.outcome === "opened";
  const price = bid.items?.[openingItems.find((item) => item.kind === "money")?.key ?? "price"] ?? "";
  const cause = opened ? "" : word(`cause_${bid.cause}`);
  /** @type {{[slot: string]: string}} */
  const slots = {
    order: order || NOTHING,
    name: bid.name ?? bid.bidder,
    price: opened && MONEY.test(price) ? figures(price) : NOTHING,
    words: opened && MONEY.test(price) ? amountInWords(price) : "",
    cause,
  };
  for (const item of openingItems) {
    const value = bid.items?.[item.key] ?? "";
    slots[`item-${item.key}`] = item.kind === "money" && MONEY.test(value) ? figures(value) : itemWords(item, value) || NOTHING;
  }
  return slots;
}

/** @param {HTMLElement} row @param {OpenedBid} bid */
function finished(row, bid) {
  row.dataset.bidder = bid.bidder;
  row.dataset.s = bid.outcome;
  row.dataset.name = bid.name ?? "";
  row.toggleAttribute("data-bad", bid.outcome !== "opened");
  const state = fromTemplate(`tpl-state-${bid.outcome}`, { time: "" });
  if (state) part(row, "state")?.replaceChildren(state);
  return row;
}

/** @typedef {{bidder: string, form: string | null, in_order: boolean}} StatedDeposit */

/** How the deposits stood, as the page's words say it. @param {StatedDeposit[]} stated @returns {Map<string, string>} */
export function depositWords(stated) {
  return new Map(stated.map((one) => [one.bidder, depositWord(one)]));
}

/** @param {StatedDeposit} stated */
function depositWord({ form, in_order }) {
  if (!form) return word("deposit_nothing");
  return word(in_order ? "deposit_in_order" : "deposit_not_in_order", { form: word(`deposit_${form}`) });
}
