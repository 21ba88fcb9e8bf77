// The members of a joint bid on the bid page: rows to type in, the text of the item in a hidden input, the agreement.
import { AGREEMENT, GRADES, isAgreement, wrongWithMember, writeMembers } from "../lib/members.js";
import { byId, fromTemplate, maybe, part, word } from "../page/data.js";

/** @typedef {import("../lib/members.js").Member} Member */
/** @typedef {import("../page/field_errors.js").FieldError} FieldError */

const FIELDS = /** @type {const} */ (["name", "code", "does", "specialty", "grade"]);
const FEWEST = 2;

export class MembersField {
  #element;
  #hidden;
  #most;
  #lead;
  #takeFile;

  /** @param {HTMLElement} element @param {(file: File) => void} takeFile gets the agreement under its name */
  constructor(element, takeFile) {
    this.#element = element;
    this.#hidden = /** @type {HTMLInputElement} */ (byId(`item-${element.dataset.members}`));
    this.#most = Number(element.dataset.most);
    this.#lead = { code: element.dataset.lead ?? "", name: element.dataset.leadName ?? "" };
    this.#takeFile = takeFile;
    element.addEventListener("input", () => this.#write());
    for (const radio of this.#radios()) radio.addEventListener("change", () => this.#choose());
    part(element, "add")?.addEventListener("click", () => this.#add());
    this.#agreement()?.addEventListener("change", () => this.#takeAgreement());
    this.#write();
  }

  get isJoint() {
    return this.#radios().some((radio) => radio.checked && radio.value === "joint");
  }

  /** Shows what the hidden input says, after a draft was put back. */
  show() {
    const members = this.#written();
    const how = members.length ? "joint" : "alone";
    for (const radio of this.#radios()) radio.checked = radio.value === how;
    part(this.#element, "rows")?.replaceChildren();
    for (const member of members) this.#add(member);
    this.#choose();
  }

  /** @param {File[]} files @returns {FieldError[]} */
  errors(files) {
    if (!this.isJoint) return [];
    this.#write();
    const members = this.#rows().map((row) => this.#memberOf(row));
    const errors = members.flatMap((member, at) => this.#wrongWith(member, at));
    const twice = members.findIndex((member, at) => members.some((other, before) => before < at && other.code === member.code));
    if (errors.length === 0 && twice > 0) errors.push({ control: this.#control(twice, "code"), text: word("members_twice") });
    if (members.length < FEWEST) errors.push({ control: byId(`${this.#hidden.id}-joint`), text: word("members_few") });
    const agreement = this.#agreement();
    if (agreement && !files.some((file) => isAgreement(file.name))) errors.push({ control: agreement, text: word("members_agreement") });
    return errors;
  }

  /** @param {Member} member @param {number} at @returns {FieldError[]} */
  #wrongWith(member, at) {
    const wrong = wrongWithMember(member);
    if (wrong === null) return [];
    const empty = FIELDS.find((name) => name !== "code" && (member[name] === "" || [...member[name]].length > 200)) ?? "name";
    const control = this.#control(at, wrong === "code" ? "code" : empty);
    return [{ control, text: word(wrong === "code" ? "members_code" : "members_text", { n: at + 1 }) }];
  }

  #choose() {
    const joint = part(this.#element, "joint");
    if (joint) joint.hidden = !this.isJoint;
    while (this.isJoint && this.#rows().length < FEWEST) if (!this.#add()) break;
    this.#write();
  }

  /** @param {Partial<Member>} [member] @returns {boolean} */
  #add(member = {}) {
    const at = this.#rows().length;
    const row = at < this.#most ? fromTemplate("tpl-member") : null;
    if (!row) return false;
    const typed = at === 0 ? { ...member, ...this.#lead } : member;
    for (const name of FIELDS) {
      const control = this.#in(row, name);
      control.value = typed[name] ?? (name === "grade" ? /** @type {string} */ (GRADES[1]) : "");
      // Who bids leads: its name and code are those of the account.
      if (at === 0 && control instanceof HTMLInputElement) control.readOnly = name === "name" || name === "code";
    }
    part(row, "remove")?.addEventListener("click", () => {
      row.remove();
      this.#number();
      this.#write();
    });
    part(this.#element, "rows")?.append(row);
    this.#number();
    this.#write();
    return true;
  }

  /** Ids, labels and titles by the place of each row; the lead and the second stay. */
  #number() {
    const rows = this.#rows();
    for (const [at, row] of rows.entries()) {
      for (const name of FIELDS) {
        const id = `${this.#hidden.id}-${at}-${name}`;
        this.#in(row, name).id = id;
        row.querySelector(`[data-for="${name}"]`)?.setAttribute("for", id);
      }
      for (const slot of row.querySelectorAll("[data-slot]")) slot.textContent = word("members_number", { n: at + 1 });
      const remove = part(row, "remove");
      if (remove) remove.hidden = at === 0 || rows.length <= FEWEST;
    }
    const add = part(this.#element, "add");
    if (add) add.hidden = rows.length >= this.#most;
  }

  #write() {
    const members = this.isJoint ? this.#rows().map((row) => this.#memberOf(row)) : [];
    this.#hidden.value = writeMembers(members);
    this.#warn(members.length ? members.map((member) => member.code) : [this.#lead.code]);
  }

  /** Members other than those of the pre-qualification make the bid invalid; people decide on it. @param {string[]} codes */
  #warn(codes) {
    const warning = part(this.#element, "changed");
    if (!warning) return;
    const same = [...new Set(codes)].sort().join(" ") === this.#element.dataset.qualified;
    warning.hidden = same || codes.some((code) => code === "");
  }

  /** @returns {Partial<Member>[]} As it was kept, whatever is wrong with it. */
  #written() {
    try {
      const members = JSON.parse(this.#hidden.value);
      return Array.isArray(members) ? members.slice(0, this.#most) : [];
    } catch {
      return [];
    }
  }

  #takeAgreement() {
    const input = this.#agreement();
    const file = input?.files?.[0];
    if (!input || !file) return;
    const extension = /\.[A-Za-z0-9]{1,8}$/.exec(file.name)?.[0] ?? "";
    this.#takeFile(new File([file], `${AGREEMENT}${extension}`, { type: file.type }));
    input.value = "";
  }

  /** @param {Element} row @returns {Member} */
  #memberOf(row) {
    const value = (/** @type {string} */ name) => this.#in(row, name).value.normalize("NFC").trim();
    return { code: value("code").toUpperCase(), does: value("does"), grade: value("grade"), name: value("name"), specialty: value("specialty") };
  }

  /** @param {Element} row @param {string} name */
  #in(row, name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (row.querySelector(`[data-member="${name}"]`));
  }

  /** @param {number} at @param {string} name */
  #control(at, name) {
    return byId(`${this.#hidden.id}-${at}-${name}`);
  }

  #rows() {
    return [...(part(this.#element, "rows")?.children ?? [])];
  }

  #radios() {
    return /** @type {HTMLInputElement[]} */ ([...this.#element.querySelectorAll("input[type=radio]")]);
  }

  #agreement() {
    return /** @type {HTMLInputElement | null} */ (maybe("agreement"));
  }
}
