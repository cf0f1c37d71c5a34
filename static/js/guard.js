// Asks before a page with unsaved changes is left; a save by htmx or a submit clears the question.
const changed = new Set();
const formOf = (event) => event.target.closest?.("form[data-guard]");
document.addEventListener("input", (event) => {
  const form = formOf(event);
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => changed.delete(event.target));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = formOf(event);
  if (!form || form.matches("[data-unsaved]") || form.querySelector("[data-unsaved]")) return;
  if (event.detail.successful && event.detail.xhr.status < 400) changed.delete(form);
});
addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
