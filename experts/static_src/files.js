// A member reads the files of a bid: fetched as ciphertext, checked, opened and shown on this computer.
import { encode } from "../../bidding/static_src/lib/canonical.js";
import { get, getBlob, post, untilAnswered } from "../../bidding/static_src/lib/http.js";
import { byId, download, fill, fromTemplate, megabytes, part, pageData, word, maybe } from "../../bidding/static_src/page/data.js";
import { NoFile } from "../../bidding/static_src/page/key_file.js";
import { say, sayError, sayNothing, sayOffline } from "../../bidding/static_src/page/messages.js";
import { BidFiles, Unreadable } from "./lib/bid_files.js";
import { keysForMe } from "./page/member_identity.js";

/** @typedef {import("../../bidding/static_src/lib/forms.js").ManifestFile} ManifestFile */
/** @type {import("../../bidding/static_src/page/data.js").PageData & import("./page/member_identity.js").MemberPage & {bid: string}} */
const page = pageData();
const { urls } = page;

/** What a browser shows by itself and cannot run. The type is ours, never the bidder's: a page of theirs would be of our origin. */
const SHOWN = new Map([
  ["application/pdf", "application/pdf"],
  ["image/jpeg", "image/jpeg"],
  ["image/png", "image/png"],
  ["text/plain", "text/plain;charset=utf-8"],
]);

if (!globalThis.isSecureContext) say("bad", "insecure");
else maybe("open-files")?.addEventListener("click", () => void openThem(byId("open-files")));

/** @param {HTMLElement} button */
async function openThem(button) {
  if (button.getAttribute("aria-disabled")) return;
  sayNothing();
  button.setAttribute("aria-disabled", "true");
  try {
    const keys = await keysForMe(page);
    if (!keys) return say("bad", "member_keys_bad");
    const statement = await untilAnswered(() => get(urls.bid ?? ""), sayOffline);
    const files = await BidFiles.of(statement, page.bid, keys[page.bid], fetchObject);
    for (const file of await files.list()) addLine(files, file);
    button.hidden = true;
  } catch (error) {
    if (error instanceof Unreadable) addProblem(error);
    else if (!(error instanceof NoFile)) sayError(error);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/** @type {import("./lib/bid_files.js").FetchObject} */
async function fetchObject(sha256, _size, onBytes) {
  return untilAnswered(() => getBlob(`${urls.objects}${sha256}/`, onBytes), sayOffline);
}

/** @param {BidFiles} files @param {ManifestFile} file */
function addLine(files, file) {
  const line = fromTemplate("tpl-bid-file", { name: file.name });
  if (!line) return;
  fill(line, "detail", word("file_size", { size: megabytes(file.size) }));
  const type = SHOWN.get(file.media_type);
  /** @type {Promise<Blob> | undefined} */
  let opening;
  const opened = () => (opening ??= plaintext(files, file, line).catch((error) => { opening = undefined; throw error; }));
  const show = part(line, "show");
  if (show) show.hidden = !type;
  if (type) show?.addEventListener("click", () => void act(line, async () => showIn(line, await opened(), type)));
  part(line, "save")?.addEventListener("click", () => void act(line, async () => download(await opened(), file.name)));
  list().append(line);
}

/** @param {BidFiles} files @param {ManifestFile} file @param {HTMLElement} line */
async function plaintext(files, file, line) {
  const blob = await files.plaintext(file, (done, of) => fill(line, "detail", word("file_coming", { done: megabytes(done), of: megabytes(of) })));
  fill(line, "detail", word("file_good", { size: megabytes(file.size) }));
  return blob;
}

/** @param {HTMLElement} line @param {() => Promise<void>} work */
async function act(line, work) {
  if (line.getAttribute("aria-busy")) return;
  line.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    if (error instanceof Unreadable) problemIn(line, error);
    else sayError(error);
  } finally {
    line.removeAttribute("aria-busy");
  }
}

/** In a tab of its own; where the browser does not let a script open one any more, the link stays to be clicked. @param {HTMLElement} line @param {Blob} blob @param {string} type */
function showIn(line, blob, type) {
  const link = /** @type {HTMLAnchorElement} */ (part(line, "link"));
  if (link.hidden) link.href = URL.createObjectURL(blob.slice(0, blob.size, type));
  link.hidden = false;
  const show = part(line, "show");
  if (show) show.hidden = true;
  link.click();
}

/** The list itself cannot be read, and so no file of this bid. @param {Unreadable} problem */
function addProblem(problem) {
  const line = fromTemplate("tpl-bid-file", { name: word("file_list") });
  if (!line) return;
  for (const name of ["show", "save"]) part(line, name)?.remove();
  list().replaceChildren(line);
  problemIn(line, problem);
}

/** @param {HTMLElement} line @param {Unreadable} error */
function problemIn(line, { problem, index, cause }) {
  if (cause) console.warn(cause);
  fill(line, "detail", word(`file_problem_${problem}`));
  line.dataset.s = "failed";
  const note = part(line, "note");
  if (!note) return;
  note.hidden = false;
  note.onclick = () => void act(line, async () => {
    const body = encode({ index, problem });
    await untilAnswered(() => post(urls.notes ?? "", { csrf: page.csrf, body }), sayOffline);
    fill(line, "detail", `${word(`file_problem_${problem}`)} ${word("file_noted")}`);
    note.hidden = true;
  });
}

function list() {
  const found = byId("bid-files");
  found.hidden = false;
  return found;
}
