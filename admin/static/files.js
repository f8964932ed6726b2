// Sending a document: how far it is, in words; nothing is lost when it does not arrive. Without this the form still works.
(() => {
  "use strict";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-upload]")) return;
    const file = form.elements.file.files[0];
    if (!file) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (file.size > Number(form.dataset.most)) say(form, "✗ " + form.dataset.tooLarge);
    else send(form);
  }, true);

  function say(form, text) {
    form.querySelector("[role=status]").textContent = text;
  }

  function send(form) {
    const request = new XMLHttpRequest();
    const button = form.querySelector("button");
    button.disabled = true;
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const sent = Math.floor((event.loaded / event.total) * 100);
      say(form, sent < 100 ? form.dataset.sending.replace("{n}", sent) : form.dataset.checking);
    });
    request.addEventListener("load", () => {
      button.disabled = false;
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      if (answer.querySelector("form[data-upload]")) show(answer);
      else say(form, "✗ " + form.dataset.failed);
    });
    request.addEventListener("error", () => {
      button.disabled = false;
      say(form, "✗ " + form.dataset.failed);
    });
    request.open("POST", form.action);
    request.send(new FormData(form));
  }

  // The server answers with the whole page: what it says, the new list, or what is wrong beside the field.
  function show(answer) {
    document.getElementById("main").replaceWith(document.adoptNode(answer.getElementById("main")));
    const focus = document.querySelector("#main [aria-invalid]") || document.getElementById("main");
    focus.focus();
  }
})();
