// Single keys: 0 to 4 inside a score group; data-key="n" on a link or button presses it; ? lists them.
const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]");
const off = () => document.body.dataset.keys === "off";
const help = () => {
  const keys = [...document.querySelectorAll("[data-key]")];
  const box = document.createElement("dialog");
  box.setAttribute("aria-label", "Keyboard shortcuts");
  const list = document.createElement("dl");
  list.className = "facts";
  const line = (key, label) => {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    list.append(term, Object.assign(document.createElement("dd"), { textContent: label }));
  };
  if (document.querySelector("[data-score]")) line("0 – 4", "Give the score, while the score is in focus");
  if (document.querySelector("[data-grid]")) line("← ↑ → ↓", "Move between cells");
  keys.forEach((element) => line(element.dataset.key.toUpperCase(), element.dataset.keyLabel || element.textContent.trim()));
  line("?", "Show this list");
  const close = Object.assign(document.createElement("button"), { className: "btn btn-second", textContent: "Close" });
  close.addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  const title = Object.assign(document.createElement("h2"), { textContent: "Keyboard shortcuts" });
  const row = Object.assign(document.createElement("p"), { className: "actions" });
  row.append(close);
  const stack = Object.assign(document.createElement("div"), { className: "stack" });
  stack.append(title, list, row);
  box.append(stack);
  document.body.append(box);
  box.showModal();
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const group = event.target.closest("[data-score]");
  if (group && /^[0-4]$/.test(event.key)) {
    const radio = group.querySelector(`input[value="${event.key}"]`);
    radio?.focus();
    radio?.click();
    return;
  }
  if (off() || document.querySelector("dialog[open]")) return;
  if (event.key === "?") help();
  else document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
