"""What people do with their phones: write, talk, share, press, open a link, block the bot."""

import re
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator import limits
from simulator.bot_api import BotApi
from simulator.keyboards import Button, find_inline, find_key
from simulator.methods.sending import described_file
from simulator.pictures import picture_size
from simulator.world import Chat, Entry, Json, Press, World

_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(?:@\w+)?")


class NotPossible(Exception):
    """A person cannot do this now; the words say why."""


class People:
    """The hands of all people in the simulator."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    @property
    def world(self) -> World:
        """The simulator's memory."""
        return self.api.world

    def say(self, chat: Chat, text: str) -> Json:
        """Write a text, as typed or by a key of the reply keyboard."""
        text = text.strip()
        if not text or len(text) > limits.TEXT_LENGTH:
            raise NotPossible("A message has 1 to 4096 characters.")
        content: Json = {"text": text}
        command = _COMMAND.match(text)
        if command:
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": command.end()}]
        return self._send(chat, content)

    def press_key(self, chat: Chat, text: str) -> Json:
        """Press a key of the reply keyboard that is on the phone now."""
        key = find_key(chat.keyboard, text)
        if key is None:
            raise NotPossible(f"There is no key “{text}” on this phone's keyboard. Its keys: {_faces(chat.keyboard)}")
        if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = None
        if key.get("request_contact"):
            return self.share_own_contact(chat)
        if key.get("request_location"):
            return self.share_location(chat, 42.6977, 23.3219)
        return self.say(chat, text)

    def open_link(self, chat: Chat, link: str) -> Json:
        """Open a deep link, or a bare code: the phone sends /start CODE."""
        code = start_code(link)
        return self.say(chat, f"/start {code}" if code else "/start")

    def share_own_contact(self, chat: Chat) -> Json:
        """Share the own telephone number, as the contact button does: the contact carries the own user_id."""
        if chat.user is None or not chat.phone:
            raise NotPossible("This phone has no number to share.")
        number = "".join(chat.phone.split()).removeprefix("+")
        return self.share_contact(chat, number, chat.user["first_name"], chat.user["id"])

    def share_contact(self, chat: Chat, phone: str, first_name: str, user_id: int | None) -> Json:
        """Share somebody's contact from the address book; without user_id that person is not on Telegram."""
        contact: Json = {"phone_number": phone, "first_name": first_name}
        if user_id is not None:
            contact["user_id"] = user_id
        return self._send(chat, {"contact": contact})

    def share_location(self, chat: Chat, latitude: float, longitude: float) -> Json:
        """Share a place."""
        return self._send(chat, {"location": {"latitude": latitude, "longitude": longitude}})

    def talk(self, chat: Chat, seconds: int, content: bytes) -> Json:
        """Send a voice message."""
        stored = self.world.keep_file("voice", content, "audio/ogg", None)
        return self._send(chat, {"voice": {**described_file(stored), "mime_type": "audio/ogg", "duration": seconds}})

    def photograph(self, chat: Chat, content: bytes, caption: str) -> Json:
        """Send a photo."""
        size = picture_size(content)
        if size is None:
            raise NotPossible("This is not a PNG or JPEG picture.")
        stored = self.world.keep_file("photo", content, "image/jpeg", None)
        photo = {**described_file(stored), "width": size[0], "height": size[1]}
        return self._send(chat, {"photo": [photo], **({"caption": caption} if caption else {})})

    def press(self, chat: Chat, message_id: int | None, text_or_data: str) -> Press:
        """Press an inline button, of this message or of the newest that has it."""
        entry, button = self._find_inline(chat, message_id, text_or_data)
        data = button.get("callback_data")
        if data is None:
            raise NotPossible(f"The button “{button['text']}” sends nothing to the bot.")
        self._may_write(chat)
        press = Press(secrets.token_hex(8), chat.id, entry.message["message_id"], data, self.world.now())
        chat.presses[press.id] = press
        body: Json = {
            "id": press.id, "from": chat.user, "message": entry.message,
            "chat_instance": str(chat.id), "data": data,
        }  # fmt: skip
        self._emit("callback_query", body, ("press", chat.id))
        return press

    def _find_inline(self, chat: Chat, message_id: int | None, wanted: str) -> tuple[Entry, Button]:
        for entry in reversed(chat.entries.values()):
            if entry.deleted or (message_id is not None and entry.message["message_id"] != message_id):
                continue
            button = find_inline(entry.message.get("reply_markup"), wanted)
            if button is not None:
                return entry, button
        raise NotPossible(f"There is no button “{wanted}” in this chat.")

    def block(self, chat: Chat) -> None:
        """Block the bot: it hears of it once and is refused from then on."""
        self._set_blocked(chat, blocked=True)

    def unblock(self, chat: Chat) -> None:
        """Unblock the bot."""
        self._set_blocked(chat, blocked=False)

    def _set_blocked(self, chat: Chat, *, blocked: bool) -> None:
        if chat.user is None or chat.blocked == blocked:
            return
        chat.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        body: Json = {
            "chat": chat.described(), "from": chat.user, "date": int(self.world.now()),
            "old_chat_member": self._membership(before), "new_chat_member": self._membership(after),
        }  # fmt: skip
        self._emit("my_chat_member", body, ("chat", chat.id))
        self.world.tell({"kind": "chat", "chat": chat.card()})

    def _membership(self, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": self.world.bot, "status": status, **until}

    def _may_write(self, chat: Chat) -> None:
        if chat.user is None:
            raise NotPossible("A group does not write; its people do.")
        if chat.blocked:
            raise NotPossible("This person has blocked the bot; unblock it first.")

    def _send(self, chat: Chat, content: Json) -> Json:
        self._may_write(chat)
        message: Json = {
            "message_id": chat.next_id(), "from": chat.user, "chat": chat.described(),
            "date": int(self.world.now()), **content,
        }  # fmt: skip
        self.world.add_entry(chat, Entry(message, said_by_bot=False))
        self._emit("message", message, ("chat", chat.id))
        return message

    def _emit(self, kind: str, body: Json, queue: tuple[str, int]) -> None:
        update = self.api.updates.add(kind, body, queue)
        if update is not None:
            self.api.webhook.push(update)


def _faces(markup: Any) -> str:
    rows = (markup or {}).get("keyboard", [])
    return ", ".join(button["text"] for row in rows for button in row) or "none"


def start_code(link: str) -> str:
    """The code of a deep link such as https://t.me/some_bot?start=CODE, or of a bare CODE; empty for none."""
    link = link.strip()
    code = parse_qs(urlsplit(link).query).get("start", [""])[0] if "://" in link or "?" in link else link
    if code and not limits.START_CODE.fullmatch(code):
        raise NotPossible("A code has 1 to 64 Latin letters, figures, - and _.")
    return code
