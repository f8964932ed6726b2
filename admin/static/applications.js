// On a new application only the papers of the chosen service are shown; without this, those of every service stand there.
(() => {
  "use strict";
  const service = document.getElementById("programme_id");
  const lists = document.querySelectorAll("[data-papers-of]");
  function show() {
    for (const one of lists) one.hidden = one.dataset.papersOf !== service.value;
  }
  service.addEventListener("change", show);
  show();
})();
