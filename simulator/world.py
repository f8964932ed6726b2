"""The simulator's memory: the bot, the people, their chats, messages and files. Nothing outlives the process."""

import asyncio
import re
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from simulator.faults import Faults
from simulator.flood import Flood
from simulator.refusals import Refused, bad_request, forbidden, migrated

Json = dict[str, Any]

CALLS_KEPT = 20_000
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@dataclass
class Entry:
    """One message in a chat as both sides see it; `markup` is any kind of keyboard, `said_by_bot` the side."""

    message: Json
    said_by_bot: bool
    markup: Json | None = None
    silent: bool = False
    deleted: bool = False
    edits: int = 0

    def shown(self) -> Json:
        """The message as the control API and the chat page show it."""
        return {
            **self.message,
            "by_bot": self.said_by_bot,
            "markup": self.markup,
            "silent": self.silent,
            "deleted": self.deleted,
            "edits": self.edits,
        }


@dataclass
class Press:
    """A pressed inline button and the bot's answer to it."""

    id: str
    chat_id: int
    message_id: int
    data: str
    at: float
    answered: bool = False
    text: str | None = None
    alert: bool = False


@dataclass
class Chat:
    """One chat with the bot: a person's private chat, or a group."""

    id: int
    kind: str
    title: str
    first_message: int
    user: Json | None = None
    phone: str | None = None
    entries: dict[int, Entry] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    keyboard: Json | None = None
    blocked: bool = False
    moved_to: int | None = None

    def described(self) -> Json:
        """The chat as Telegram writes it into messages."""
        if self.user is None:
            return {"id": self.id, "type": self.kind, "title": self.title}
        names: Json = {key: self.user[key] for key in ("first_name", "last_name", "username") if key in self.user}
        return {"id": self.id, "type": self.kind, **names}

    def next_id(self) -> int:
        """The identifier of the chat's next message."""
        return self.first_message + len(self.entries)

    def card(self) -> Json:
        """What the control API tells of the chat itself."""
        return {
            "chat_id": self.id, "kind": self.kind, "name": self.title, "phone": self.phone,
            "blocked": self.blocked, "keyboard": self.keyboard, "messages": len(self.entries),
        }  # fmt: skip


@dataclass
class StoredFile:
    """A file that went through the bot or came from a person."""

    id: str
    path: str
    content: bytes
    mime_type: str
    name: str | None


@dataclass
class CallRecord:
    """One call of the Bot API, what was asked and what was answered; None as answer means none was given."""

    number: int
    at: float
    method: str
    params: Json
    status: int | None
    answer: Json | None
    fault: str | None = None

    def shown(self) -> Json:
        """The record for the control API."""
        return dict(vars(self))


class World:
    """Everything the simulator knows; one event loop owns it, so nothing here needs a lock."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.ahead = 0.0
        self.down = False
        self.flood = Flood()
        self.faults = Faults()
        self.listeners: set[Callable[[Json], None]] = set()
        self._waiting: list[asyncio.Future[None]] = []
        self.clear()

    def clear(self) -> None:
        """Forget all chats, calls, faults and settings of the bot."""
        self.started = self.first_number()
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.calls: deque[CallRecord] = deque(maxlen=CALLS_KEPT)
        self.call_count = 0
        self.ahead = 0.0
        self.down = False
        self.flood = Flood()
        self.faults = Faults()
        self.settings: Json = {"commands": {}, "description": "", "short_description": "", "menu_button": None}

    @property
    def bot(self) -> Json:
        """The bot's own account."""
        return {
            "id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Simulator",
            "username": "simulator_bot",
        }  # fmt: skip

    def first_number(self) -> int:
        """A start for identifiers that a restarted simulator does not give out again, as Telegram never does."""
        return int((time.time() - _EPOCH) * 20)

    def now(self) -> float:
        """The simulator's time: the machine's, moved ahead by the control API."""
        return time.time() + self.ahead

    def new_person(self, name: str, phone: str | None, user_id: int | None, language: str) -> Chat:
        """A person with a private chat; the same telephone gets the same identifier in every run."""
        digits = re.sub(r"\D", "", phone or "")
        chosen = user_id or 5_000_000_000 + zlib.crc32((digits or name).encode())
        if chosen in self.chats:
            return self.chats[chosen]
        first, _, last = name.partition(" ")
        user: Json = {"id": chosen, "is_bot": False, "first_name": first, "language_code": language}
        if last:
            user["last_name"] = last
        return self._keep(Chat(chosen, "private", name, self.started, user=user, phone=phone))

    def new_group(self, title: str, chat_id: int | None = None, kind: str = "group") -> Chat:
        """A group the bot is a member of."""
        chosen = chat_id or -(1 + zlib.crc32(title.encode()))
        return self.chats.get(chosen) or self._keep(Chat(chosen, kind, title, self.started))

    def _keep(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.tell({"kind": "chat", "chat": chat.card()})
        return chat

    def find_chat(self, chat_id: Any) -> Chat:
        """The chat of a call, or Telegram's refusal."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.moved_to is not None:
            raise migrated(chat.moved_to)
        return chat

    def find_reachable_chat(self, chat_id: Any) -> Chat:
        """The chat a message may be sent to; a person who blocked the bot cannot be reached."""
        chat = self.find_chat(chat_id)
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def move_chat(self, chat_id: Any) -> Refused:
        """A group becomes a supergroup with a new id; the old id answers with it from now on."""
        chat = self.find_chat(chat_id)
        new = self.new_group(chat.title, -1_000_000_000_000 - abs(chat.id), "supergroup")
        new.user, new.phone = chat.user, chat.phone
        chat.moved_to = new.id
        return migrated(new.id)

    def keep_file(self, kind: str, content: bytes, mime_type: str, name: str | None) -> StoredFile:
        """Store a file and give it an identifier and a path."""
        number = len(self.files) + 1
        usual = {"voice": "oga", "photo": "jpg"}.get(kind, "bin")
        suffix = name.rpartition(".")[2] if name and "." in name else usual
        stored = StoredFile(f"simulated-{kind}-{number}", f"{kind}s/file_{number}.{suffix}", content, mime_type, name)
        self.files[stored.id] = stored
        return stored

    def record(self, method: str, params: Json, status: int | None, answer: Json | None, fault: str | None) -> None:
        """Write down a call for the control API."""
        self.call_count += 1
        self.calls.append(CallRecord(self.call_count, self.now(), method, params, status, answer, fault))

    def add_entry(self, chat: Chat, entry: Entry) -> None:
        """A new message in a chat, told to whoever watches."""
        chat.entries[entry.message["message_id"]] = entry
        self.tell({"kind": "message", "chat_id": chat.id, "message": entry.shown()})

    def change_entry(self, chat: Chat, entry: Entry) -> None:
        """A message was edited or deleted, told to whoever watches."""
        self.tell({"kind": "changed", "chat_id": chat.id, "message": entry.shown()})

    def tell(self, event: Json) -> None:
        """Pass an event to the open pages, and wake those who wait for a change."""
        for listener in list(self.listeners):
            listener(event)
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_until(self, found: Callable[[], Any], seconds: float) -> Any:
        """What `found` returns as soon as that is something; None when the time is over."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not (result := found()):
            left = end - loop.time()
            if left <= 0:
                return None
            waiter = loop.create_future()
            self._waiting.append(waiter)
            await asyncio.wait([waiter], timeout=left)
        return result
