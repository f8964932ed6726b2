"""The bot without a network: real updates go in, and what would have gone to Telegram is read from its requests."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from telegram import Bot, Update
from telegram.request import BaseRequest, RequestData

from bot.conversations import CONVERSATIONS
from bot.gateway import TelegramGateway
from bot.reception import Reception, arrived
from domain import clock
from domain.database import Database
from domain.sending.sender import send_now
from models.base import table_of
from models.chats import Chat as ChatRow
from models.chats import ChatStatus
from tests.cast import Cast

TOKEN = "1:simulator"


class RecordedTelegram(BaseRequest):
    """Telegram's side of every request: it keeps what it was asked, and answers as Telegram does."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._numbers = count(1)

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None, **_: Any):
        name = url.rpartition("/")[2]
        given = request_data.parameters if request_data else {}
        self.calls.append((name, given))
        result: Any = True
        if name == "sendMessage":
            chat = {"id": given["chat_id"], "type": "private", "first_name": "x"}
            result = {"message_id": next(self._numbers), "date": 0, "chat": chat, "text": given["text"]}
        return 200, json.dumps({"ok": True, "result": result}).encode()


@dataclass
class Phone:
    """One person's phone: what is said into it goes through the whole bot; what comes back is returned."""

    house: "House"
    telegram_id: int
    keyboard: list[str] = field(default_factory=list)

    async def say(self, text: str) -> list[str]:
        """Type a text, or press the button with it; the bot's answers, one a message."""
        return await self.send({"text": text})

    async def send(self, content: dict[str, Any], **message: Any) -> list[str]:
        """Send a message of any kind."""
        return await self.give({"message": self.message(content) | message})

    def message(self, content: dict[str, Any]) -> dict[str, Any]:
        """A message of this phone as Telegram wraps it."""
        return {"message_id": next(self.house.numbers), "date": 0, "chat": self.chat, "from": self.user, **content}

    async def give(self, update: dict[str, Any]) -> list[str]:
        """Let an update come in, and read what it is answered by."""
        seen = len(self.house.telegram.calls)
        await self.house.arrive({"update_id": next(self.house.numbers), **update})
        answers = [given for name, given in self.house.telegram.calls[seen:] if name == "sendMessage"]
        mine = [given for given in answers if given["chat_id"] == self.telegram_id]
        for given in mine:
            if "reply_markup" in given:
                rows = given["reply_markup"]["keyboard"]
                self.keyboard = [button["text"] for row in rows for button in row]
        return [given["text"] for given in mine]

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.telegram_id, "type": "private", "first_name": "x"}

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.telegram_id, "is_bot": False, "first_name": "x"}


@dataclass
class House:
    """The bot over a database, without a network."""

    database: Database
    telegram: RecordedTelegram
    reception: Reception
    numbers: "count[int]" = field(default_factory=lambda: count(1000))

    async def arrive(self, raw: dict[str, Any]) -> None:
        """One raw update, as polling or a webhook brings it; returns when it is answered."""
        await self.reception.handle(arrived(Update.de_json(raw)))
        await self.reception.close()

    def phone(self, telegram_id: int) -> Phone:
        """A phone, known to the service or not."""
        return Phone(self, telegram_id)


@asynccontextmanager
async def open_house(database: Database) -> AsyncIterator[House]:
    """The whole bot on this database."""
    telegram = RecordedTelegram()
    bot = Bot(TOKEN, request=telegram, get_updates_request=telegram)
    gateway = TelegramGateway(bot)

    async def send(rows: Any) -> None:
        await send_now(database, gateway, rows)

    reception = Reception(database, CONVERSATIONS, send, worker="bot:test")
    yield House(database, telegram, reception)
    await reception.close()


async def link(people: Cast, telegram_id: int, **owner: int) -> None:
    """Let a chat speak for somebody: `person_id=`, `relative_id=` or `driver_id=`."""
    async with people.database.engine.begin() as connection:
        await connection.execute(
            table_of(ChatRow)
            .insert()
            .values(
                organisation_id=people.sofia.key,
                telegram_id=telegram_id,
                status=ChatStatus.LINKED,
                blocked=False,
                linked_at=clock.now(),
                **owner,
            )
        )
