// Counts words under a text area with data-words; never stops anyone from typing.
const count = (text) => (text.match(/\S+/g) || []).length;
const sentence = (words, limit) => {
  const over = words - limit;
  return over > 0 ? `${over} ${over === 1 ? "word" : "words"} too many` : `${words} of ${limit} words`;
};
const show = (area) => {
  const line = document.querySelector(`[data-count-for="${CSS.escape(area.id)}"]`);
  if (!line) return;
  const limit = Number(area.dataset.words);
  const words = count(area.value);
  line.textContent = sentence(words, limit);
  line.classList.toggle("is-over", words > limit);
  clearTimeout(area.told);
  area.told = setTimeout(() => line.setAttribute("aria-live", "polite"), 1000);
};
const showAll = (root) => root.querySelectorAll("textarea[data-words]").forEach(show);
document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-words]")) show(event.target);
});
document.addEventListener("htmx:load", (event) => showAll(event.target));
showAll(document);
