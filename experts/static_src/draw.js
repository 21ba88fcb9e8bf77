// An agency or a supervisor draws: its keys and its nonce are made in its own browser and opened from here.
import { base64, hex, unbase64 } from "../../bidding/static_src/lib/bytes.js";
import { encode } from "../../bidding/static_src/lib/canonical.js";
import { get as fetchBytes, getJson, post, Refused, untilAnswered } from "../../bidding/static_src/lib/http.js";
import { newIdentity } from "../../bidding/static_src/lib/sealing.js";
import { importSigningKey, newSigningKey } from "../../bidding/static_src/lib/statements.js";
import { get, inOneTab, keepForGood, keyOf, lock, put, unlock } from "../../bidding/static_src/lib/store.js";
import { byId, maybe, pageData, word } from "../../bidding/static_src/page/data.js";
import { say, sayError, sayOffline } from "../../bidding/static_src/page/messages.js";
import { Steps } from "../../bidding/static_src/page/steps.js";
import { acknowledge, checkList, ListUnsound, makeHalves, openGiven, othersOf, readHalves, seedOf } from "./lib/draws.js";

/** @typedef {import("./lib/draws.js").Party} Party */
/** @typedef {import("./lib/draws.js").Keys} Keys */
/** @typedef {import("../../bidding/static_src/lib/canonical.js").JsonObject} JsonObject */
/**
 * @typedef {{identity: string, recipient: string, publicKey: string, pkcs8: string, hash: string, file: string,
 *   fileKeys: {[party: string]: string}}} Kept
 * @typedef {{checked: boolean, keys: Keys, halves: {[party: string]: string}, acknowledged: Party[], complete: boolean,
 *   unopened: [Party, Party][], opened: {maker: Party, recipient: Party, file_key: string}[], tree: {root: string, size: number} | null, seed: string, voided: boolean}} State
 */

/** @type {import("../../bidding/static_src/page/data.js").PageData & {draw: string, me: Party | null, root: string, size: number}} */
const page = pageData();
const { draw, lot, origin, trade, root, urls, csrf } = page;
const place = { draw, lot, origin, trade };
const me = /** @type {Party} */ (page.me);
const shelf = keyOf("draw", origin, draw, me);
const steps = new Steps(maybe("draw-steps"));
const PAUSE = 2000;

/** The ledger has a key or halves for this party that are not of this browser. */
class NotOurs extends Error {}

if (!globalThis.isSecureContext) say("bad", "insecure");
else if (maybe("draw-check")) byId("draw-check").addEventListener("click", () => void guarded(check));
else if (maybe("draw-verify")) byId("draw-verify").addEventListener("click", () => void guarded(verify));
else if (me) void begin();

async function begin() {
  maybe("draw-join")?.addEventListener("click", () => void guarded(join));
  // A party that comes back goes on by itself: nothing in the draw waits for a decision of a person.
  if (await kept()) void guarded(join);
}

/** @param {() => Promise<void>} work */
async function guarded(work) {
  const button = maybe("draw-join") ?? maybe("draw-check") ?? maybe("draw-verify");
  button?.setAttribute("aria-disabled", "true");
  try {
    if (!(await inOneTab(`draw ${draw}`, work))) say("warn", "other_tab");
  } catch (error) {
    if (error instanceof NotOurs) say("bad", "draw_not_ours");
    else if (error instanceof ListUnsound) say("bad", "draw_list_bad");
    else sayError(error);
  } finally {
    button?.removeAttribute("aria-disabled");
  }
}

async function check() {
  const found = checkList(await untilAnswered(() => fetchBytes(urls.list ?? ""), sayOffline));
  if (found.root !== root || found.size !== page.size) throw new ListUnsound("not the frozen list");
  /** @type {HTMLInputElement} */ (byId("id_root")).value = found.root;
  /** @type {HTMLInputElement} */ (byId("id_size")).value = String(found.size);
  byId("draw-checked").hidden = false;
  say("good", "draw_list_good", { n: found.size });
}

async function verify() {
  const checks = new Steps(byId("draw-checks"), "check");
  const state = await untilAnswered(() => getJson(urls.state ?? ""), sayOffline);
  byId("draw-checks").hidden = false;
  checks.set("halves", "now");
  const given = await tried(checks, "halves", () => readHalves(place, root, state.keys, state.halves));
  if (!given) return;
  checks.set("seed", "now");
  const seed = await tried(checks, "seed", () => seedOf(place, root, given, state.opened));
  if (seed && seed !== hex(unbase64(state.seed))) checks.set("seed", "failed");
}

/** @template T @param {Steps} checks @param {string} name @param {() => Promise<T>} work @returns {Promise<T | null>} */
async function tried(checks, name, work) {
  try {
    const result = await work();
    checks.set(name, "done");
    return result;
  } catch (error) {
    console.error(error);
    checks.set(name, "failed");
    return null;
  }
}

async function join() {
  const secrets = (await kept()) ?? (await fresh());
  for (;;) {
    const state = await untilAnswered(() => getJson(urls.state ?? ""), sayOffline);
    show(state);
    if (state.voided || state.seed) return location.assign(urls.page ?? "");
    const acted = await untilAnswered(() => act(state, secrets), sayOffline).catch((error) => overtaken(error));
    if (!acted) await new Promise((done) => setTimeout(done, PAUSE));
  }
}

let refusals = 0;

/** Somebody else took a step since we looked: look again. What is refused over and over is said. @param {unknown} error */
function overtaken(error) {
  if (!(error instanceof Refused) || error.code !== "draw_refused" || ++refusals > 3) throw error;
  return false;
}

/** @param {State} state @param {Kept} secrets @returns {Promise<boolean>} whether it was this party's turn */
async function act(state, secrets) {
  if (!state.checked) return false;
  const own = state.keys[me];
  if (!own) return sent("key", { recipient: secrets.recipient, signer: secrets.publicKey });
  if (own.recipient !== secrets.recipient || own.signer !== secrets.publicKey) throw new NotOurs("key");
  if (othersOf(me).some((party) => !state.keys[party])) return false;
  if (!state.halves[me]) return state.tree ? giveHalves(state, state.tree, secrets) : false;
  if (othersOf(me).some((party) => !state.halves[party])) return false;
  return answer(state, secrets);
}

/** @param {State} state @param {{root: string, size: number}} tree @param {Kept} secrets */
async function giveHalves(state, tree, secrets) {
  if (!secrets.file) {
    const made = await makeHalves(place, me, { list: root, keys: state.keys, tree }, await signer(secrets));
    Object.assign(secrets, { hash: made.signed.hash, file: base64(made.signed.bytes), fileKeys: made.fileKeys });
    // Kept before it is sent: a half that nobody could open any more would be the other party's to open alone.
    await keep(secrets);
  }
  await post(urls.halves ?? "", { csrf, body: unbase64(secrets.file) });
  return true;
}

/** @param {State} state @param {Kept} secrets */
async function answer(state, secrets) {
  const given = await readHalves(place, root, state.keys, state.halves);
  if (given[me].hash !== secrets.hash) throw new NotOurs("halves");
  const { keys: opened, bad } = await openGiven(place, root, me, given, secrets.identity);
  // The key is of this draw alone, which is void with the refusal: so it may show everyone that the half does not open.
  if (bad) return sent("refusal", { identity: secrets.identity, maker: bad });
  if (!state.acknowledged.includes(me)) {
    await post(urls.acknowledgement ?? "", { csrf, body: (await acknowledge(place, me, given, await signer(secrets))).bytes });
    return true;
  }
  if (!state.complete) return false;
  const mine = state.unopened.filter((half) => half.includes(me));
  for (const [maker, recipient] of mine) {
    const file_key = (recipient === me ? opened[maker] : secrets.fileKeys[recipient]) ?? "";
    await sent("opening", { file_key, maker, recipient });
  }
  return mine.length > 0;
}

/** @param {string} url @param {JsonObject} body */
async function sent(url, body) {
  await post(urls[url] ?? "", { csrf, body: encode(body) });
  return true;
}

/** @param {State} state */
function show(state) {
  const halves = Object.keys(state.halves).length;
  const counts = { keys: Object.keys(state.keys).length, halves, acknowledged: state.acknowledged.length };
  steps.set("checked", state.checked ? "done" : "now");
  for (const [step, count] of Object.entries(counts)) {
    const before = step === "keys" ? state.checked : step === "halves" ? counts.keys === 3 : counts.halves === 3;
    steps.set(step, count === 3 ? "done" : before ? "now" : "wait", word("draw_parties", { n: count }));
  }
  steps.set("opened", state.seed ? "done" : state.complete ? "now" : "wait", word("draw_halves", { n: 6 - state.unopened.length }));
}

/** @returns {Promise<Kept>} */
async function fresh() {
  const { identity, recipient } = await newIdentity();
  const { publicKey, pkcs8 } = await newSigningKey({ origin, party: me });
  const secrets = { identity, recipient, publicKey, pkcs8, hash: "", file: "", fileKeys: {} };
  await keep(secrets);
  return secrets;
}

/** @param {Kept} secrets */
async function keep(secrets) {
  await put("agency", shelf, await lock({ ...secrets }));
  void keepForGood();
}

/** @returns {Promise<Kept | null>} */
async function kept() {
  const found = await get("agency", shelf);
  return found ? /** @type {Kept} */ (/** @type {unknown} */ (await unlock(found))) : null;
}

/** @param {Kept} secrets */
async function signer({ publicKey, pkcs8 }) {
  return { publicKey, privateKey: await importSigningKey(unbase64(pkcs8)) };
}
