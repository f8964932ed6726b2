// One message as it stands in a chat: words with their formatting, files, inline buttons.
import { make } from "./api.js";

const WRAPS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote",
};
const SAFE_LINK = /^(https?|tel|mailto|geo):/i;
const BARE_LINK = /https?:\/\/[^\s<>"„“]+[^\s<>"„“.,;:!?)]/g;
const clock = new Intl.DateTimeFormat("bg-BG", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Sofia" });

export function drawMessage(message, act) {
  const item = make("div", { className: message.by_bot ? "" : "mine" });
  item.dataset.id = message.message_id;
  const bubble = make("div", { className: "bubble" });
  if (message.reply_to_message) {
    const quoted = message.reply_to_message;
    bubble.append(make("div", { className: "quote" }, (quoted.text ?? quoted.caption ?? "…").slice(0, 80)));
  }
  bubble.append(...drawContent(message));
  const edited = message.edit_date ? "поправено " : "";
  const silent = message.silent ? "🔕 " : "";
  const sent = new Date(message.date * 1000);
  bubble.append(make("time", { dateTime: sent.toISOString() }, silent + edited + clock.format(sent)));
  item.append(bubble);
  if (message.reply_markup?.inline_keyboard) item.append(drawInline(message, act));
  return item;
}

function drawContent(message) {
  const words = message.text ?? message.caption ?? "";
  const parts = [];
  if (message.photo) parts.push(drawPhoto(message.photo.at(-1), words));
  if (message.document) parts.push(drawDocument(message.document));
  if (message.voice) parts.push(drawVoice(message.voice));
  if (message.location) parts.push(drawPlace(message.location));
  if (message.contact) parts.push(drawContact(message.contact));
  if (words) parts.push(drawWords(words, message.entities ?? message.caption_entities ?? []));
  return parts;
}

function drawPhoto(photo, words) {
  const source = `/sim/files/${photo.file_id}`;
  const picture = make("img", { src: source, alt: words || "Снимка", width: photo.width, height: photo.height });
  return make("a", { href: source, target: "_blank", rel: "noopener" }, picture);
}

function drawDocument(file) {
  const size = file.file_size < 10240 ? `${file.file_size} B` : `${Math.round(file.file_size / 1024)} KB`;
  const name = `📄 ${file.file_name ?? "Файл"} (${size})`;
  return make("a", { href: `/sim/files/${file.file_id}`, target: "_blank", rel: "noopener" }, name);
}

function drawVoice(voice) {
  const player = make("audio", { controls: true, preload: "none", src: `/sim/files/${voice.file_id}` });
  player.setAttribute("aria-label", "Гласово съобщение");
  return make("div", {}, `🎤 Гласово съобщение, ${voice.duration} сек.`, player);
}

function drawPlace(place) {
  return make("div", {}, `📍 ${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`);
}

function drawContact(contact) {
  return make("div", {}, `👤 ${contact.first_name}\n${contact.phone_number}`);
}

// Entities nest properly, so each piece between two borders lies whole inside some of them.
function drawWords(text, entities) {
  const borders = new Set([0, text.length]);
  for (const entity of entities) borders.add(entity.offset).add(entity.offset + entity.length);
  const sorted = [...borders].sort((one, other) => one - other);
  const line = make("span");
  for (let index = 0; index < sorted.length - 1; index += 1) {
    const [from, to] = [sorted[index], sorted[index + 1]];
    const around = entities.filter((one) => one.offset <= from && one.offset + one.length >= to);
    line.append(wrap(text.slice(from, to), around));
  }
  return line;
}

function wrap(text, entities) {
  const link = entities.find((one) => one.type === "text_link" && SAFE_LINK.test(one.url));
  let piece = link ? drawLink(link.url, text) : withBareLinks(text);
  for (const entity of entities) {
    if (WRAPS[entity.type]) piece = make(WRAPS[entity.type], {}, piece);
  }
  return piece;
}

function withBareLinks(text) {
  const piece = document.createDocumentFragment();
  let done = 0;
  for (const found of text.matchAll(BARE_LINK)) {
    piece.append(text.slice(done, found.index), drawLink(found[0], found[0]));
    done = found.index + found[0].length;
  }
  piece.append(text.slice(done));
  return piece;
}

function drawLink(url, text) {
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
}

function drawInline(message, act) {
  const rows = message.reply_markup.inline_keyboard.map((row) =>
    make("div", {}, ...row.map((button) => drawInlineButton(message, button, act))));
  return make("div", { className: "inline" }, ...rows);
}

function drawInlineButton(message, button, act) {
  const style = button.style ?? "";
  if (button.url && SAFE_LINK.test(button.url)) {
    const link = drawLink(button.url, `${button.text} ↗`);
    link.className = style;
    return link;
  }
  const drawn = make("button", { type: "button", className: style }, button.text);
  drawn.addEventListener("click", () => act.pressInline(message, button, drawn));
  return drawn;
}
