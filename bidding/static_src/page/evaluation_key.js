// The agency's evaluation key of a lot: kept in this browser, or in the file of keys.
import { lotKeysHere, lotOfFile } from "../lib/agency.js";
import { recipientOf } from "../lib/sealing.js";
import { askForFile } from "./key_file.js";

/** Keys are made for the lot, under this name. */
const KEYS = "main";

/**
 * @param {import("./data.js").PageData & {keyholders: import("../lib/bids.js").Keyholder[]}} page
 * @returns {Promise<string>} The identity of the published evaluation key. Throws `NoFile` where the person has none.
 */
export async function evaluationIdentity({ origin, trade, lot, keyholders }) {
  const published = keyholders.map((keyholder) => keyholder.evaluation);
  const here = await lotKeysHere({ origin, trade, envelope: KEYS }, lot);
  if (here && published.includes(await recipientOf(here.evaluation))) return here.evaluation;
  const file = await askForFile((content) => {
    if (content.type !== "mingzheng/agency-keys/v1") return "keyfile_not_agency";
    return lotOfFile(content, lot) ? null : "keyfile_other_lot";
  });
  const evaluation = lotOfFile(file, lot)?.evaluation ?? "";
  if (!published.includes(await recipientOf(evaluation))) throw new Error("the file's key is not the published one");
  return evaluation;
}
