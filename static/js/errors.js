// Moves focus to the summary of what is wrong, and from its links into the fields.
const box = document.querySelector("[data-problem]");
if (box) {
  box.focus();
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const block = field.closest(".field") || field;
    block.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}
