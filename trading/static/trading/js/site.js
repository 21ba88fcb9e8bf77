// Reading preferences, the platform clock, countdowns and copying. Pages work without this file.
// Countdowns in trade time (data-trade-until) belong to the scripts of the hall and of the bid pages.
const root = document.documentElement;
const chinese = !root.lang.startsWith("en");
const choices = { type: "large", theme: "dark" };
const systemDark = matchMedia("(prefers-color-scheme: dark)");

function keep(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // A private window keeps nothing.
  }
}

function isOn(key) {
  if (key === "theme" && !root.dataset.theme) return systemDark.matches;
  return root.dataset[key] === choices[key];
}

for (const button of document.querySelectorAll("[data-toggle]")) {
  const key = button.dataset.toggle;
  const show = () => button.setAttribute("aria-pressed", String(isOn(key)));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    root.dataset[key] = isOn(key) ? (key === "theme" ? "light" : "") : choices[key];
    keep(key, root.dataset[key]);
    show();
  });
}

// The page says what time the platform had when it was written; the client only adds what has passed since.
// A page that was kept for all visitors asks how late it is by now.
const clock = document.querySelector("[data-clock]");
if (clock) {
  const written = Date.parse(clock.dateTime);
  let begin = written - performance.now();
  const hms = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "Asia/Shanghai" });
  const tick = () => {
    const now = begin + performance.now();
    clock.textContent = hms.format(now);
    for (const output of document.querySelectorAll("[data-until]")) count(output, now, written);
  };
  tick();
  setInterval(tick, 250);
  if (clock.dataset.ask) void ask(clock.dataset.ask).then((started) => (begin = started || begin));
}

// What time the platform had when this page began, or nothing.
async function ask(url) {
  try {
    const sent = performance.now();
    const answer = await fetch(url, { cache: "no-store" });
    return answer.ok && Date.parse(await answer.text()) - (sent + performance.now()) / 2;
  } catch {
    return 0; // offline: the clock goes on from what the page says
  }
}

// A trade in training may run faster: it says its own time at writing and its speed.
function count(output, now, written) {
  const { until, now: start, speed } = output.dataset;
  const there = start ? Date.parse(start) + (now - written) * Number(speed || 1) : now;
  const left = Date.parse(until) - there;
  output.textContent = remaining(left);
  output.closest(".countdown")?.toggleAttribute("data-soon", left < 300_000);
}

function remaining(ms) {
  const s = Math.max(0, Math.ceil(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const [d, h, m] = [Math.floor(s / 86400), Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60];
  const unit = chinese ? " 天 " : d === 1 ? " day " : " days ";
  if (d) return `${d}${unit}${two(h)}:${two(m)}:${two(s % 60)}`;
  return h ? `${two(h)}:${two(m)}:${two(s % 60)}` : `${two(m)}:${two(s % 60)}`;
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.lastElementChild.textContent = chinese ? "已复制" : "Copied";
  });
}

document.querySelector(".errors[role=alert]:not([hidden])")?.focus();

// A file dropped on the zone is chosen in its input; the page's own script hears `change` as usual.
for (const zone of document.querySelectorAll("[data-drop]")) {
  for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.toggleAttribute("data-over", type === "dragenter" || type === "dragover");
      const input = type === "drop" && zone.querySelector("input[type=file]");
      if (!input || !event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog")?.close());
}
