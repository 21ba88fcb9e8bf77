// The winner's contract: the browser fetches the text, hashes it itself, and signs that hash with the terms shown.
import { hashHex } from "./lib/bytes.js";
import { get, post } from "./lib/http.js";
import { sign } from "./lib/statements.js";
import { signingKey } from "./page/bid_opener.js";
import { byId, pageData } from "./page/data.js";
import { NoFile } from "./page/key_file.js";
import { say, sayError } from "./page/messages.js";

/** @typedef {{bond: string | null, guarantee: boolean, items: {[key: string]: string}}} Terms */
/** @type {import("./page/data.js").PageData & {account_keys: string[], text: string, terms: Terms}} */
const page = pageData();
const form = byId("contract-form");
const button = form.querySelector("button");

if (!globalThis.isSecureContext) say("bad", "insecure");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void signContract();
});
// Pressed before this runs, the button would only load the page again and say nothing.
button?.removeAttribute("disabled");

async function signContract() {
  button?.setAttribute("aria-disabled", "true");
  try {
    if (hashHex(await get(page.urls.contract_text ?? "")) !== page.text) return void say("bad", "contract_differs");
    const { trade, lot, party, text, terms } = page;
    const statement = /** @type {import("./lib/canonical.js").JsonObject} */ ({ lot, party, terms, text, trade, type: "mingzheng/contract/v1" });
    const signed = await sign(statement, await signingKey(page, null));
    await post(page.urls.contract ?? "", { csrf: page.csrf, body: signed.bytes });
    location.assign(page.urls.result ?? location.href);
  } catch (error) {
    if (!(error instanceof NoFile)) sayError(error);
  } finally {
    button?.removeAttribute("aria-disabled");
  }
}
