// The receipt page: verifies the receipt here, in the browser; finds the bid in the closed box; rehearses; withdraws.
import { figures, MONEY } from "./lib/amounts.js";
import { isObject, readBase64, readReceipt, withdrawalStatement } from "./lib/bids.js";
import { unbase64 } from "./lib/bytes.js";
import { decodeForm } from "./lib/forms.js";
import { get, getJson, post, untilAnswered } from "./lib/http.js";
import { keepReceived, keptBid } from "./lib/kept_bids.js";
import { boxIsSound } from "./lib/merkle.js";
import { all, contextOf, open } from "./lib/sealing.js";
import { sign } from "./lib/statements.js";
import { inOneTab } from "./lib/store.js";
import { openerOf, signingKey } from "./page/bid_opener.js";
import { dateAndTime, TradeClock } from "./page/clock.js";
import { byId, fromTemplate, grouped, maybe, pageData, word } from "./page/data.js";
import { itemWords } from "./page/item_words.js";
import { NoFile } from "./page/key_file.js";
import { explain, sayError, sayOffline, showResult } from "./page/messages.js";
import { Steps } from "./page/steps.js";

/**
 * @typedef {{
 *   bidder: string, version: number, kind: "bid" | "withdrawal", live: boolean, bid_hash: string, statement: string, receipt: string,
 *   deadline: string, closed: boolean, next_version: number, account_keys: string[], opening_items: import("./lib/forms.js").OpeningItem[],
 * }} ReceiptPage
 */

/** @type {import("./page/data.js").PageData & ReceiptPage} */
const page = pageData();
const { origin, trade, lot, envelope, bidder, version } = page;
const place = { origin, trade, lot, envelope, bidder, version };
const checks = new Steps(maybe("receipt-checks"), "check");
const clock = new TradeClock(page.now, page.speed);
const PATIENCE = 3000;

clock.run();
state("checking");
offerDownload();
maybe("rehearse")?.addEventListener("click", () => void rehearse());
maybe("withdraw-form")?.addEventListener("submit", confirmWithdrawal);
if (await receiptHolds()) await waitForTheBox();

/** @param {"checking" | "received" | "final" | "bad" | "missing"} name */
function state(name) {
  const shown = fromTemplate(`tpl-receipt-${name}`);
  const place = maybe("receipt-state");
  if (!shown || !place) return;
  place.dataset.s = name;
  place.replaceChildren(shown);
}

/** @returns {Promise<boolean>} */
async function receiptHolds() {
  try {
    const statement = await readBase64(page.statement);
    checks.set("bid", statement.hash === page.bid_hash ? "done" : "failed", grouped(statement.hash));
    const expected = { place, kind: page.kind, hash: statement.hash, receiptKeys: page.receipt_keys };
    const receipt = await readReceipt(unbase64(page.receipt), expected);
    checks.set("signature", "done");
    const inTime = Date.parse(receipt.receivedAt) < Date.parse(page.deadline);
    checks.set("deadline", inTime ? "done" : "failed", dateAndTime(receipt.receivedAt));
    const holds = inTime && statement.hash === page.bid_hash;
    state(holds ? "received" : "bad");
    if (holds) await noteReceived(receipt.bytes);
    return holds;
  } catch (error) {
    checks.set("signature", "failed", explain(error).text);
    state("bad");
    return false;
  }
}

/** The answer to the bid may have been lost on its way; this page has it. @param {import("./lib/bytes.js").Bytes} receipt */
async function noteReceived(receipt) {
  const kept = await keptBid(place);
  checks.set("stored", kept?.hash === page.bid_hash ? "done" : "wait", word(kept?.hash === page.bid_hash ? "identities_here" : "identities_elsewhere"));
  if (kept?.hash === page.bid_hash && kept.state === "pending") await keepReceived(kept, receipt);
}

async function waitForTheBox() {
  checks.set("box", "wait", word("box_not_closed"));
  if (!page.live) return;
  for (let closed = page.closed; ; closed ||= clock.now() >= Date.parse(page.deadline)) {
    const box = closed ? await getJson(page.urls.box ?? "").catch(() => null) : null;
    if (box?.root) return judge(box);
    await new Promise((resolve) => setTimeout(resolve, PATIENCE * (closed ? 1 + Math.random() : 1 / 3)));
  }
}

/** @param {import("./lib/opening.js").Box} box */
function judge(box) {
  const found = boxIsSound(box) && box.leaves.includes(page.bid_hash);
  const [key, name] = found ? /** @type {const} */ (["box_has_it", "final"]) : /** @type {const} */ (["box_lacks_it", "missing"]);
  checks.set("box", found ? "done" : "failed", word(key, { n: box.size, root: grouped(box.root.slice(0, 16)) }));
  state(name);
}

function offerDownload() {
  const link = maybe("receipt-download");
  if (!(link instanceof HTMLAnchorElement)) return;
  link.href = URL.createObjectURL(new Blob([unbase64(page.receipt)], { type: "application/json" }));
  link.download = `mingzheng-receipt-${lot.slice(0, 8)}-v${version}.json`;
}

async function rehearse() {
  const result = byId("rehearse-result");
  const button = byId("rehearse");
  button.setAttribute("aria-disabled", "true");
  try {
    const { opener } = await openerOf(place, page.bid_hash);
    const bid = await readBase64(page.statement);
    const objects = /** @type {import("./lib/bids.js").ObjectFacts[]} */ (/** @type {unknown} */ (bid.statement.objects));
    let items = {};
    for (const object of objects) {
      const blob = new Blob([await untilAnswered(() => get(`${page.urls.objects}${object.sha256}`), sayOffline)]);
      if (!(await isObject(blob, object))) throw new Error(`object ${object.role} ${object.index} differs`);
      const identity = object.role === "form" ? opener.identities.form : opener.identities.attachments;
      const pieces = open(blob, contextOf(place, object.role, object.index), identity);
      if (object.role === "form") items = decodeForm(await all(pieces), place, page.opening_items);
      else for await (const piece of pieces) void piece;
    }
    showItems(items);
    showResult(result, "good", word("rehearsal_good", { n: objects.length }), "");
  } catch (error) {
    if (error instanceof NoFile) return;
    console.error(error);
    showResult(result, "bad", word("rehearsal_bad"), explain(error).text);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/** @param {{[key: string]: string}} items */
function showItems(items) {
  const list = maybe("rehearse-items");
  list?.replaceChildren(
    ...page.opening_items.map((item) => {
      const row = document.createElement("div");
      const [name, value] = [document.createElement("dt"), document.createElement("dd")];
      value.lang = "zh-CN"; // what a bid says is Chinese, as the law wants it
      name.textContent = page.lang === "en" ? item.label_en || item.label : item.label;
      const written = items[item.key] ?? "";
      value.textContent = item.kind === "money" && MONEY.test(written) ? figures(written) : itemWords(item, written);
      row.append(name, value);
      return row;
    }),
  );
}

/** @param {SubmitEvent} event */
function confirmWithdrawal(event) {
  event.preventDefault();
  const dialog = maybe("withdraw-dialog");
  if (!(dialog instanceof HTMLDialogElement)) return void withdraw();
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => dialog.returnValue === "withdraw" && void withdraw(), { once: true });
}

async function withdraw() {
  try {
    await inOneTab(`seal ${lot} ${bidder}`, async () => {
      const own = { ...place, version: page.next_version };
      const signed = await sign(withdrawalStatement(own, page.bid_hash), await signingKey(page, null));
      const bytes = await untilAnswered(() => post(page.urls.withdrawals ?? "", { csrf: page.csrf, body: signed.bytes }), sayOffline);
      await readReceipt(bytes, { place: own, kind: "withdrawal", hash: signed.hash, receiptKeys: page.receipt_keys });
      location.assign(page.urls.receipt ?? location.href);
    });
  } catch (error) {
    sayError(error);
  }
}
