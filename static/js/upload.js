// Sends files ahead of their form and shows how far they are; the form follows without them.
// So words that are typed meanwhile go along, and an interrupted upload costs neither file nor words.
const MB = 1 << 20;
const inMB = (bytes) => (bytes / MB).toFixed(bytes < 10 * MB ? 1 : 0);
const filled = (form) => [...form.querySelectorAll("input[type=file]")].filter((input) => input.files.length);
let sending = null;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-upload]") || !filled(form).length) return;
  event.preventDefault();
  if (!sending) send(form, event.submitter);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-upload-stop], [data-upload-again]");
  if (!button) return;
  if (button.matches("[data-upload-stop]")) sending?.abort();
  else button.form.requestSubmit(button.form.uploadWanted);
});
addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

function send(form, submitter) {
  const inputs = filled(form);
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  inputs.forEach((input) => {
    body.append(input.name, input.files[0]);
    const page = form.elements[input.name.replace(/_file$/, "_page")];
    if (page) body.append(page.name, page.value);
  });
  const box = form.querySelector("[data-upload-box]");
  const part = (name) => box.querySelector(`[data-upload-${name}]`);
  inputs[0].closest(".field").after(box);
  const request = new XMLHttpRequest();
  const show = (state) => {
    box.classList.toggle("is-warning", state === "broken");
    part("broken").hidden = state !== "broken";
    part("going").hidden = state !== "going";
    box.hidden = state === "done";
  };
  let said = -1;
  const progress = (loaded, total) => {
    const words = box.dataset.words.replace("{sent}", inMB(loaded)).replace("{total}", inMB(total));
    part("bar").max = total;
    part("bar").value = loaded;
    part("figure").textContent = words;
    const quarter = Math.floor((4 * loaded) / total);
    // Read out at each quarter only, or a screen reader would say nothing else.
    if (quarter !== said) part("said").textContent = words;
    said = quarter;
  };
  const stop = () => {
    sending = null;
    part("reached").textContent = part("figure").textContent;
    show("broken");
    part("again").focus();
  };
  request.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded, event.total); };
  request.onerror = request.onabort = request.ontimeout = stop;
  request.onload = () => {
    if (!request.response?.errors) return stop();
    sending = null;
    show("done");
    const refused = request.response.errors;
    inputs.forEach((input) => {
      complain(input, refused[input.name] || "");
      if (!refused[input.name]) input.value = "";
    });
    const first = inputs.find((input) => refused[input.name]);
    if (first) first.focus();
    else form.requestSubmit(submitter);
  };
  form.uploadWanted = submitter;
  sending = request;
  show("going");
  progress(0, inputs.reduce((sum, input) => sum + input.files[0].size, 0));
  request.open("POST", form.action || location.href);
  request.setRequestHeader("X-Upload", "1");
  request.responseType = "json";
  request.send(body);
}

function complain(input, sentence) {
  const id = `${input.id}_error`;
  const field = input.closest(".field");
  document.getElementById(id)?.remove();
  field.classList.toggle("has-error", Boolean(sentence));
  if (!sentence) return;
  const line = Object.assign(document.createElement("p"), { id, className: "error-text", textContent: sentence });
  field.querySelector(".drop").before(line);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") || ""} ${id}`.trim());
}
