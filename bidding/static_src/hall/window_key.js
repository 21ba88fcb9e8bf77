// The agency's turn: at the end of the window it publishes its window key, and everything opens.
import { lotKeysHere, lotOfFile } from "../lib/agency.js";
import { encode } from "../lib/canonical.js";
import { post, untilAnswered } from "../lib/http.js";
import { recipientOf } from "../lib/sealing.js";
import { word } from "../page/data.js";
import { askForFile, NoFile } from "../page/key_file.js";
import { explain, sayOffline } from "../page/messages.js";
import { result } from "./open_bid.js";

/** @typedef {import("../page/data.js").PageData & import("../hall.js").HallPage} Page */

/** @param {Page} page */
export async function publishWindowKey(page) {
  try {
    const identity = await windowIdentity(page);
    await untilAnswered(() => post(page.urls.window_key ?? "", { csrf: page.csrf, body: encode({ identity }) }), sayOffline);
    result("good", word("window_key_published.title"), word("window_key_published.text"));
  } catch (error) {
    if (error instanceof NoFile) return;
    const { title, text } = explain(error);
    result("bad", title, text);
  }
}

/** @param {Page} page @returns {Promise<string>} The identity that belongs to the published recipient. */
async function windowIdentity(page) {
  const { origin, trade, lot, envelope } = page;
  const published = page.keyholders.map((keyholder) => keyholder.window);
  const here = await lotKeysHere({ origin, trade, envelope }, lot);
  if (here && published.includes(await recipientOf(here.window))) return here.window;
  const file = await askForFile((content) => {
    if (content.type !== "mingzheng/agency-keys/v1") return "keyfile_not_agency";
    return lotOfFile(content, lot) && content.envelope === envelope ? null : "keyfile_other_lot";
  });
  const window = lotOfFile(file, lot)?.window ?? "";
  if (!published.includes(await recipientOf(window))) throw new Error("the file's key is not the published one");
  return window;
}
