// Lets a file be dropped on the area around its input.
const areaOf = (event) => event.target instanceof Element && event.target.closest("[data-drop]");
const reveal = (root) => root.querySelectorAll("[data-drop] .drop-hint").forEach((hint) => { hint.hidden = false; });
document.addEventListener("dragover", (event) => {
  const area = areaOf(event);
  if (!area) return;
  event.preventDefault();
  area.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => areaOf(event)?.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  const area = areaOf(event);
  if (!area) return;
  event.preventDefault();
  area.classList.remove("is-over");
  const input = area.querySelector("input[type=file]");
  const files = new DataTransfer();
  [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1).forEach((file) => files.items.add(file));
  if (!files.files.length) return;
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("htmx:load", (event) => reveal(event.target));
reveal(document);
