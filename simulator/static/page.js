// The page: which phones are on it, the live stream of events, and the tools above the phones.
import { ask, askIn, attempt, make, tell, toast } from "./api.js";
import { Phone } from "./phone.js";

const MOST_PHONES = 8;
const element = (id) => document.getElementById(id);
const phones = new Map();
const others = new Map();
let description = "";
let chosen = null;
let turn = Promise.resolve();

// Events and reloads go one after another: what happens while a phone loads is shown after that.
function inTurn(act) {
  const done = turn.then(() => attempt(act));
  turn = done;
  return done;
}

async function loadAll() {
  const state = await ask("/sim/state");
  description = state.bot.description;
  showDown(state.down);
  const open = [...phones.keys()];
  phones.clear();
  others.clear();
  element("phones").replaceChildren();
  const first = state.phones.filter((card) => open.includes(card.chat_id));
  const rest = state.phones.filter((card) => !open.includes(card.chat_id));
  for (const card of [...first, ...rest]) keep(card);
  await Promise.all([...phones.values()].map((phone) => phone.load()));
  drawChoices();
}

function keep(card) {
  if (phones.size >= MOST_PHONES) {
    others.set(card.chat_id, card);
    return null;
  }
  const phone = new Phone(card, description);
  phones.set(card.chat_id, phone);
  element("phones").append(phone.root);
  return phone;
}

function drawChoices() {
  element("empty").hidden = phones.size > 0;
  if (!phones.has(chosen)) chosen = phones.keys().next().value ?? null;
  const buttons = [...phones.values()].map((phone) => {
    const button = make("button", { type: "button" }, phone.card.name);
    button.addEventListener("click", () => choose(phone.id, true));
    return make("li", { className: "plain" }, button);
  });
  if (others.size > 0) buttons.push(make("li", {}, drawOthers()));
  element("choices").replaceChildren(...buttons);
  choose(chosen, false);
}

function drawOthers() {
  const first = make("option", { value: "" }, `Още телефони: ${others.size}`);
  const rest = [...others.values()].slice(0, 200).map((card) => make("option", { value: card.chat_id }, card.name));
  const select = make("select", {}, first, ...rest);
  select.setAttribute("aria-label", "Още телефони");
  select.addEventListener("change", () => inTurn(() => bringForward(Number(select.value))));
  return select;
}

// A phone from the list takes the place of the last one on the page.
async function bringForward(id) {
  const card = others.get(id);
  if (!card) return;
  others.delete(id);
  const last = [...phones.values()].at(-1);
  phones.delete(last.id);
  last.root.remove();
  others.set(last.id, last.card);
  const phone = keep(card);
  await phone.load();
  chosen = id;
  drawChoices();
}

function choose(id, focus) {
  chosen = id;
  const buttons = element("choices").querySelectorAll("button");
  [...phones.values()].forEach((phone, index) => {
    phone.root.classList.toggle("chosen", phone.id === id);
    buttons[index].setAttribute("aria-pressed", String(phone.id === id));
    if (phone.id !== id) return;
    buttons[index].textContent = phone.card.name;
    phone.log.scrollTop = phone.log.scrollHeight;
    if (focus) phone.root.querySelector(".text").focus();
  });
}

function showDown(down) {
  element("down").checked = down;
  element("down-note").hidden = !down;
}

const RECEIVERS = {
  chat: async ({ chat }) => {
    if (chat.kind !== "private") return;
    const phone = phones.get(chat.chat_id);
    if (phone) {
      phone.update(chat);
      phone.showKeyboard(chat.keyboard);
    } else if (!others.has(chat.chat_id)) {
      await keep(chat)?.load();
      drawChoices();
    }
  },
  message: ({ chat_id, message }) => {
    phones.get(chat_id)?.receive(message);
    if (message.by_bot && chat_id !== chosen) markUnread(chat_id);
  },
  changed: ({ chat_id, message }) => phones.get(chat_id)?.change(message),
  answer: ({ chat_id, press }) => phones.get(chat_id)?.answer(press),
  action: ({ chat_id }) => phones.get(chat_id)?.showAction(),
  down: ({ down }) => showDown(down),
  bot: ({ bot }) => { description = bot.description; },
  reset: () => loadAll(),
};

function markUnread(id) {
  const index = [...phones.keys()].indexOf(id);
  const button = element("choices").querySelectorAll("button")[index];
  if (button) button.textContent = `● ${phones.get(id).card.name}`;
}

function follow() {
  const stream = new EventSource("/sim/events");
  stream.addEventListener("open", async () => {
    element("lost-note").hidden = true;
    await inTurn(loadAll);
    await attempt(openFromAddress);
  });
  stream.addEventListener("error", () => { element("lost-note").hidden = false; });
  stream.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    inTurn(() => RECEIVERS[told.kind]?.(told));
  });
  window.addEventListener("pagehide", () => stream.close());
}

async function addPhone(number = "") {
  const given = await askIn(element("phone-dialog"), { name: "", phone: number });
  if (!given) return null;
  const wanted = { name: given.name.trim(), phone: given.phone.trim() || null };
  const [card] = (await attempt(() => tell("/sim/phones", [wanted]))) ?? [];
  return card ? card.chat_id : null;
}

async function openLink(link = "") {
  const dialog = element("link-dialog");
  const select = dialog.querySelector("select");
  const known = [...[...phones.values()].map((phone) => phone.card), ...others.values()].slice(0, 200);
  select.replaceChildren(...known.map((card) => make("option", { value: card.chat_id }, card.name)));
  if (chosen) select.value = chosen;
  element("qr").hidden = true;
  const given = await askIn(dialog, { link });
  if (!given) return;
  if (!given.phone) return toast("Първо добавете телефон.");
  await openOn(Number(given.phone), given.link);
}

async function openOn(id, link) {
  await attempt(() => tell(`/sim/chats/${id}/open`, { text: link }));
  await inTurn(() => bringForward(id));
  choose(id, true);
}

// A link such as /?start=CODE&phone=0888123456 opens the code on that phone.
async function openFromAddress() {
  const asked = new URLSearchParams(location.search);
  const code = asked.get("start");
  if (!code) return;
  history.replaceState(null, "", "/");
  const number = asked.get("phone");
  if (!number) return openLink(code);
  const id = findPhone(number) ?? await addPhone(number);
  if (id) await openOn(id, code);
}

function findPhone(wanted) {
  const tail = (text) => (text ?? "").replace(/\D/g, "").slice(-9);
  const cards = [...[...phones.values()].map((phone) => phone.card), ...others.values()];
  return cards.find((card) => String(card.chat_id) === wanted || (card.phone && tail(card.phone) === tail(wanted)))?.chat_id;
}

element("add-phone").addEventListener("click", () => addPhone());
element("add-first").addEventListener("click", () => addPhone());
element("open-link").addEventListener("click", () => openLink());
element("show-qr").addEventListener("click", () => {
  const link = element("link-dialog").querySelector("input").value.trim();
  if (!link) return;
  element("qr").src = `/sim/qr.svg?text=${encodeURIComponent(link)}`;
  element("qr").hidden = false;
});
element("down").addEventListener("change", (event) => {
  attempt(() => tell("/sim/steer", { down: event.target.checked }));
});
follow();
