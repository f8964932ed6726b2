// Talking to the simulator; what it refuses is shown in words.
export async function ask(path) {
  return read(await fetch(path));
}

export async function tell(path, body = {}) {
  return read(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

async function read(answer) {
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body;
}

export function toast(text) {
  const line = document.createElement("p");
  line.textContent = text;
  document.getElementById("toasts").append(line);
  setTimeout(() => line.remove(), 6000);
}

// Runs an act of the user; a refusal becomes a toast instead of a silent failure.
export async function attempt(act) {
  try {
    return await act();
  } catch (wrong) {
    toast(`⚠️ ${wrong.message}`);
    return null;
  }
}

// Opens a dialogue; gives its fields when it was confirmed, null when it was left.
export function askIn(dialog, values = {}) {
  const form = dialog.querySelector("form");
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      done(dialog.returnValue ? Object.fromEntries(new FormData(form)) : null);
    }, { once: true });
  });
}

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
