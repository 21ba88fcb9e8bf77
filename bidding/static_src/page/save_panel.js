// The panel that gives a person a file and a passphrase to keep, and goes on only when both are kept.
import { byId, download, fill, part, word } from "./data.js";

/** @param {{passphrase: string, file: Blob, name: string}} kept @returns {Promise<void>} When the person has kept both. */
export function letSave({ passphrase, file, name }) {
  const panel = byId("recovery");
  const check = /** @type {HTMLInputElement} */ (part(panel, "check"));
  const stored = /** @type {HTMLInputElement} */ (part(panel, "stored"));
  let downloaded = false;
  fill(panel, "passphrase", passphrase);
  check.value = "";
  stored.checked = false;
  open(panel);
  const listening = new AbortController();
  const on = (/** @type {string} */ button, /** @type {() => void} */ act) => {
    part(panel, button)?.addEventListener("click", act, { signal: listening.signal });
  };
  on("copy", () => void navigator.clipboard?.writeText(passphrase));
  on("download", () => {
    downloaded = true;
    download(file, name);
  });
  return new Promise((resolve) => {
    on("go", () => {
      const wrong = missing(downloaded, passphrase, check, stored);
      complain(panel, wrong?.key);
      if (wrong) return wrong.control?.focus();
      listening.abort();
      close(panel);
      fill(panel, "passphrase", "");
      resolve();
    });
  });
}

/** @param {boolean} downloaded @param {string} passphrase @param {HTMLInputElement} check @param {HTMLInputElement} stored */
function missing(downloaded, passphrase, check, stored) {
  if (!downloaded) return { key: "save_download_first", control: part(byId("recovery"), "download") };
  const typed = check.value.normalize("NFKC").toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (typed !== passphrase.slice(-5)) return { key: "save_check_group", control: check };
  return stored.checked ? null : { key: "save_confirm", control: stored };
}

/** @param {HTMLElement} panel @param {string | undefined} key */
function complain(panel, key) {
  const error = part(panel, "error");
  if (!error) return;
  const text = error.querySelector("span") ?? error;
  text.textContent = key ? word(key) : "";
  error.hidden = !key;
}

/** @param {HTMLElement} panel */
function open(panel) {
  panel.hidden = false;
  if (panel instanceof HTMLDialogElement && !panel.open) {
    panel.addEventListener("cancel", (event) => event.preventDefault());
    panel.showModal();
  } else panel.scrollIntoView({ block: "nearest" });
  (part(panel, "download") ?? panel).focus();
}

/** @param {HTMLElement} panel */
function close(panel) {
  if (panel instanceof HTMLDialogElement) panel.close();
  panel.hidden = true;
}
