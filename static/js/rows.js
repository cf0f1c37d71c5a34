// Adds and removes table rows at once; without this file the same buttons ask the server.
const totalOf = (box) => box.querySelector(`[name="${box.dataset.rows}-TOTAL_FORMS"]`);
const say = (box, text) => { box.querySelector("[role=status]").textContent = text; };
const number = (row, prefix, index) => {
  const pattern = new RegExp(`(${prefix}[-:])(\\d+|__prefix__)`, "g");
  row.querySelectorAll("*").forEach((element) => {
    for (const name of ["name", "id", "for", "value", "aria-describedby"]) {
      const now = element.getAttribute(name);
      if (now && (name !== "value" || element.name === "_remove_row")) {
        element.setAttribute(name, now.replace(pattern, `$1${index}`));
      }
    }
  });
};
const add = (box) => {
  const body = box.querySelector("tbody");
  const row = box.querySelector("template").content.querySelector("[data-row]").cloneNode(true);
  number(row, box.dataset.rows, body.querySelectorAll("[data-row]").length);
  body.append(row);
  row.querySelector("input, select, textarea").focus();
  say(box, "Row added");
};
const remove = (box, row) => {
  const next = row.nextElementSibling || row.previousElementSibling;
  row.remove();
  (next?.querySelector("button") || box.querySelector("[name=_add_row]")).focus();
  say(box, "Row removed");
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-rows] [name=_add_row], [data-rows] [name=_remove_row]");
  if (!button) return;
  const box = button.closest("[data-rows]");
  const kept = box.querySelector("[data-row] [name$='-id'][value]:not([value=''])");
  if (kept || !totalOf(box)) return; // Rows that the server stores one by one are its business.
  event.preventDefault();
  if (button.name === "_add_row") add(box);
  else remove(box, button.closest("[data-row]"));
  const rows = box.querySelectorAll("tbody [data-row]");
  rows.forEach((row, index) => number(row, box.dataset.rows, index));
  totalOf(box).value = rows.length;
  box.dispatchEvent(new Event("change", { bubbles: true }));
});
