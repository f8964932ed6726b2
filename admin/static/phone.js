// Order by phone: arrows go from day to day (space ticks and Enter saves by the browser itself).
(() => {
  "use strict";
  const days = [...document.querySelectorAll(".phone-order input[type=checkbox]")];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const at = days.indexOf(document.activeElement);
    if (!days.length || (at < 0 && document.activeElement !== document.body)) return;
    event.preventDefault();
    days[Math.max(0, Math.min(days.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  });
})();
