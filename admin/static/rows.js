// Lists of people: arrows go from row to row, Enter opens; from the search field the arrow leads into the list.
(() => {
  "use strict";
  const rows = [...document.querySelectorAll("[data-rows] tbody th a")];
  document.addEventListener("keydown", (event) => {
    if (!rows.length || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const at = rows.indexOf(document.activeElement);
    const free = at >= 0 || document.activeElement === document.body || document.activeElement.matches("[data-search]");
    if (!free) return;
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    event.preventDefault();
    if (next < 0) document.querySelector("[data-search]")?.focus();
    else rows[Math.min(next, rows.length - 1)].focus();
  });
})();
