// On scoring pages: a mark starts the reason with its words, a button quotes a proof, marks are kept.
const reasonOf = (at) => at.closest("[data-sheet]")?.querySelector("textarea[name=reason]");
const write = (area, text) => {
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
let begun = "";
document.addEventListener("change", (event) => {
  const mark = event.target;
  const area = mark.dataset?.anchor === undefined ? null : reasonOf(mark);
  if (!area || (area.value.trim() && area.value !== begun)) return;
  begun = `${mark.dataset.anchor}. `;
  write(area, begun);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-quote]");
  const area = button && reasonOf(button);
  if (!area) return;
  write(area, `${area.value.trimEnd()} ${button.dataset.quote} `.trimStart());
  area.focus();
});
for (const button of document.querySelectorAll("[data-quote]")) button.hidden = false;
// Keeping the marks saves nothing else: the question about what is unsaved stays.
const unsaved = (one) => !one.closest("[data-marks]") && one.defaultValue !== undefined &&
  (one.matches("[type=radio], [type=checkbox]") ? one.checked !== one.defaultChecked : one.value !== one.defaultValue);
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.matches?.("[data-marks]") ? event.target.closest("form") : null;
  if (form && [...form.elements].some(unsaved)) form.dispatchEvent(new Event("input", { bubbles: true }));
});
