// Documents of a draft, sent in pieces: a large file in one form body would be refused, and a lost line would lose it all.

const PIECE = 4 * 1024 * 1024;
const PATIENCE = 60; // tries in a row that get no answer, 2 seconds apart

const form = document.querySelector("form[data-pieces]");
const input = form?.querySelector("input[type=file]");
const button = form?.querySelector("button[name=upload]");
const bar = form?.querySelector("[data-part=progress]");
const said = form?.querySelector("[data-part=said]");

if (form && input && button) {
  button.addEventListener("click", (event) => {
    if (!input.files.length) return; // the server says what is missing
    event.preventDefault();
    void sendAll([...input.files]);
  });
  input.multiple = true;
}

async function sendAll(files) {
  button.disabled = true;
  bar.hidden = said.hidden = false;
  try {
    for (const file of files) await send(file);
    location.reload();
  } catch (error) {
    said.textContent = error.message;
    bar.hidden = true;
    button.disabled = false;
  }
}

async function send(file) {
  const url = form.dataset.pieces.replace(/[0-9a-f-]{36}\/$/, `${newId()}/`);
  bar.max = Math.max(file.size, 1);
  let offset = 0;
  for (;;) {
    said.textContent = file.name;
    bar.value = offset;
    const answer = await patch(url, file, offset);
    if (answer.status === 201) return;
    if (answer.status === 204 || answer.status === 409) offset = Number(answer.headers.get("Upload-Offset"));
    else throw new Error((await answer.json().catch(() => ({}))).message ?? `HTTP ${answer.status}`);
  }
}

async function patch(url, file, offset) {
  const headers = {
    "Content-Type": "application/offset+octet-stream",
    "Upload-Length": String(file.size),
    "Upload-Name": encodeURIComponent(file.name),
    "Upload-Offset": String(offset),
    "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
  };
  const body = file.slice(offset, offset + PIECE);
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(url, { method: "PATCH", headers, body });
    } catch (error) {
      if (tries === PATIENCE) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

// A random UUID; crypto.randomUUID is missing where the page has no https.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
