// What is typed and not saved yet is kept in this browser too, per person and page, until the server has it.
// It is put back when the page is opened again, and goes on signing out, after 30 days, and with another person.
const DAY = 24 * 3600 * 1000;
const OWN_BUSINESS = /:_(file|rows|page|again|paste|zone)$/;
const { person } = document.body.dataset;
const store = (() => {
  try {
    return window.localStorage;
  } catch {
    return null; // Forbidden in this browser.
  }
})();
const keys = () => Object.keys(store ?? {}).filter((key) => key.startsWith("typed:"));
const place = (path) => `typed:${person}:${path}`;
const here = place(location.pathname);
const read = (key) => {
  const nothing = { at: 0, parts: {}, lost: [] };
  try {
    return { ...nothing, ...JSON.parse(store.getItem(key)) };
  } catch {
    return nothing;
  }
};
const write = (key, copy) => {
  try {
    if (Object.keys(copy.parts).length || copy.lost.length) store.setItem(key, JSON.stringify(copy));
    else store.removeItem(key);
  } catch {
    // Full: the words are still on the page.
  }
};
const TICKED = "[type=radio], [type=checkbox]";
const controls = (part) => [...part.querySelectorAll("[name]")].filter(
  (one) => !one.matches("button, [type=file], [type=submit]") && !OWN_BUSINESS.test(one.name));
const label = (one) => one.matches(`select, [type=hidden], ${TICKED}`) ? ""
  : (one.labels?.[0]?.textContent ?? one.ariaLabel ?? "").replace(/\s+/g, " ").trim();
const fields = (part) => controls(part)
  .filter((one) => !one.matches(TICKED) || one.checked)
  .map((one) => [one.name, one.value, label(one)]);
const texts = (copy) => [...copy.lost, ...Object.values(copy.parts).flat()]
  .filter(([, value, label]) => value && label);

// As many rows as were typed, where a script can add and remove them.
const fitRows = (part, kept) => {
  for (const box of part.querySelectorAll("[data-rows]")) {
    const start = `${box.dataset.rows}:`;
    const numbers = kept.map(([name]) => name.startsWith(start) ? parseInt(name.slice(start.length), 10) : -1);
    const rows = () => box.querySelectorAll("tbody [data-row]");
    const wanted = Math.max(...numbers.filter(Number.isInteger)) + 1;
    const press = (root, name) => root.querySelector(`[name=${name}]`).click();
    for (let n = rows().length; n < wanted; n += 1) press(box, "_add_row");
    for (let n = rows().length; n > wanted && n > 1; n -= 1) press([...rows()].at(-1), "_remove_row");
  }
};
// What found no place is returned.
const putBack = (part, kept) => {
  fitRows(part, kept);
  const found = controls(part);
  for (const one of found) {
    const values = kept.filter(([name]) => name === one.name).map(([, value]) => value);
    if (one.matches(TICKED)) one.checked = values.includes(one.value);
    else if (values.length) one.value = values[0];
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const names = new Set(found.map((one) => one.name));
  return kept.filter(([name, value, label]) => !names.has(name) && value && label);
};
const show = (box, found) => {
  const list = box.querySelector("[data-kept-texts]");
  found.forEach(([, value, label], index) => {
    const id = `kept-${index}`;
    const field = Object.assign(document.createElement("div"), { className: "field" });
    const area = Object.assign(document.createElement("textarea"), { id, value, readOnly: true, rows: 4 });
    field.append(Object.assign(document.createElement("label"), { htmlFor: id, textContent: label }), area);
    list.append(field);
  });
  box.querySelector("[data-kept-remove]").addEventListener("click", () => {
    const copy = read(here);
    write(here, { ...copy, lost: [], parts: document.querySelector("[data-part]") ? copy.parts : {} });
    box.remove();
    document.getElementById("main").focus();
  });
  box.hidden = false;
};

const work = () => {
  const form = document.querySelector("[data-part]")?.closest("form[data-draft]");
  const lost = document.querySelector("[data-kept-lost]");
  const copy = read(here);
  if (form) {
    const mine = {};
    const keep = (part) => {
      const copy = read(here);
      copy.parts[part.dataset.part] = fields(part);
      mine[part.dataset.part] = JSON.stringify(copy.parts[part.dataset.part]);
      write(here, { ...copy, at: Date.now() });
    };
    for (const name of ["input", "change"]) form.addEventListener(name, ({ target }) => {
      const part = target.closest("[data-part]");
      if (part?.dataset.unsaved === "") keep(part);
    });
    // Typed while a save was on its way: the words go on from the version that it made.
    document.addEventListener("htmx:afterSettle", () => form.querySelectorAll("[data-unsaved]").forEach(keep));
    form.addEventListener("draft:saved", ({ target: { dataset } }) => {
      const copy = read(here);
      if (JSON.stringify(copy.parts[dataset.part]) === mine[dataset.part]) delete copy.parts[dataset.part];
      write(here, copy);
    });
    form.querySelectorAll("[data-unsaved]").forEach(keep); // What the server gave back unsaved.
    const focus = document.activeElement;
    for (const [key, kept] of Object.entries(copy.parts)) {
      const part = form.querySelector(`[data-part="${CSS.escape(key)}"]`);
      copy.lost.push(...(part ? putBack(part, kept) : kept));
      if (part) document.querySelector("[data-kept-back]").hidden = false;
    }
    if (document.activeElement !== focus) document.activeElement.blur();
    const { parts } = read(here);
    for (const key of Object.keys(parts)) if (!(key in mine)) delete parts[key];
    write(here, { at: copy.at, parts, lost: copy.lost });
    copy.parts = {};
  }
  if (lost && texts(copy).length) show(lost, texts(copy));
};

if (store) {
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-sign-out]")) keys().forEach((key) => store.removeItem(key));
  });
  for (const key of keys()) {
    if ((person && !key.startsWith(place(""))) || Date.now() - read(key).at > 30 * DAY) store.removeItem(key);
  }
  // A form that was sent whole says by a cookie that the server has it.
  const saved = document.cookie.match(/(?:^|; )saved=([^;]+)/)?.[1];
  if (saved && person) {
    const key = place(decodeURIComponent(saved));
    write(key, { ...read(key), parts: {} });
    document.cookie = "saved=; max-age=0; path=/";
  }
  // After htmx, which sends what is put back.
  if (person) document.addEventListener("DOMContentLoaded", work);
}
