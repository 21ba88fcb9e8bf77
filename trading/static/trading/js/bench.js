// The score sheet of one bid saves itself; without this the button saves. Enter goes on, J and K change the bid.

const form = document.querySelector("form[data-sheet]");
const said = form?.querySelector("[data-part=saved]");
let waiting = 0;

if (form && said) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void save(), 600);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    const fields = [...form.querySelectorAll("input:not([type=hidden])")];
    fields[fields.indexOf(event.target) + 1]?.focus();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const name = { j: "next", k: "previous" }[event.key.toLowerCase()];
  if (name) document.querySelector(`a[data-go=${name}]`)?.click();
});

async function save() {
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    said.textContent = (await answer.json()).message;
    said.dataset.failed = String(!answer.ok);
  } catch {
    said.textContent = said.dataset.offline;
  }
}
