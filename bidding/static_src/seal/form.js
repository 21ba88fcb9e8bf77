// The form of the bid page: what was typed, what is wrong with it, the words of the price, files, the draft.
import { amountInWords, figures, parseMoney } from "../lib/amounts.js";
import { wrongWith } from "../lib/forms.js";
import { MembersField } from "./members.js";
import { byId, fill, fromTemplate, maybe, megabytes, part, word } from "../page/data.js";

/** @typedef {import("../lib/forms.js").OpeningItem & {limit?: string, unit?: string}} Item */
/** @typedef {{files: number, file_bytes: number, total_bytes: number}} Limits */
/** @typedef {import("../page/field_errors.js").FieldError} FieldError */

export class BidForm {
  #form = /** @type {HTMLFormElement} */ (byId("bid-form"));
  /** @type {File[]} */
  files = [];
  #items;
  #members;
  #limits;
  #english;

  /** @param {Item[]} items @param {Limits} limits @param {string} lang */
  constructor(items, limits, lang) {
    this.#items = items;
    this.#limits = limits;
    this.#english = lang === "en";
    this.#form.addEventListener("input", () => this.#showAmounts());
    for (const input of this.#fileInputs()) input.addEventListener("change", () => this.#take(input));
    const members = /** @type {HTMLElement | null} */ (this.#form.querySelector("[data-members]"));
    this.#members = members ? new MembersField(members, (file) => this.#keep([file])) : null;
    this.#showAmounts();
  }

  get element() {
    return this.#form;
  }

  /** @returns {{[key: string]: string}} As typed. */
  typed() {
    return Object.fromEntries(this.#items.map((item) => [item.key, this.#value(item.key)]));
  }

  /** @param {{[key: string]: string}} typed Fills what is empty. */
  putBack(typed) {
    for (const { key } of this.#items) {
      const control = this.#form.elements.namedItem(key);
      const value = typed[key];
      if (!value || !control || !["", "[]"].includes(this.#value(key))) continue;
      /** @type {HTMLInputElement | RadioNodeList} */ (control).value = value;
    }
    this.#members?.show();
    this.#showAmounts();
  }

  /** @returns {{items: {[key: string]: string}, errors: FieldError[]}} */
  read() {
    /** @type {FieldError[]} */
    const errors = [];
    /** @type {{[key: string]: string}} */
    const items = {};
    const joint = this.#members?.errors(this.files) ?? [];
    for (const item of this.#items) {
      const { value, wrong } = this.#readItem(item);
      items[item.key] = value;
      if (item.kind === "members" && joint.length) errors.push(...joint);
      else if (wrong) errors.push({ control: this.#control(item.key), text: wrong });
    }
    return { items, errors: [...errors, ...this.#wrongFiles(), ...this.#undeclared()] };
  }

  /** @param {Item} item @returns {{value: string, wrong: string | null}} */
  #readItem(item) {
    const typed = this.#value(item.key).normalize("NFC").trim();
    const value = item.kind === "money" ? (parseMoney(typed) ?? typed) : item.kind === "integer" ? typed.normalize("NFKC") : typed;
    const label = this.#english ? item.label_en || item.label : item.label;
    const wrong = wrongWith(item, value);
    if (wrong) return { value, wrong: word(`item_${wrong}`, { label, unit: item.unit ?? "" }) };
    if (item.limit && BigInt(value.replace(".", "")) > BigInt(item.limit.replace(".", ""))) {
      return { value, wrong: word("item_above_limit", { label, limit: figures(item.limit) }) };
    }
    return { value, wrong: null };
  }

  /** What the organisation has declared of itself is confirmed with each bid. @returns {FieldError[]} */
  #undeclared() {
    const box = this.#form.querySelector("[data-declared]");
    if (!(box instanceof HTMLInputElement) || box.checked) return [];
    return [{ control: box, text: word("declaration_unconfirmed") }];
  }

  /** @returns {FieldError[]} */
  #wrongFiles() {
    const control = this.#fileInputs()[0];
    if (!control || this.files.length === 0) return [];
    const total = this.files.reduce((sum, file) => sum + file.size, 0);
    const { files, file_bytes, total_bytes } = this.#limits;
    const tooLarge = this.files.find((file) => file.size > file_bytes);
    if (this.files.length > files) return [{ control, text: word("files_too_many", { n: files }) }];
    if (tooLarge) return [{ control, text: word("file_too_large", { name: tooLarge.name, limit: megabytes(file_bytes) }) }];
    return total > total_bytes ? [{ control, text: word("files_too_large", { limit: megabytes(total_bytes) }) }] : [];
  }

  /** @param {HTMLInputElement} input */
  #take(input) {
    this.#keep(input.files ?? []);
    // So that the same file can be chosen again after it was removed.
    input.value = "";
  }

  /** @param {Iterable<File>} files A file of the same name is replaced. */
  #keep(files) {
    for (const file of files) {
      const again = this.files.findIndex((other) => other.name === file.name);
      if (again >= 0) this.files[again] = file;
      else this.files.push(file);
    }
    this.#listFiles();
  }

  #listFiles() {
    const list = maybe("file-list");
    list?.replaceChildren(
      ...this.files.map((file) => {
        const row = fromTemplate("tpl-file", { name: file.name, size: `${megabytes(file.size)} MB` }) ?? document.createElement("li");
        if (!row.textContent) row.textContent = file.name;
        const remove = part(row, "remove");
        remove?.setAttribute("aria-label", word("remove_file", { name: file.name }));
        remove?.addEventListener("click", () => {
          this.files = this.files.filter((other) => other !== file);
          this.#listFiles();
        });
        return row;
      }),
    );
  }

  #showAmounts() {
    for (const item of this.#items.filter(({ kind }) => kind === "money")) {
      const place = this.#form.querySelector(`[data-words-for="${item.key}"]`);
      const money = parseMoney(this.#value(item.key));
      if (place) place.textContent = money ? word("amount_words", { words: amountInWords(money) }) : "";
    }
  }

  /** @param {string} key */
  #value(key) {
    const control = this.#form.elements.namedItem(key);
    return control ? /** @type {HTMLInputElement | RadioNodeList} */ (control).value : "";
  }

  /** @param {string} key @returns {HTMLElement} */
  #control(key) {
    const control = this.#form.elements.namedItem(key);
    return /** @type {HTMLElement} */ (control instanceof RadioNodeList ? control[0] : (control ?? this.#form));
  }

  #fileInputs() {
    return /** @type {NodeListOf<HTMLInputElement>} */ (this.#form.querySelectorAll("input[type=file]:not([data-agreement])"));
  }
}

/** @param {HTMLElement} form @param {string} at */
export function sayDraftKept(form, at) {
  fill(form, "draft", word("draft_kept", { at }));
}
