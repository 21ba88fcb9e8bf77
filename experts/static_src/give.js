// The agency hands the keys of the bids' files on to the members of the committee: opened and sealed again in its browser.
import { encode } from "../../bidding/static_src/lib/canonical.js";
import { base64 } from "../../bidding/static_src/lib/bytes.js";
import { getJson, post, untilAnswered } from "../../bidding/static_src/lib/http.js";
import { inOneTab } from "../../bidding/static_src/lib/store.js";
import { byId, maybe, pageData, word } from "../../bidding/static_src/page/data.js";
import { evaluationIdentity } from "../../bidding/static_src/page/evaluation_key.js";
import { NoFile } from "../../bidding/static_src/page/key_file.js";
import { say, sayError, sayNothing, sayOffline } from "../../bidding/static_src/page/messages.js";
import { Steps } from "../../bidding/static_src/page/steps.js";
import { openReleased, sealKeys } from "./lib/member_keys.js";

/**
 * @typedef {{keyholders: import("../../bidding/static_src/lib/bids.js").Keyholder[], members: {member: string, recipient: string}[]}} GivingPage
 * `members`: those who have made a key and wait
 */

/** @type {import("../../bidding/static_src/page/data.js").PageData & GivingPage} */
const page = pageData();
const { envelope, lot, origin, trade, urls, csrf } = page;
const steps = new Steps(maybe("giving-steps"));

if (!globalThis.isSecureContext) say("bad", "insecure");
else {
  maybe("check-key")?.addEventListener("click", () => void guarded(byId("check-key"), check));
  maybe("give-keys")?.addEventListener("click", () => void guarded(byId("give-keys"), give));
}

/** @param {HTMLElement} button @param {() => Promise<void>} act */
async function guarded(button, act) {
  if (button.getAttribute("aria-disabled")) return;
  sayNothing();
  button.setAttribute("aria-disabled", "true");
  try {
    if (!(await inOneTab(`files ${lot}`, act))) say("warn", "other_tab");
  } catch (error) {
    if (!(error instanceof NoFile)) sayError(error);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/** Nothing is fetched and nothing is sent: only whether this computer or the file has the published key. */
async function check() {
  await evaluationIdentity(page);
  say("good", "evaluation_key_here");
}

async function give() {
  steps.set("key", "now");
  const evaluation = await evaluationIdentity(page);
  steps.set("key", "done");
  const keys = await openAll(evaluation);
  steps.set("seal", "now");
  for (const [done, { member, recipient }] of page.members.entries()) {
    steps.progress("seal", done, page.members.length, `${done} / ${page.members.length}`);
    const sealed = await sealKeys(keys, { envelope, lot, member, origin, trade }, recipient);
    const body = encode({ recipient, sealed: base64(sealed) });
    await untilAnswered(() => post(urls.giving ?? "", { csrf, body }), sayOffline);
  }
  steps.set("seal", "done", word("giving_sealed", { n: page.members.length }));
  location.reload();
}

/** @param {string} evaluation @returns {Promise<import("./lib/member_keys.js").Keys>} */
async function openAll(evaluation) {
  /** @type {import("./lib/member_keys.js").Keys} */
  const keys = {};
  steps.set("open", "now");
  for (let from = 0; ; ) {
    const { released, next, bids } = await untilAnswered(() => getJson(`${urls.released}?from=${from}`), sayOffline);
    for (const each of released) {
      const opened = await openReleased(each, evaluation);
      keys[opened.bid] = opened.keys;
    }
    from = next ?? bids;
    steps.progress("open", from, bids, `${from} / ${bids}`);
    if (next === null) break;
  }
  const all = Object.values(keys);
  const bad = all.filter((each) => each === null).length;
  steps.set("open", "done", word(bad ? "giving_opened_some" : "giving_opened", { n: all.length - bad, bad }));
  return keys;
}
