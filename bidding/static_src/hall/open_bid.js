// The bidder's "open my bid": box, keys, release, acknowledgement, each checked here before the next.
import { readAcknowledgement } from "../lib/bids.js";
import { unbase64 } from "../lib/bytes.js";
import { getJson, post, untilAnswered } from "../lib/http.js";
import { BidNotInBox, BoxUnsound, checkBox, makeRelease } from "../lib/opening.js";
import { read } from "../lib/statements.js";
import { get, inOneTab, keyOf, put } from "../lib/store.js";
import { openerOf, keyThatSigned, recoveryFileOf } from "../page/bid_opener.js";
import { dateAndTime } from "../page/clock.js";
import { maybe, word } from "../page/data.js";
import { NoFile } from "../page/key_file.js";
import { explain, sayNothing, sayOffline, showResult } from "../page/messages.js";
import { Steps } from "../page/steps.js";

/** @typedef {import("../page/data.js").PageData & import("../hall.js").HallPage} Page */
/** @typedef {{release: import("../lib/bytes.js").Bytes, acknowledgement: import("../lib/bytes.js").Bytes | null}} KeptRelease */

/** @param {Page} page @param {string | null} announcedRoot */
export async function openMyBid(page, announcedRoot) {
  const me = page.me;
  if (!me?.bid || !me.bidder || !me.version) return;
  const step = { name: "box" };
  try {
    await inOneTab(`open ${page.lot} ${me.bidder}`, async () => {
      const at = await open(page, /** @type {Required<import("../hall.js").Me>} */ (me), announcedRoot, step);
      result("good", word("released.title"), word("released.text", { at: dateAndTime(at) }));
      me.released = true;
    });
  } catch (error) {
    steps().set(step.name, "failed");
    if (error instanceof NoFile) return;
    sayWhy(error);
  }
}

/** @param {Page} page @param {Required<import("../hall.js").Me>} me @param {string | null} announcedRoot @param {{name: string}} step */
async function open(page, me, announcedRoot, step) {
  const enter = (/** @type {string} */ name) => {
    if (step.name !== name) steps().set(step.name, "done");
    steps().set((step.name = name), "now");
  };
  const shelf = keyOf("release", page.origin, page.lot, me.bid);
  enter("box");
  const box = await untilAnswered(() => getJson(page.urls.box ?? ""), sayOffline);
  checkBox(box, me.bid, announcedRoot);
  enter("keys");
  /** @type {KeptRelease | undefined} */
  const kept = await get("bids", shelf);
  // The same bytes again, when the answer to the first was lost: one release, one acknowledgement.
  const release = kept ? await read(kept.release) : await fresh(page, me, box.root, enter);
  await put("bids", shelf, { release: release.bytes, acknowledgement: null });
  enter("send");
  const bytes = await untilAnswered(() => post(page.urls.releases ?? "", { csrf: page.csrf, body: release.bytes }), sayOffline);
  enter("acknowledged");
  const expected = { place: placeOf(page, me), bid: me.bid, release: release.hash, receiptKeys: page.receipt_keys };
  const acknowledgement = await readAcknowledgement(bytes, expected);
  await put("bids", shelf, { release: release.bytes, acknowledgement: acknowledgement.bytes });
  steps().set("acknowledged", "done");
  offerAcknowledgement(acknowledgement.bytes, page.lot);
  return acknowledgement.receivedAt;
}

/** The platform lost the sealed form: it gets the copy in the recovery file, and its hash decides. @param {Page} page */
export async function supplyForm(page) {
  const me = page.me;
  if (!me?.bidder || !me.version || !me.lost) return;
  const place = maybe("supply-result");
  try {
    const copy = await recoveryFileOf(placeOf(page, /** @type {Required<import("../hall.js").Me>} */ (me)));
    const sealed = { csrf: page.csrf, body: unbase64(String(copy.form_object)), type: "application/octet-stream" };
    await untilAnswered(() => post(`${page.urls.objects}${me.lost}`, sealed), sayOffline);
    me.lost = null;
    if (place) showResult(place, "good", word("supplied.title"), word("supplied.text"));
  } catch (error) {
    if (error instanceof NoFile) return;
    const { title, text } = explain(error);
    if (place) showResult(place, "bad", title, text);
  }
}

/** @param {Page} page @param {Required<import("../hall.js").Me>} me @param {string} root @param {(name: string) => void} enter */
async function fresh(page, me, root, enter) {
  const { opener, file } = await openerOf(placeOf(page, me), me.bid);
  sayNothing();
  const key = await keyThatSigned(page, opener, file);
  enter("seal");
  return makeRelease(opener, root, key);
}

/** @param {Page} page @param {Required<import("../hall.js").Me>} me */
function placeOf({ origin, trade, lot, envelope }, { bidder, version }) {
  return { origin, trade, lot, envelope, bidder, version };
}

/** The list is looked up each time: the fragment it stands in may have been replaced. */
function steps() {
  return new Steps(maybe("open-steps"));
}

/** @param {import("../lib/bytes.js").Bytes} bytes @param {string} lot */
function offerAcknowledgement(bytes, lot) {
  const link = maybe("acknowledgement-download");
  if (!(link instanceof HTMLAnchorElement)) return;
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/json" }));
  link.download = `mingzheng-acknowledgement-${lot.slice(0, 8)}.json`;
  link.hidden = false;
}

/** @param {unknown} error */
function sayWhy(error) {
  if (error instanceof BidNotInBox) return result("bad", word("error.not_in_box.title"), word("error.not_in_box.text"));
  if (error instanceof BoxUnsound) return result("bad", word("error.box_unsound.title"), word("error.box_unsound.text"));
  const { title, text, code } = explain(error);
  if (code === "unexpected") console.error(error);
  result("bad", title, text);
}

/** @param {import("../page/messages.js").Tone} tone @param {string} title @param {string} text */
export function result(tone, title, text) {
  const place = maybe("open-result");
  if (place) showResult(place, tone, title, text);
}
