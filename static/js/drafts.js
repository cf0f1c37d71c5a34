// Forms that are kept in passing say so. Where that fails, the words stay here and are sent again:
// on a press, with the next word typed, or when the browser is back online.
// Only the parts of a form that changed are sent: data-unsaved marks them, and is "sent" on the way.
const OWN_BUSINESS = /:_(file|rows|page|again|paste|zone)$/; // Sent by a button of their own.
const token = () => document.cookie.match(/(?:^|; )(?:__Host-csrf|csrftoken)=([^;]+)/)?.[1];
// Signing in again, in any window, changes the token of all of them.
addEventListener("submit", ({ target }) => {
  const field = target.elements?.namedItem("csrfmiddlewaretoken");
  if (field?.value) field.value = token() ?? field.value;
}, true);
for (const form of document.querySelectorAll("form[data-draft]")) {
  const failed = form.querySelector("[data-draft-failed]");
  const reason = failed.querySelector("[data-reason]");
  const usual = reason.textContent;
  const again = () => htmx.trigger(form, "again");
  let back;
  const on = (name, act) => form.addEventListener(`htmx:${name}`, (event) => {
    if (event.target === form) act(event.detail);
  });
  const parts = [...form.querySelectorAll("[data-part]")];
  const all = parts.length ? parts : [form];
  const marked = (state) => all.filter((part) => part.dataset.unsaved === state);
  for (const name of ["input", "change"]) form.addEventListener(name, ({ target, type }) => {
    // A field told by its input already; a table whose rows moved has only this.
    if (OWN_BUSINESS.test(target.name) || (type === "change" && target.name)) return;
    // What stands outside of every part is said of all of them.
    const part = target.closest("[data-part]");
    for (const one of part ? [part] : all) one.dataset.unsaved = "";
  });
  form.addEventListener("htmx:configRequest", (event) => {
    if (event.target !== form) return;
    const fields = event.detail.formData;
    if (token()) fields.set("csrfmiddlewaretoken", token());
    if (!parts.length) return;
    for (const part of parts) {
      const same = part.dataset.unsaved === undefined;
      for (const { name } of part.querySelectorAll("[name]")) {
        if (same || OWN_BUSINESS.test(name)) fields.delete(name);
      }
    }
    if (!marked("").length) event.preventDefault();
  });
  // What another window saved meanwhile is an alert of its own and stays to be read.
  const say = (text) => {
    const status = document.querySelector(form.getAttribute("hx-target"));
    if (status?.getAttribute("role") !== "status") return;
    status.classList.remove("saved", "not-saved");
    status.textContent = text;
  };
  on("beforeSend", () => {
    for (const part of marked("")) part.dataset.unsaved = "sent";
    say("Saving…");
  });
  on("afterRequest", ({ successful, xhr }) => {
    const refused = xhr.getResponseHeader("X-Conflict")?.split(" ");
    for (const part of marked("sent")) {
      const kept = xhr.status === 200 || (successful && refused && !refused.includes(part.dataset.part));
      if (!kept) {
        part.dataset.unsaved = "";
        continue;
      }
      delete part.dataset.unsaved;
      part.dispatchEvent(new Event("draft:saved", { bubbles: true }));
    }
    if (!successful) return;
    if (failed.contains(document.activeElement)) back?.focus({ preventScroll: true });
    failed.hidden = true;
  });
  for (const name of ["sendError", "responseError", "timeout"]) on(name, ({ xhr }) => {
    say("");
    const said = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    reason.textContent = said ? `${xhr.responseText} ${usual}` : usual;
    failed.hidden = false;
  });
  // The alert goes away under the button that was pressed: focus returns to where it came from.
  failed.addEventListener("focusin", (event) => { back = event.relatedTarget ?? back; });
  failed.querySelector("[data-again]").addEventListener("click", again);
  addEventListener("online", () => { if (!failed.hidden) again(); });
}
