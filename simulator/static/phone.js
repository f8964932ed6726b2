// One phone on the page: its messages, its reply keyboard, and all that a person can do with it.
import { ask, askIn, attempt, make, tell, toast } from "./api.js";
import { drawMessage } from "./message.js";

const SHOWN = 80;
const NEAR_END = 120;
const element = (id) => document.getElementById(id);

export class Phone {
  constructor(card, description) {
    this.id = card.chat_id;
    this.root = element("phone-template").content.firstElementChild.cloneNode(true);
    this.root.id = `phone-${this.id}`;
    this.log = this.root.querySelector(".log");
    this.keys = this.root.querySelector(".keys");
    this.toggle = this.root.querySelector(".toggle");
    this.description = description;
    this.waiting = new Map();
    this.update(card);
    this.showKeyboard(card.keyboard);
    this.listen();
  }

  update(card) {
    this.card = card;
    this.root.querySelector("h2").textContent = card.name;
    this.root.querySelector(".number").textContent = card.phone ?? "без номер";
    this.root.setAttribute("aria-label", `Телефонът на ${card.name}`);
    this.log.setAttribute("aria-label", `Съобщения на ${card.name}`);
    this.root.querySelector(".text").setAttribute("aria-label", `Съобщение от ${card.name}`);
    this.root.querySelector(".block").textContent = card.blocked ? "✅ Пусни бота пак" : "🚫 Спри бота";
    this.root.querySelector(".doing").textContent = card.blocked ? "🚫 ботът е спрян" : "";
  }

  async load() {
    const messages = await ask(`/sim/chats/${this.id}/transcript?limit=${SHOWN + 1}`);
    this.log.replaceChildren();
    if (messages.length === 0) this.showStart();
    for (const message of messages) this.add(message);
    this.log.scrollTop = this.log.scrollHeight;
  }

  showStart() {
    const note = make("div", { className: "note" });
    const start = make("button", { type: "button", className: "start" }, "СТАРТ");
    start.addEventListener("click", () => this.say("/start"));
    note.append(make("p", {}, this.description || "Тук още няма съобщения."), start);
    this.log.replaceChildren(note);
  }

  add(message) {
    if (message.deleted || this.find(message)) return;
    this.log.querySelector(".note .start")?.closest(".note").remove();
    const nearEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
    this.log.append(drawMessage(message, this));
    this.forgetOld();
    if (nearEnd || !message.by_bot) this.log.scrollTop = this.log.scrollHeight;
  }

  // The transcript may be long; the page keeps the newest messages only.
  forgetOld() {
    const items = this.log.querySelectorAll("[data-id]");
    if (items.length <= SHOWN) return;
    for (const item of [...items].slice(0, items.length - SHOWN)) item.remove();
    if (!this.log.querySelector(".older")) {
      this.log.prepend(make("div", { className: "note older" }, `Показани са последните ${SHOWN} съобщения.`));
    }
  }

  find(message) {
    return this.log.querySelector(`[data-id="${message.message_id}"]`);
  }

  change(message) {
    const item = this.find(message);
    if (message.deleted) item?.remove();
    else item?.replaceWith(drawMessage(message, this));
  }

  receive(message) {
    this.add(message);
    if (message.by_bot) this.root.querySelector(".doing").textContent = "";
    if (message.markup?.keyboard) this.showKeyboard(message.markup);
    if (message.markup?.remove_keyboard) this.showKeyboard(null);
  }

  showAction() {
    const doing = this.root.querySelector(".doing");
    doing.textContent = "пише…";
    setTimeout(() => { doing.textContent = this.card.blocked ? "🚫 ботът е спрян" : ""; }, 5000);
  }

  showKeyboard(markup) {
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
    this.keys.hidden = this.toggle.hidden = !markup;
    this.toggle.setAttribute("aria-expanded", String(Boolean(markup)));
    this.keys.classList.toggle("tall", Boolean(markup) && !markup.resize_keyboard);
    const rows = (markup?.keyboard ?? []).filter((row) => row.length);
    const focused = this.keys.contains(document.activeElement);
    this.keys.replaceChildren(...rows.map((row) => make("div", {}, ...row.map((key) => this.drawKey(key)))));
    const text = this.root.querySelector(".text");
    text.placeholder = markup?.input_field_placeholder ?? "Съобщение";
    // Who works by keyboard stays among the buttons when the bot changes them.
    if (focused) (this.keys.querySelector("button") ?? text).focus();
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  drawKey(key) {
    const button = make("button", { type: "button", className: key.style ?? "" }, key.text);
    button.addEventListener("click", () => this.pressKey(key));
    return button;
  }

  act(action, body = {}) {
    return attempt(() => tell(`/sim/chats/${this.id}/${action}`, body));
  }

  say(text) {
    return this.act("say", { text });
  }

  async pressKey(key) {
    if (key.request_contact) return this.offerContact();
    if (key.request_location) return this.offerPlace();
    return this.act("key", { text: key.text });
  }

  async offerContact() {
    if (!this.card.phone) return toast("Този телефон няма номер, който да сподели.");
    element("contact-number").textContent = this.card.phone;
    const agreed = await askIn(element("contact-dialog"));
    return agreed && this.act("contact", { own: true });
  }

  async offerPlace() {
    const place = await askIn(element("place-dialog"));
    if (!place) return null;
    return this.act("location", { latitude: Number(place.latitude), longitude: Number(place.longitude) });
  }

  async offerForeignContact() {
    const contact = await askIn(element("foreign-dialog"), { name: "", phone: "" });
    return contact && this.act("contact", { own: false, first_name: contact.name, phone: contact.phone });
  }

  async sendPhoto(file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return this.act("photo", { content: btoa(binary) });
  }

  async pressInline(message, button, drawn) {
    if (button.copy_text) {
      await attempt(() => navigator.clipboard.writeText(button.copy_text.text));
      return toast(`📋 Копирано: ${button.copy_text.text}`);
    }
    if (!button.callback_data) return toast("Този бутон не работи в симулатора.");
    // Noted before the press is sent: the bot's answer may be here before the simulator's.
    const pressed = `${message.message_id} ${button.callback_data}`;
    this.waiting.set(pressed, drawn);
    drawn.setAttribute("aria-busy", "true");
    const press = await this.act("press", { button: button.callback_data, message_id: message.message_id });
    if (!press) this.settle(pressed);
    return press;
  }

  settle(pressed) {
    this.waiting.get(pressed)?.removeAttribute("aria-busy");
    this.waiting.delete(pressed);
  }

  answer(press) {
    this.settle(`${press.message_id} ${press.data}`);
    if (!press.text) return;
    if (!press.alert) return toast(press.text);
    element("alert-text").textContent = press.text;
    askIn(element("alert-dialog"));
  }

  listen() {
    const on = (selector, kind, act) => this.root.querySelector(selector).addEventListener(kind, act);
    const text = this.root.querySelector(".text");
    const more = this.root.querySelector(".more");
    const fromMenu = (act) => () => { more.open = false; act(); };
    on(".write", "submit", (event) => {
      event.preventDefault();
      const said = text.value.trim();
      text.value = "";
      if (said) this.say(said);
    });
    on(".voice", "click", () => this.act("voice", { seconds: 3 }));
    on(".toggle", "click", () => {
      this.keys.hidden = !this.keys.hidden;
      this.toggle.setAttribute("aria-expanded", String(!this.keys.hidden));
    });
    on(".place", "click", fromMenu(() => this.offerPlace()));
    on(".foreign", "click", fromMenu(() => this.offerForeignContact()));
    on(".block", "click", fromMenu(() => this.act(this.card.blocked ? "unblock" : "block")));
    on(".file input", "change", (event) => {
      more.open = false;
      if (event.target.files[0]) this.sendPhoto(event.target.files[0]);
      event.target.value = "";
    });
    more.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      more.open = false;
      more.querySelector("summary").focus();
    });
    more.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !more.contains(event.relatedTarget)) more.open = false;
    });
  }
}
