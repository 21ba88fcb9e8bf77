// The form that opens a file a person kept. File and passphrase stay in this browser.
import { NotOurFile, unprotect, WrongPassphrase } from "../lib/recovery.js";
import { byId, maybe, part, word } from "./data.js";

/** @typedef {import("../lib/canonical.js").JsonObject} JsonObject */

/** The person closed the form. */
export class NoFile extends Error {}

/**
 * Shows #keyfile-form until a file opens that `accepts` does not object to.
 * @param {(content: JsonObject) => string | null} accepts the key of a word that says why not
 * @returns {Promise<JsonObject>}
 */
export function askForFile(accepts) {
  const form = /** @type {HTMLFormElement} */ (byId("keyfile-form"));
  const dialog = maybe("keyfile-dialog");
  form.hidden = false;
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  else form.scrollIntoView({ block: "nearest" });
  const listening = new AbortController();
  const { signal } = listening;
  return new Promise((resolve, reject) => {
    const finish = (/** @type {() => void} */ settle) => {
      listening.abort();
      if (dialog instanceof HTMLDialogElement) dialog.close();
      form.hidden = true;
      form.reset();
      settle();
    };
    form.addEventListener(
      "submit",
      async (event) => {
        event.preventDefault();
        const content = await opened(form, accepts);
        if (content) finish(() => resolve(content));
      },
      { signal },
    );
    dialog?.addEventListener("close", () => finish(() => reject(new NoFile())), { signal });
  });
}

/** @param {HTMLFormElement} form @param {(content: JsonObject) => string | null} accepts @returns {Promise<JsonObject | null>} */
async function opened(form, accepts) {
  const file = /** @type {HTMLInputElement} */ (form.elements.namedItem("file")).files?.[0];
  const passphrase = /** @type {HTMLInputElement} */ (form.elements.namedItem("passphrase")).value;
  if (!file) return complain(form, "keyfile_choose");
  complain(form, null);
  form.setAttribute("aria-busy", "true");
  try {
    const content = await unprotect(new Uint8Array(await file.arrayBuffer()), passphrase);
    const objection = accepts(content);
    return objection ? complain(form, objection) : content;
  } catch (error) {
    if (error instanceof WrongPassphrase) return complain(form, "keyfile_wrong_passphrase");
    if (!(error instanceof NotOurFile)) console.error(error);
    return complain(form, "keyfile_not_ours");
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** @param {HTMLFormElement} form @param {string | null} key @returns {null} */
function complain(form, key) {
  const error = part(form, "error");
  if (error) {
    (error.querySelector("span") ?? error).textContent = key ? word(key) : "";
    error.hidden = !key;
  }
  return null;
}
