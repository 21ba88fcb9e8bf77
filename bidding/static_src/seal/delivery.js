// From a sealed bid in this browser to a verified receipt.
import { readReceipt } from "../lib/bids.js";
import { base64 } from "../lib/bytes.js";
import { WrongAnswer } from "../lib/errors.js";
import { post, Refused, untilAnswered } from "../lib/http.js";
import { keepChanges, keepReceived } from "../lib/kept_bids.js";
import { deliver, Gate } from "../lib/upload.js";
import { dateAndTime } from "../page/clock.js";
import { maybe, megabytes, word } from "../page/data.js";
import { sayOffline } from "../page/messages.js";

/** @typedef {import("../lib/kept_bids.js").KeptBid} KeptBid */
/** @typedef {import("../page/data.js").PageData & {deadline: string}} Page */

/** @param {KeptBid} bid @param {Page} page @param {import("../page/steps.js").Steps} steps */
export async function deliverBid(bid, page, steps) {
  const gate = pauseButton();
  const bytes = await uploadAndPost(bid, page, steps, gate).catch(async (error) => {
    // The platform lost an upload between its last byte and its storing (a restart): once more, all of it.
    if (!(error instanceof Refused) || error.code !== "object_missing") throw error;
    for (const object of bid.objects) Object.assign(object, { done: false, uploadUrl: undefined });
    return uploadAndPost(bid, page, steps, gate);
  });
  const receipt = await readReceipt(bytes, { place: bid.place, kind: "bid", hash: bid.hash, receiptKeys: page.receipt_keys });
  if (Date.parse(receipt.receivedAt) >= Date.parse(page.deadline)) throw new WrongAnswer("received after the deadline");
  await keepReceived(bid, receipt.bytes);
  steps.set("receipt", "done", word("step_receipt_done", { at: dateAndTime(receipt.receivedAt) }));
}

/** @param {KeptBid} bid @param {Page} page @param {import("../page/steps.js").Steps} steps @param {Gate} gate */
async function uploadAndPost(bid, page, steps, gate) {
  steps.set("upload", "now");
  await uploadAll(bid, page, steps, gate);
  steps.set("upload", "done");
  steps.set("receipt", "now");
  const { url, body } = requestOf(bid, page);
  return untilAnswered(() => post(url, { csrf: page.csrf, body }), sayOffline);
}

/** @param {KeptBid} bid @param {Page} page An application goes with its hand-over, a bid alone. */
function requestOf(bid, page) {
  if (!bid.handover) return { url: page.urls.bids ?? "", body: bid.statement };
  const body = JSON.stringify({ application: base64(bid.statement), handover: base64(bid.handover) });
  return { url: page.urls.applications ?? "", body };
}

/** @param {KeptBid} bid @param {Page} page @param {import("../page/steps.js").Steps} steps @param {Gate} gate */
async function uploadAll(bid, page, steps, gate) {
  const total = bid.objects.reduce((sum, object) => sum + object.size, 0);
  const rate = rateMeter();
  let before = 0;
  for (const [at, object] of bid.objects.entries()) {
    const onBytes = (/** @type {number} */ sent) => {
      const done = before + sent;
      const detail = word("step_upload_now", { name: object.name || word(`object_${object.role}`), n: at + 1, count: bid.objects.length, ...rate(done, total) });
      steps.progress("upload", done, total, `${megabytes(done)} / ${megabytes(total)} MB`, detail);
    };
    if (!object.done) {
      const onUrl = () => void keepChanges(bid);
      await deliver(object, { url: page.urls.uploads ?? "", csrf: page.csrf, lot: page.lot, version: bid.place.version, gate, onBytes, onUrl, onWaiting: sayOffline });
      object.done = true;
      await keepChanges(bid);
    }
    before += object.size;
    onBytes(0);
  }
}

function rateMeter() {
  const begin = performance.now();
  /** @type {number | undefined} */
  let first;
  return (/** @type {number} */ done, /** @type {number} */ total) => {
    first ??= done;
    const perSecond = ((done - first) * 1000) / Math.max(1, performance.now() - begin);
    return { rate: (perSecond / 1e6).toFixed(1), seconds: perSecond > 0 ? Math.ceil((total - done) / perSecond) : "…" };
  };
}

/** @returns {Gate} */
function pauseButton() {
  const gate = new Gate();
  const button = maybe("pause");
  if (!button) return gate;
  button.hidden = false;
  button.textContent = word("pause");
  button.onclick = () => {
    if (gate.paused) gate.open();
    else gate.close();
    button.textContent = word(gate.paused ? "continue" : "pause");
  };
  return gate;
}
