"""One order by chat: its CPU through the whole bot, beside the same work written by hand.

The bot's side: the body of a webhook call goes in, the order and its audit are committed, the reply goes out over HTTP
and is settled. By hand: the very SQL statements that the bot ran, by SQLAlchemy Core on the same engine, and one HTTP
request by aiohttp. The two take turns, so that a busy machine slows both.
"""

import gc
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from typing import Any

import aiohttp
import sqlalchemy as sa
import uvloop
from sqlalchemy import event
from sqlalchemy.sql import Executable
from sqlmodel import col
from starlette.applications import Starlette
from telegram import Bot

from bot.conversations import CONVERSATIONS
from bot.food import NO, YES
from bot.gateway import TelegramGateway, close_bot, open_bot
from bot.person import FOOD
from bot.reception import Reception
from bot.webhook import HEADER, create_app, path_of, secret_of
from domain import clock
from domain.database import Database
from domain.demo.loading import Loaded
from domain.phrases import say
from domain.sending.claiming import Claimed
from domain.sending.sender import send_now
from domain.settings import Settings, settings
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.meals import MealOrder, OrderStatus, Subscription
from models.people import Person
from tests.bench.figures import Figure
from tests.bench.ground import in_fresh_process, municipality, postgresql
from tests.bench.telegram import yes_sayer

FIRST_CHAT = 1_000_000
WORKING_DAYS = 0b11111


def update(people: int = 1_658, chats: int = 100, rounds: int = 9) -> Iterator[Figure]:
    """The ratio on each engine."""
    with yes_sayer() as telegram:
        ratio = in_fresh_process(_compared, people, chats, rounds, telegram, None)
        yield Figure("bot.update.cpu_ratio.sqlite", ratio, "times")
        with postgresql() as url:
            ratio = in_fresh_process(_compared, people, chats, rounds, telegram, url)
            yield Figure("bot.update.cpu_ratio.postgresql", ratio, "times")


def _compared(people: int, chats: int, rounds: int, telegram: str, url: str | None) -> float:
    return uvloop.run(_compare(people, chats, rounds, telegram, url))


async def _compare(people: int, chats: int, rounds: int, telegram: str, url: str | None) -> float:
    """The usual ratio of several turns, after a first one that only warms up and shows what there is to do by hand."""
    async with municipality(people, url) as (database, loaded), _opened(database, loaded, chats, telegram) as door:
        await door.refuse_everything()
        await door.ask_everybody()
        with recording(database) as work:
            await door.order_for_everybody()
        hand = ByHand(database, work, telegram)
        ratios = []
        for _ in range(rounds):
            await door.ask_everybody()
            whole = await _cpu(door.order_for_everybody)
            await door.check_that_everybody_eats()
            await door.cancel_everything()
            ratios.append(whole / await _cpu(hand.order_for_everybody))
            await door.check_that_everybody_eats()
        await hand.close()
        return median(ratios)


async def _cpu(work: Callable[[], Awaitable[None]]) -> float:
    gc.collect()
    before = time.process_time()
    await work()
    return time.process_time() - before


@dataclass
class Door:
    """The bot behind its webhook, and the phones of some people."""

    app: Starlette
    reception: Reception
    database: Database
    chats: Sequence[int]
    path: str
    secret: str
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def refuse_everything(self) -> None:
        """Everybody says no to what the weekly order would bring tomorrow: there is a row for each from now on."""
        await self._say_everywhere(say("bg", FOOD))
        await self._say_everywhere(say("bg", NO))

    async def ask_everybody(self) -> None:
        """Everybody has nothing ordered and is asked whether to bring tomorrow's food."""
        await self.cancel_everything()
        await self._say_everywhere(say("bg", FOOD))

    async def order_for_everybody(self) -> None:
        """Everybody presses "yes"."""
        await self._say_everywhere(say("bg", YES))

    async def cancel_everything(self) -> None:
        """Nobody has anything ordered any more."""
        async with self.database.engine.begin() as connection:
            await connection.execute(sa.update(table_of(MealOrder)).values(status=OrderStatus.CANCELLED))

    async def check_that_everybody_eats(self) -> None:
        """A figure for work that was not done would be none."""
        rows = sa.select(sa.func.count()).where(col(MealOrder.status) == OrderStatus.ORDERED)
        async with self.database.engine.connect() as connection:
            if await connection.scalar(rows) != len(self.chats):
                raise AssertionError("not everybody's order was taken")

    async def _say_everywhere(self, text: str) -> None:
        bodies = [self._body(chat, text) for chat in self.chats]
        for body in bodies:
            await self._bring(body)
            await self.reception.close()

    def _body(self, chat: int, text: str) -> bytes:
        number = next(self.numbers)
        who = {"id": chat, "first_name": "Някой", "language_code": "bg"}
        message = {
            "message_id": number,
            "date": int(clock.now().timestamp()),
            "chat": {"id": chat, "first_name": "Някой", "type": "private"},
            "from": who | {"is_bot": False},
            "text": text,
        }
        return json.dumps({"update_id": number, "message": message}).encode()

    async def _bring(self, body: bytes) -> None:
        """One call of the webhook, as the web server hands it over."""
        headers = [(HEADER.lower().encode(), self.secret.encode()), (b"content-length", str(len(body)).encode())]
        scope = {
            "type": "http", "method": "POST", "path": self.path, "raw_path": self.path.encode(), "query_string": b"",
            "headers": headers, "scheme": "http", "server": ("127.0.0.1", 80), "root_path": "", "http_version": "1.1",
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message.get("status", 200) != 200:
                raise AssertionError(message)

        await self.app(scope, receive, send)


@asynccontextmanager
async def _opened(database: Database, loaded: Loaded, chats: int, telegram: str) -> AsyncIterator[Door]:
    given: Settings = settings().model_copy(update={"telegram_api": telegram})
    linked = await _link(database, loaded, chats)
    bot: Bot = open_bot(given)
    gateway = TelegramGateway(bot)

    async def send(rows: Sequence[Claimed]) -> None:
        await send_now(database, gateway, rows)

    reception = Reception(database, CONVERSATIONS, send, worker="bot:bench")
    door = Door(create_app(given, reception), reception, database, linked, path_of(given), secret_of(given))
    try:
        yield door
    finally:
        await reception.close()
        await close_bot(bot)


async def _link(database: Database, loaded: Loaded, chats: int) -> list[int]:
    """Phones for people who can eat everything and do so on working days: each is asked the same questions."""
    people = (
        sa.select(col(Person.id))
        .join(Subscription, col(Subscription.person_id) == col(Person.id))
        .where(col(Person.allergens) == 0, col(Subscription.weekdays) == WORKING_DAYS)
        .order_by(col(Person.id))
        .limit(chats)
    )
    async with database.engine.begin() as connection:
        numbers = list((await connection.scalars(people)).all())
        rows = [
            {
                "organisation_id": loaded.sofia, "telegram_id": FIRST_CHAT + number, "person_id": number,
                "status": ChatStatus.LINKED, "blocked": False, "linked_at": clock.now(),
            }
            for number in numbers
        ]  # fmt: skip
        await connection.execute(sa.insert(table_of(Chat)), rows)
    return [FIRST_CHAT + number for number in numbers]


@dataclass
class Unit:
    """One transaction: its statements with what they were given."""

    statements: list[tuple[Executable, Any]] = field(default_factory=list)


@contextmanager
def recording(database: Database) -> Iterator[list[Unit]]:
    """Every transaction that the engine runs meanwhile."""
    units: list[Unit] = []

    def begun(_connection: Any) -> None:
        units.append(Unit())

    def ran(_connection: Any, statement: Executable, many: Any, one: Any, _options: Any) -> None:
        units[-1].statements.append((statement, many or one))

    engine = database.engine.sync_engine
    event.listen(engine, "begin", begun)
    event.listen(engine, "before_execute", ran)
    try:
        yield units
    finally:
        event.remove(engine, "begin", begun)
        event.remove(engine, "before_execute", ran)


class ByHand:
    """The recorded orders once more: a transaction, one HTTP request, and the transaction that notes its result."""

    def __init__(self, database: Database, units: Sequence[Unit], telegram: str) -> None:
        self.database = database
        self.orders = list(zip(units[::2], units[1::2], strict=True))
        self.url = f"{telegram}/bot1:simulator/sendMessage"
        self.numbers = count(10_000_000)
        self.http = aiohttp.ClientSession()

    async def order_for_everybody(self) -> None:
        """Every recorded order, one after the other."""
        for taking, settling in self.orders:
            row = await self._run(taking, None)
            await self._send(row)
            await self._run(settling, row.id)

    async def close(self) -> None:
        """Close the connections."""
        await self.http.close()

    async def _run(self, unit: Unit, held: int | None) -> Any:
        """The statements of one transaction; gives what the last one that gives rows gave."""
        row = None
        async with self.database.engine.begin() as connection:
            for statement, given in unit.statements:
                found = await connection.execute(statement, self._fresh(given, held))
                if found.returns_rows:
                    row = (found.all() or [row])[0]
        return row

    def _fresh(self, given: Any, held: int | None) -> Any:
        """An update's number comes once, and the row to settle is the one that was just written."""
        if isinstance(given, dict):
            if "update_id" in given:
                return given | {"update_id": next(self.numbers)}
            if "held" in given:
                return given | {"held": held}
        return given

    async def _send(self, row: Any) -> None:
        message = {"chat_id": row.telegram_id, "text": row.text, "reply_markup": json.dumps(row.markup)}
        async with self.http.post(self.url, data=message) as response:
            if not json.loads(await response.read())["ok"]:
                raise AssertionError("not sent")
