// The bid page: everything is sealed on this computer before a byte of it leaves.
import { accountKeyHere, canSign, keepAccountKey, registerAccountKey } from "./lib/account.js";
import { bidStatement } from "./lib/bids.js";
import { untilAnswered } from "./lib/http.js";
import { forget, keepPending, keptBid, recoveryContent } from "./lib/kept_bids.js";
import { makeHandover } from "./lib/opening.js";
import { newPassphrase } from "./lib/recovery.js";
import { sign } from "./lib/statements.js";
import { get, inOneTab, keepForGood, keyOf, lock, put, remove, unlock } from "./lib/store.js";
import { SealingWorker } from "./lib/worker_client.js";
import { chooseAccountKey, whoOf } from "./page/account_choice.js";
import { timeOfDay, TradeClock } from "./page/clock.js";
import { byId, fill, grouped, maybe, megabytes, pageData, part, word } from "./page/data.js";
import { clearErrors, showErrors } from "./page/field_errors.js";
import { NoFile } from "./page/key_file.js";
import { say, sayError, sayNothing, sayOffline } from "./page/messages.js";
import { letSave } from "./page/save_panel.js";
import { Steps } from "./page/steps.js";
import { deliverBid } from "./seal/delivery.js";
import { BidForm, sayDraftKept } from "./seal/form.js";

/**
 * @typedef {{
 *   bidder: string, document: string, version: number, previous: string | null, deadline: string, account_keys: string[],
 *   keyholders: import("./lib/bids.js").Keyholder[], opening_items: import("./seal/form.js").Item[], limits: import("./seal/form.js").Limits,
 * }} BidPage
 * @typedef {import("./lib/bid_sealing.js").Draft} Draft
 * @typedef {import("./lib/bid_sealing.js").SealedBid} SealedBid
 */

/** @type {import("./page/data.js").PageData & BidPage} */
const page = pageData();
const { origin, trade, lot, envelope, bidder, version } = page;
/** @type {import("./lib/sealing.js").BidPlace} */
const place = { origin, trade, lot, envelope, bidder, version };
const form = new BidForm(page.opening_items, page.limits, page.lang);
const steps = new Steps(maybe("steps"));
const clock = new TradeClock(page.now, page.speed);
const ALL_STEPS = ["account", "keys", "seal", "rehearse", "recovery", "upload", "receipt"];
const tab = `seal ${lot} ${bidder}`;
const draftKey = keyOf(origin, lot, bidder, envelope);

let running = false;
/** @type {string} */
let step = "account";

clock.run();
if (await canSealHere()) await begin();

async function begin() {
  form.element.addEventListener("submit", (event) => {
    event.preventDefault();
    void onceAtATime(sealTheBid);
  });
  maybe("back")?.addEventListener("click", backToForm);
  addEventListener("beforeunload", (event) => {
    if (running) event.preventDefault();
  });
  await putDraftBack();
  form.element.addEventListener("input", keepDraftSoon());
  await showPending();
  // Tests and the curious see that the page listens.
  form.element.dataset.ready = "";
}

/** @returns {Promise<boolean>} */
async function canSealHere() {
  const obstacle = !globalThis.isSecureContext || !crypto.subtle ? "insecure" : (await canSign()) ? null : "old_browser";
  if (!obstacle) return true;
  say("bad", obstacle);
  byId("seal").setAttribute("aria-disabled", "true");
  form.element.addEventListener("submit", (event) => event.preventDefault());
  return false;
}

/** Against double clicks here and a second tab there. @param {() => Promise<void>} work */
async function onceAtATime(work) {
  if (running) return;
  running = true;
  byId("seal").setAttribute("aria-disabled", "true");
  try {
    const alone = await inOneTab(tab, work);
    if (!alone) say("warn", "other_tab");
  } catch (error) {
    fail(error);
  } finally {
    running = false;
    byId("seal").removeAttribute("aria-disabled");
  }
}

/** @param {unknown} error */
function fail(error) {
  steps.set(step, "failed");
  if (error instanceof NoFile) backToForm();
  else sayError(error);
  for (const [id, hidden] of /** @type {const} */ ([["pause", true], ["back", false]])) {
    const button = maybe(id);
    if (button) button.hidden = hidden;
  }
}

async function sealTheBid() {
  clearErrors();
  sayNothing();
  const { items, errors } = form.read();
  if (errors.length) return showErrors(errors);
  if (await keptPending()) return say("warn", "pending_first");
  showSealing();
  const worker = new SealingWorker(page.urls.worker ?? "");
  try {
    const bid = await sealed({ place, items, openingItems: page.opening_items, files: form.files }, worker);
    await handIn(bid);
  } finally {
    worker.close();
  }
}

/** @param {Draft} draft @param {SealingWorker} worker */
async function sealed(draft, worker) {
  enter("account");
  const account = await chooseAccountKey(page);
  steps.set("account", "done", word("step_account_done", { key: account.key.publicKey.slice(0, 12) }));
  enter("keys", word("step_keys_done", { n: page.keyholders.length }));
  steps.set("keys", "done");
  enter("seal");
  const bid = await worker.seal(draft, progressOf("seal"));
  steps.set("seal", "done", word("step_seal_done", { n: bid.objects.length }));
  enter("rehearse");
  await worker.rehearse(draft, bid, progressOf("rehearse"));
  steps.set("rehearse", "done", word("step_rehearse_done", { n: bid.objects.length }));
  return { bid, account, statement: await sign(statementOf(bid), account.key), worker };
}

/** @param {SealedBid} bid */
function statementOf(bid) {
  const recipients = { form: bid.identities.form.recipient, attachments: bid.identities.attachments.recipient };
  return bidStatement(place, { document: page.document, previous: page.previous, keyholders: page.keyholders, objects: bid.objects, recipients });
}

/** @param {Awaited<ReturnType<typeof sealed>>} made */
async function handIn({ bid, account, statement, worker }) {
  enter("recovery");
  const identities = { form: bid.identities.form.identity, attachments: bid.identities.attachments.identity };
  const passphrase = newPassphrase();
  const content = await recoveryContent({
    place, statement: statement.bytes, objects: bid.objects, identities, publicKey: account.key.publicKey, pkcs8: account.pkcs8,
  });
  const file = new Blob([await worker.protect(content, passphrase)]);
  await letSave({ passphrase, file, name: `mingzheng-bid-${lot.slice(0, 8)}-v${version}.age` });
  steps.set("recovery", "done");
  const objects = bid.objects.map(({ blob, role, index, sha256, size, header, name }) => ({ blob, role, index, sha256, size, header, name }));
  const handover = page.urls.applications ? await handoverOf(statement.bytes, identities, objects, account.key) : null;
  // The file has its copy now, so the key may become one that cannot leave; before the bid, which it signed.
  if (account.pkcs8) await keepAccountKey(whoOf(page), account.key);
  const pending = await keepPending({ place, hash: statement.hash, statement: statement.bytes, objects, handover }, identities);
  void keepForGood();
  await finish(pending);
}

/**
 * An application goes to its reviewers with its keys, sealed for them.
 * @param {import("./lib/bytes.js").Bytes} statement @param {import("./lib/kept_bids.js").Identities} identities
 * @param {{header: string}[]} objects @param {import("./lib/statements.js").SigningKey} key
 */
async function handoverOf(statement, identities, objects, key) {
  const opener = { place, statement, identities, headers: objects.map((object) => object.header) };
  return (await makeHandover(opener, key)).bytes;
}

/** @param {import("./lib/kept_bids.js").KeptBid} pending */
async function finish(pending) {
  enter("upload");
  await registerKeyOfThisBrowser();
  await deliverBid(pending, page, steps);
  await remove("drafts", draftKey);
  running = false;
  location.assign(page.urls.receipt ?? "");
}

async function registerKeyOfThisBrowser() {
  const key = await accountKeyHere(whoOf(page));
  if (!key || page.account_keys.includes(key.publicKey)) return;
  await untilAnswered(() => registerAccountKey(bidder, key, { url: page.urls.account_keys ?? "", csrf: page.csrf }), sayOffline);
}

/** @param {string} name @param {string} [detail] */
function enter(name, detail) {
  step = name;
  steps.set(name, "now", detail);
}

/** @param {"seal" | "rehearse"} name @returns {import("./lib/worker_client.js").OnProgress} */
function progressOf(name) {
  return (progress) => steps.progress(name, progress.done, progress.total, `${megabytes(progress.done)} / ${megabytes(progress.total)} MB`, progress.name);
}

function showSealing() {
  form.element.hidden = true;
  byId("sealing").hidden = false;
  for (const id of ["pending", "back", "pause"]) {
    const element = maybe(id);
    if (element) element.hidden = true;
  }
  for (const name of ALL_STEPS) steps.set(name, "wait", "");
}

function backToForm() {
  byId("sealing").hidden = true;
  form.element.hidden = false;
  void showPending();
}

/** @returns {Promise<import("./lib/kept_bids.js").KeptBid | null>} Sealed on this computer, the receipt not here yet. */
async function keptPending() {
  const kept = await keptBid(place);
  return kept?.state === "pending" ? kept : null;
}

async function showPending() {
  const panel = maybe("pending");
  const pending = await keptPending();
  if (!panel) return;
  panel.hidden = !pending;
  if (!pending) return;
  fill(panel, "text", word("pending_text", { version, hash: grouped(pending.hash.slice(0, 16)) }));
  const [onward, discard] = [part(panel, "continue"), part(panel, "discard")];
  if (onward) onward.onclick = () => void onceAtATime(async () => continuePending(pending));
  if (discard) {
    discard.onclick = () =>
      void onceAtATime(async () => {
        await forget(place);
        panel.hidden = true;
      });
  }
}

/** @param {import("./lib/kept_bids.js").KeptBid} pending */
async function continuePending(pending) {
  sayNothing();
  showSealing();
  for (const name of ALL_STEPS.slice(0, 5)) steps.set(name, "done");
  await finish(pending);
}

async function putDraftBack() {
  const kept = await get("drafts", draftKey);
  if (!kept) return;
  // A browser that lost its lock key lost the draft; the form is simply empty.
  const typed = await unlock(kept).catch(() => null);
  if (typed) form.putBack(/** @type {{[key: string]: string}} */ (typed));
}

function keepDraftSoon() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      await put("drafts", draftKey, await lock(form.typed()));
      sayDraftKept(form.element, timeOfDay(clock.now()));
    }, 600);
  };
}
