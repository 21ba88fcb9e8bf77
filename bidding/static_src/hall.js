// The opening hall, live. The page is the snapshot at `seq`; this follows the ledger from there.
import { post } from "./lib/http.js";
import { Bidders } from "./hall/bidders.js";
import { Connection } from "./hall/connection.js";
import { fillFrom, gently, swap } from "./hall/fragments.js";
import { depositWords, showPrices } from "./hall/prices.js";
import { timeOfDay, TradeClock } from "./page/clock.js";
import { fill, fromTemplate, hasWord, maybe, pageData, word } from "./page/data.js";
import { sayError, sayNothing } from "./page/messages.js";

/**
 * @typedef {{role: string, bidder?: string, bid?: string, version?: number, receipt?: string, released?: boolean, keyholder?: boolean, lost?: string | null}} Me
 * @typedef {{
 *   stage: string, seq: number, me: Me | null, box: {root: string, size: number} | null,
 *   opening_items: import("./lib/forms.js").OpeningItem[], keyholders: import("./lib/bids.js").Keyholder[], account_keys: string[],
 * }} HallPage
 * @typedef {import("./hall/connection.js").HallEvent} HallEvent
 */

/** @type {import("./page/data.js").PageData & HallPage} */
const page = pageData();
const clock = new TradeClock(page.now, page.speed);
const bidders = new Bidders();
const refreshState = gently(() => swap("hall-state", page.urls.state));
const refreshBidders = gently(async () => (await swap("hall-bidders", page.urls.bidders)) && bidders.adopt());
const refreshPlot = gently(() => fillFrom("hall-plot", page.urls.plot));
const LOG_LINES = 200;
/** Events after which the small fragment says something new, also where the stage stays. */
const TELLING = /^(box|window|bids|objection|objections|record|lot|opening|stop|draw)\./;
/** @type {Map<string, string>} by bidder, how its deposit stood; said just before the prices */
let deposits = new Map();
/** @type {Set<string>} what is being done, against double clicks */
const busy = new Set();

clock.run();
new Connection(page.urls.socket ?? "", page.seq, takeFrame, showConnection).start();
document.addEventListener("click", clicked);
document.addEventListener("submit", submitted);

/** @param {import("./hall/connection.js").Frame} frame @param {HallEvent[]} fresh */
function takeFrame(frame, fresh) {
  clock.set(frame.now, frame.speed);
  for (const event of fresh) take(event);
  addToLog(fresh);
  document.documentElement.dataset.hallSeq = String(frame.seq);
}

/** @param {HallEvent} event */
function take(event) {
  if (event.stage) enter(event.stage);
  if (event.stage || TELLING.test(event.type) || (event.bidder && event.bidder === page.me?.bidder)) refreshState();
  const bidder = event.bidder ?? "";
  switch (event.type) {
    case "box.closed":
      page.box = { root: String(event.root), size: Number(event.size) };
      return;
    case "opening.started":
      return refreshBidders();
    case "bidder.signed_in":
      return bidders.set(bidder, "signed_in", event.at, typeof event.order === "number" ? event.order : undefined);
    case "release.received":
      return bidders.set(bidder, "released", event.at);
    case "deposits.stated":
      deposits = depositWords(/** @type {import("./hall/prices.js").StatedDeposit[]} */ (event.deposits));
      return;
    case "bids.opened":
      return reveal(event);
  }
}

/** What is said only while a stage lasts goes with it. @param {string} stage */
function enter(stage) {
  page.stage = stage;
  for (const said of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-during]"))) said.hidden = said.dataset.during !== stage;
}

/** @param {HallEvent} event */
function reveal(event) {
  const bids = /** @type {import("./hall/prices.js").OpenedBid[]} */ (event.bids);
  showPrices(bids, page.opening_items, timeOfDay(event.at), (bidder) => bidders.orderOf(bidder), deposits);
  for (const bid of bids) bidders.set(bid.bidder, bid.outcome, event.at);
  refreshPlot();
}

/** @param {HallEvent[]} events Newest first. */
function addToLog(events) {
  const list = maybe("hall-log");
  if (!list) return;
  const lines = [];
  for (const event of events.slice(-LOG_LINES)) {
    if (!hasWord(`log.${event.type}`)) continue;
    const values = { name: event.name ?? bidders.nameOf(event.bidder ?? ""), size: String(event.size ?? ""), role: word(`role_${event.role ?? ""}`) };
    const line = fromTemplate("tpl-log", { time: timeOfDay(event.at), text: word(`log.${event.type}`, values) });
    if (line) lines.unshift(line);
  }
  list.prepend(...lines);
  while (list.children.length > LOG_LINES) list.lastElementChild?.remove();
}

/** @param {import("./hall/connection.js").ConnectionState} state */
function showConnection(state) {
  const place = maybe("connection");
  if (!place || place.dataset.s === state) return;
  place.dataset.s = state;
  fill(place, "text", word(`connection_${state}`));
}

/** @returns {Promise<typeof import("./hall_keys.js")>} Most people watch; only who holds a key loads the cryptography. */
function keys() {
  return import(/** @type {string} */ (page.urls.hall_keys));
}

/** @param {MouseEvent} event Delegated: fragments come and go. */
function clicked(event) {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  if (button.id === "open-bid") void once("open", async () => (await keys()).openMyBid(page, page.box?.root ?? null));
  if (button.id === "supply-form") void once("supply", async () => (await keys()).supplyForm(page));
  if (button.id === "publish-window-key") void once("window-key", async () => (await keys()).publishWindowKey(page));
  const posts = button.dataset.post;
  if (!posts) return;
  event.preventDefault();
  void once(posts, () => send(posts, {}));
}

/** @param {SubmitEvent} event */
function submitted(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const isAnswer = form.classList.contains("answer-form");
  if (form.id !== "objection-form" && !isAnswer) return;
  event.preventDefault();
  const area = /** @type {HTMLTextAreaElement | null} */ (form.elements.namedItem("text"));
  const text = area?.value.trim() ?? "";
  if (!area || !text) return area?.focus();
  const body = isAnswer ? { objection: form.dataset.objection ?? "", text } : { text };
  void once(form.id || `answer ${body.objection}`, async () => {
    await send(isAnswer ? "answers" : "objections", body);
    area.value = "";
  });
}

/** @param {string} name of the url @param {object} body */
async function send(name, body) {
  sayNothing();
  await post(page.urls[name] ?? "", { csrf: page.csrf, body: JSON.stringify(body) });
}

/** @param {string} name @param {() => Promise<unknown>} work */
async function once(name, work) {
  if (busy.has(name)) return;
  busy.add(name);
  try {
    await work();
    refreshState(true);
  } catch (error) {
    sayError(error);
  } finally {
    busy.delete(name);
  }
}
