// What every page of the panel does by itself: clocks run, live parts renew, the keyboard leads.
(() => {
  "use strict";
  const RENEW_EVERY = 25_000;
  const facts = document.body.dataset;
  document.documentElement.classList.add("scripted");

  // After signing in anew the form stands at its own address again.
  if (facts.address) history.replaceState(null, "", facts.address);

  const menu = document.querySelector(".menu-button");
  menu?.addEventListener("click", () => {
    const open = document.getElementById("menu").classList.toggle("open");
    menu.setAttribute("aria-expanded", String(open));
  });

  // Clocks: the server says how many minutes, the browser only counts on.
  function startClocks(root) {
    for (const clock of root.querySelectorAll("[data-since]")) {
      clock.startedAt = performance.now() - Number(clock.dataset.since) * 60_000;
    }
  }
  function turnClocks() {
    for (const clock of document.querySelectorAll("[data-since]")) {
      const minutes = Math.floor((performance.now() - clock.startedAt) / 60_000);
      const text = facts.minutes.replace("{n}", minutes);
      if (clock.textContent !== text) clock.textContent = text;
    }
  }
  startClocks(document);
  setInterval(turnClocks, 10_000);

  // Live parts: fetched anew, changed only where they differ and nobody is working in them.
  async function renew() {
    const parts = document.querySelectorAll("[data-live][id]");
    if (!parts.length || document.hidden) return;
    let answer;
    try {
      answer = await fetch(location.href, { headers: { "X-Live": "1" }, redirect: "error" });
    } catch {
      return;
    }
    if (answer.status === 401) return signedOut();
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) {
      const now = fresh.getElementById(part.id);
      if (!now || isWorkedIn(part)) continue;
      const changed = part.dataset.was !== now.innerHTML;
      part.dataset.was = now.innerHTML;
      if (!changed) continue;
      startClocks(now);
      const clocks = [...now.querySelectorAll("[data-since]")].map((clock) => clock.startedAt);
      part.innerHTML = now.innerHTML;
      part.querySelectorAll("[data-since]").forEach((clock, n) => { clock.startedAt = clocks[n]; });
    }
    document.dispatchEvent(new CustomEvent("renewed"));
  }
  function isWorkedIn(part) {
    return part.contains(document.activeElement) || part.querySelector("details[open]") !== null;
  }
  function signedOut() {
    if (document.getElementById("signed-out")) return;
    const says = document.createElement("p");
    says.id = "signed-out";
    says.className = "says late";
    says.setAttribute("role", "alert");
    says.textContent = "! " + facts.signedOut;
    document.getElementById("main").prepend(says);
  }
  for (const part of document.querySelectorAll("[data-live][id]")) part.dataset.was = part.innerHTML;
  setInterval(renew, RENEW_EVERY);
  window.panel = { renew };

  // "/" searches, "N" makes a new one; both keys in either alphabet.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/" || event.code === "Slash") {
      const search = document.querySelector("[data-search]");
      event.preventDefault();
      if (search) search.focus();
      else if (document.querySelector('#menu a[href="/people"]')) location.assign("/people");
    } else if (event.code === "KeyN") {
      document.querySelector("[data-new]")?.click();
    }
  });

  // One press is one act, however often an impatient hand presses.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5_000);
  });
  // What a survey keeps on this device until it is sent is its writer's alone, and goes with the signing out.
  function forgetSurveys(allBut) {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("survey:") && !(allBut && key.startsWith(allBut))) localStorage.removeItem(key);
      }
    } catch {
      // where nothing can be kept, nothing is left over
    }
  }
  if (facts.staff) forgetSurveys(`survey:${facts.staff}:`);
  document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", () => forgetSurveys());

  // The first field that was refused takes the focus.
  document.querySelector("[aria-invalid]")?.focus();
})();
