// An application on the page of somebody who reviews it; nothing of it is sent but who takes part in a joint one.
import { byId, download, fill, fromTemplate, maybe } from "./data.js";
import { itemWords } from "./item_words.js";

/** @param {import("../lib/applications.js").OpenedApplication} opened @param {import("../lib/forms.js").OpeningItem[]} openingItems */
export function showApplication({ items, files }, openingItems) {
  const place = byId("application");
  for (const item of openingItems) {
    fill(place, `item-${item.key}`, itemWords(item, items[item.key] ?? ""));
    const recorded = document.querySelector("input[name=members]");
    // With these members and no others the applicant has to bid (TR 37).
    if (item.kind === "members" && recorded instanceof HTMLInputElement) recorded.value = items[item.key] ?? "";
  }
  const list = maybe("application-files");
  for (const { file, blob } of files) {
    const line = fromTemplate("tpl-application-file", { name: file.name });
    line?.querySelector("button")?.addEventListener("click", () => download(blob, file.name));
    if (line && list) list.append(line);
  }
  if (list) list.hidden = files.length === 0;
  place.hidden = false;
  place.focus();
}
