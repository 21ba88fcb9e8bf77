// Errors of a form: a summary first, with the focus, and the same words beside each field.
import { byId, fill, fromTemplate, part, word } from "./data.js";

/** @typedef {{control: HTMLElement, text: string}} FieldError */

/** @param {FieldError[]} errors */
export function showErrors(errors) {
  clearErrors();
  const summary = byId("errors");
  fill(summary, "title", word("errors_title", { n: errors.length }));
  part(summary, "list")?.replaceChildren(...errors.map(summaryLine));
  for (const error of errors) besideField(error);
  summary.hidden = false;
  summary.focus();
}

export function clearErrors() {
  byId("errors").hidden = true;
  for (const message of document.querySelectorAll("[data-field-error]")) message.remove();
  for (const field of document.querySelectorAll(".field-bad")) field.classList.remove("field-bad");
  for (const control of document.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("-error"));
    control.setAttribute("aria-describedby", ids.join(" "));
  }
}

/** @param {FieldError} error */
function summaryLine({ control, text }) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${control.id}`;
  link.textContent = text;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    control.focus();
  });
  line.append(link);
  return line;
}

/** @param {FieldError} error */
function besideField({ control, text }) {
  const message = fromTemplate("tpl-field-error", { text });
  control.closest(".field")?.classList.add("field-bad");
  control.setAttribute("aria-invalid", "true");
  if (!message) return;
  message.id = `${control.id}-error`;
  message.dataset.fieldError = "";
  const described = control.getAttribute("aria-describedby") ?? "";
  control.setAttribute("aria-describedby", `${described} ${message.id}`.trim());
  (control.closest(".affix") ?? control.closest(".choice") ?? control).before(message);
}
