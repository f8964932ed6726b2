// The survey's form on a tablet: what is typed is kept here until the office has it, and then taken away from here.
(() => {
  "use strict";
  const form = document.getElementById("survey-form");
  const state = document.getElementById("survey-state");
  if (!form || !state) return;
  const SEND_AFTER = 1_500;
  const TRY_AGAIN_AFTER = 10_000;
  const key = `survey:${document.body.dataset.staff}:${form.dataset.survey}`;
  let typedAt = 0; // 0: the office has everything
  let sending = null;
  let timer;

  function say(what) {
    state.hidden = false;
    state.className = what === "office" || what === "here" ? "says ok" : "says late";
    if (state.textContent !== state.dataset[what]) state.textContent = state.dataset[what];
  }
  function answers() {
    return Object.fromEntries([...new FormData(form)].filter(([name]) => name.startsWith("answer_")));
  }
  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify({ typedAt, answers: answers() }));
      return true;
    } catch {
      return false;
    }
  }
  function forget() {
    typedAt = 0;
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }
  function fill(found) {
    for (const [name, text] of Object.entries(found)) {
      const asked = form.elements[name];
      if (asked && asked.value !== text && asked !== document.activeElement) asked.value = text;
    }
  }
  function body(found, at) {
    const ago = Math.max(0, Math.floor((Date.now() - at) / 1000));
    return new URLSearchParams({ ...found, typed_ago: String(ago) });
  }

  // Resolves to whether the office has everything; one at a time, so that drafts arrive in order.
  function send() {
    sending ??= sendNow().finally(() => { sending = null; });
    return sending;
  }
  async function sendNow() {
    while (typedAt) {
      const at = typedAt;
      let answer;
      try {
        answer = await fetch(form.dataset.draft, {
          method: "POST", body: body(answers(), at), headers: { Accept: "application/json" }, redirect: "error",
        });
      } catch {
        say("unsent");
        return false;
      }
      if (!answer.ok) {
        say(answer.status === 401 ? "out" : answer.status >= 500 ? "unsent" : "refused");
        return false;
      }
      const saved = await answer.json();
      form.elements.version.value = saved.version;
      if (typedAt === at) {
        // Another device may have written later than this one: then its words stand here too.
        fill(Object.fromEntries(Object.entries(saved.answers).map(([name, text]) => [`answer_${name}`, text])));
        forget();
        say("office");
      }
    }
    return true;
  }

  form.addEventListener("input", () => {
    typedAt = Date.now();
    say(keep() ? "here" : "lost");
    clearTimeout(timer);
    timer = setTimeout(send, SEND_AFTER);
  });
  setInterval(() => { if (typedAt) send(); }, TRY_AGAIN_AFTER);
  addEventListener("online", () => { if (typedAt) send(); });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const forNow = event.submitter?.hasAttribute("formaction");
    if (forNow) {
      typedAt ||= Date.now();
      keep();
    }
    // What the office refuses is shown by the page itself, with the reason beside the field.
    const saved = await send();
    if (forNow || (!saved && state.textContent !== state.dataset.refused)) return;
    forget();
    form.submit();
  });

  // A copy from before: the tablet was closed, or the sign-in had expired, before the office had it.
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { /* not ours */ }
  if (kept?.typedAt && kept.answers) {
    fill(kept.answers);
    typedAt = kept.typedAt;
    send();
  }
})();
