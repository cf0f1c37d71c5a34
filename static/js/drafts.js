// Forms that are kept in passing say so. Where that fails, the words stay here and are sent again:
// on a press, with the next word typed, or when the browser is back online.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const failed = form.querySelector("[data-draft-failed]");
  const reason = failed.querySelector("[data-reason]");
  const usual = reason.textContent;
  const again = () => htmx.trigger(form, "again");
  let back;
  const on = (name, act) => form.addEventListener(`htmx:${name}`, (event) => {
    if (event.target === form) act(event.detail);
  });
  // What another window saved meanwhile is an alert of its own and stays to be read.
  const say = (text) => {
    const status = document.querySelector(form.getAttribute("hx-target"));
    if (status?.getAttribute("role") !== "status") return;
    status.classList.remove("saved");
    status.textContent = text;
  };
  on("beforeSend", () => say("Saving…"));
  on("afterRequest", ({ successful }) => {
    if (!successful) return;
    if (failed.contains(document.activeElement)) back?.focus({ preventScroll: true });
    failed.hidden = true;
  });
  for (const name of ["sendError", "responseError", "timeout"]) on(name, ({ xhr }) => {
    say("");
    reason.textContent = xhr.status === 401 ? xhr.responseText : usual;
    failed.hidden = false;
  });
  // The alert goes away under the button that was pressed: focus returns to where it came from.
  failed.addEventListener("focusin", (event) => { back = event.relatedTarget ?? back; });
  failed.querySelector("[data-again]").addEventListener("click", again);
  addEventListener("online", () => { if (!failed.hidden) again(); });
}
