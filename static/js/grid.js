// Arrow keys, Home and End move between the links of a table with data-grid; Tab works as ever.
const stops = (row) => [...row.querySelectorAll("a[href], button")];
const target = (table, link, key) => {
  const rows = [...table.rows].filter((row) => stops(row).length);
  const row = rows.indexOf(link.closest("tr"));
  const cell = link.closest("td, th");
  const inRow = stops(rows[row]);
  const at = inRow.indexOf(link);
  const vertical = (step) => {
    for (let next = row + step; rows[next]; next += step) {
      const found = rows[next].cells[cell.cellIndex]?.querySelector("a[href], button");
      if (found) return found;
    }
    return null;
  };
  return {
    ArrowLeft: () => inRow[at - 1], ArrowRight: () => inRow[at + 1],
    ArrowUp: () => vertical(-1), ArrowDown: () => vertical(1),
    Home: () => inRow[0], End: () => inRow.at(-1),
  }[key]?.();
};
document.addEventListener("keydown", (event) => {
  const table = event.target.closest?.("[data-grid]");
  if (!table || event.ctrlKey || event.altKey || event.metaKey) return;
  const next = target(table, event.target, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
});
