"""The bot and the jobs killed (-9) at random instants: no order is lost, none is doubled, everybody is told.

The processes are forked from one that has loaded everything, so that a life of a tenth of a second is a life. What a
kill may leave behind is what telegram.md of any bot allows: a message whose fate nobody knows comes once more, marked.
"""

import asyncio
import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import uvloop

from bot.food import YES
from bot.person import FOOD
from domain import clock, logs
from domain.daily.running import MOST_ATTEMPTS
from domain.phrases import say
from domain.settings import Settings
from models.audit import AuditEntry
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.jobs import JobRun, JobState
from models.meals import MealOrder, OrderStatus, Subscription
from models.outbox import MessageStatus, OutboxMessage
from models.people import Person
from tests.bench.figures import Figure
from tests.e2e.house import MONDAY_AT_TEN, House, open_house

FIRST_CHAT = 8_000_000
WORKING_DAYS = 0b11111
PATIENCE_S = 900.0
#: A day's run begins when everything of the evening is due; each life begins a little later than the last one.
EVENING = timedelta(hours=8, minutes=5)
LATER = timedelta(minutes=2, seconds=10)
JOBS_OF_THE_EVENING = (
    "close_orders",
    "plan_routes",
    "make_kitchen_sheets",
    "tell_drivers_and_kitchens",
    "tell_about_tomorrow",
)
LONGEST_LIFE_S = 2.5
QUIET_LIVES, QUIET_LIFE_S = 12, 45.0
AGAIN = "(again)\n{text}"

_PERSON, _CHAT, _ORDER = table_of(Person), table_of(Chat), table_of(MealOrder)
_AUDIT, _RUN, _MESSAGE = table_of(AuditEntry), table_of(JobRun), table_of(OutboxMessage)
_SUBSCRIPTION = table_of(Subscription)


@dataclass
class Outcome:
    """What the kills have done. Every entry of the two lists is a sentence of its own."""

    kills: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def chaos(orders: int = 1_000, bot_kills: int = 150, jobs_kills: int = 50, days: int = 2) -> Iterator[Figure]:
    """The figures of a whole storm on SQLite."""
    outcome = asyncio.run(storm(orders=orders, bot_kills=bot_kills, jobs_kills=jobs_kills, days=days))
    yield Figure("chaos.kills", outcome.kills, "kills")
    yield Figure("chaos.lost", len(outcome.lost), "lost")
    yield Figure("chaos.doubled", len(outcome.doubled), "doubled")


async def storm(
    *, orders: int, bot_kills: int, jobs_kills: int, days: int, engine: str = "sqlite", seed: int = 1
) -> Outcome:
    """Everybody orders once by chat while the bot is killed; then the evenings' jobs run while they are killed."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(engine, Path(folder), people=orders, hour=MONDAY_AT_TEN) as house:
            weather = Weather(house, random.Random(seed))
            await weather.link_everybody()
            await weather.orders_under_fire(bot_kills)
            await weather.evenings_under_fire(jobs_kills, days)
            await weather.look_at_orders()
            await weather.look_at_jobs(days)
            await weather.look_at_messages()
            return weather.outcome


class Weather:
    """One storm over one house."""

    def __init__(self, house: House, chance: random.Random) -> None:
        self.house = house
        self.chance = chance
        self.outcome = Outcome()
        self.chats: list[int] = []
        self._kinds = multiprocessing.get_context("forkserver")
        self._kinds.set_forkserver_preload(["bot.process", "jobs.process", "bot.gateway", "domain.papers"])

    async def link_everybody(self) -> None:
        """A phone for each person; nothing is ordered unless somebody says so."""
        numbers = [row.id for row in await self.house.rows(self._fed(sa.select(_PERSON.c.id)))]
        self.chats = [FIRST_CHAT + number for number in numbers]
        rows = [
            {
                "organisation_id": self.house.loaded.sofia, "telegram_id": FIRST_CHAT + number, "person_id": number,
                "status": ChatStatus.LINKED, "blocked": False, "linked_at": self.house.now(),
            }
            for number in numbers
        ]  # fmt: skip
        async with self.house.database.engine.begin() as connection:
            await connection.execute(sa.insert(_CHAT), rows)
        await self.house.write(sa.update(_PERSON).values(allergens=0))
        await self.house.write(sa.update(_SUBSCRIPTION).values(weekdays=0))
        phones = [{"name": f"Телефон {number}", "user_id": FIRST_CHAT + number} for number in numbers]
        await self.house.simulator.post("/sim/phones", phones)

    async def orders_under_fire(self, kills: int) -> None:
        """The presses come all the time; each life of the bot ends after a random number of answers."""
        shares = [self.chats[number::kills] for number in range(kills)] if kills else [self.chats]
        for share in shares:
            for chat in share:
                await self._say(chat, say("bg", FOOD))
                await self._say(chat, say("bg", YES))
            if kills:
                await self._bot_lives_until_shot(len(share))
        process = self._begin("bot", self.house.hour)
        await self._until(self._every_update_handled, "the bot has answered everything")
        await self._end(process)

    async def evenings_under_fire(self, kills: int, days: int) -> None:
        """From the first evening on the weekly orders count, too."""
        await self.house.write(sa.update(_SUBSCRIPTION).values(weekdays=WORKING_DAYS))
        for number in range(days):
            moment = self.house.hour + timedelta(days=number) + EVENING
            for _ in range(kills // days + (number < kills % days)):
                process = self._begin("jobs", moment)
                await asyncio.sleep(self.chance.uniform(0.02, LONGEST_LIFE_S))
                await self._until(self._no_job_at_its_last_try, "the job ends")
                self._shoot(process)
                moment += timedelta(seconds=30)
            await self._quiet_evening(moment, _food_of(self.house.hour, number))

    async def _quiet_evening(self, moment: datetime, day: date) -> None:
        """Lives that nobody ends before their time; each finds more of the dead ones' leases at their end."""
        for _ in range(QUIET_LIVES):
            moment += LATER
            process = self._begin("jobs", moment)
            over = await self._comes(partial(self._evening_is_over, day), QUIET_LIFE_S)
            await self._end(process)
            if over:
                return

    async def look_at_orders(self) -> None:
        """Each person has one order for the day she asked for, taken once and counted."""
        day = _food_of(self.house.hour, 0)
        orders = sa.select(_PERSON.c.id, _ORDER.c.status, _ORDER.c.closed_at).select_from(
            _PERSON.outerjoin(_ORDER, (_ORDER.c.person_id == _PERSON.c.id) & (_ORDER.c.day == day))
        )
        rows = await self.house.rows(self._fed(orders))
        for number, status, closed_at in rows:
            if status is not OrderStatus.ORDERED or closed_at is None:
                self.outcome.lost.append(f"the order of person {number}")
        self._doubled((f"the order of person {row.id}" for row in rows), "written twice")
        taken = await self.house.rows(
            sa.select(_AUDIT.c.person_id).where(_AUDIT.c.record == "meal_order", _AUDIT.c.person_id.is_not(None))
        )
        self._doubled((f"the order of person {row.person_id}" for row in taken), "taken twice")

    async def look_at_jobs(self, days: int) -> None:
        """Each job of each evening is done."""
        for number in range(days):
            day = _food_of(self.house.hour, number)
            self.outcome.lost += [f"{job} for {day}" for job in await self._undone(day)]

    async def look_at_messages(self) -> None:
        """Each row of the outbox arrived once; what must arrive did so, and only what is marked came again."""
        mark = say("bg", AGAIN, text="")
        rows = await self.house.rows(sa.select(_MESSAGE.c.telegram_id, _MESSAGE.c.text, _MESSAGE.c.must_arrive))
        written: dict[int, Counter[str]] = {}
        needed: dict[int, Counter[str]] = {}
        for row in rows:
            text = row.text.removeprefix(mark)
            written.setdefault(row.telegram_id, Counter())[text] += 1
            if row.must_arrive:
                needed.setdefault(row.telegram_id, Counter())[text] += 1
        for chat in self.chats:
            said = [entry["text"] for entry in await self._transcript(chat) if entry["by_bot"]]
            first = Counter(text for text in said if not text.startswith(mark))
            arrived = Counter(text.removeprefix(mark) for text in said)
            self.outcome.doubled += [f"to {chat}: {text}" for text in (first - written.get(chat, Counter())).elements()]
            self.outcome.lost += [f"to {chat}: {text}" for text in (needed.get(chat, Counter()) - arrived).elements()]
            if not needed.get(chat):
                self.outcome.lost.append(f"every answer to {chat}")

    def _doubled(self, found: Iterable[str], what: str) -> None:
        self.outcome.doubled += [f"{one} {what}" for one, times in Counter(found).items() if times > 1]

    def _fed(self, rows: sa.Select[Any]) -> sa.Select[Any]:
        """The people to whom food is brought; the demonstration's other municipality has people, too."""
        return rows.where(_PERSON.c.organisation_id == self.house.loaded.sofia).order_by(_PERSON.c.id)

    async def _say(self, chat: int, text: str) -> None:
        await self.house.simulator.post(f"/sim/chats/{chat}/say", {"text": text})

    async def _transcript(self, chat: int) -> list[dict[str, Any]]:
        return list(await self.house.simulator.get(f"/sim/chats/{chat}/transcript"))

    async def _bot_lives_until_shot(self, orders: int) -> None:
        """Until it has sent a random number of answers, and a moment more."""
        process = self._begin("bot", self.house.hour)
        enough = await self._sent() + self.chance.randint(0, 5 * orders)

        async def answered() -> bool:
            return await self._sent() >= enough or await self._every_update_handled()

        await self._until(answered, "the bot answers")
        await asyncio.sleep(self.chance.uniform(0, 0.03))
        self._shoot(process)

    async def _sent(self) -> int:
        return int((await self.house.simulator.state())["flood"]["passed"])

    async def _every_update_handled(self) -> bool:
        return not (await self.house.simulator.state())["updates_waiting"]

    async def _evening_is_over(self, day: date) -> bool:
        """Whether every job of the evening is done and no message waits."""
        waiting = sa.select(_MESSAGE.c.id).where(_MESSAGE.c.status.in_([MessageStatus.NEW, MessageStatus.SENDING]))
        return not await self._undone(day) and not await self.house.rows(waiting.limit(1))

    async def _no_job_at_its_last_try(self) -> bool:
        """A job that was begun too often waits for a person, as it should; this storm shoots it once less."""
        last = sa.select(_RUN.c.job).where(_RUN.c.state == JobState.RUNNING, _RUN.c.attempts >= MOST_ATTEMPTS - 1)
        return not await self.house.rows(last.limit(1))

    async def _undone(self, day: date) -> list[str]:
        rows = await self.house.rows(sa.select(_RUN.c.job).where(_RUN.c.state == JobState.DONE, _RUN.c.day == day))
        done = {row.job for row in rows}
        return [job for job in JOBS_OF_THE_EVENING if f"{job}/{self.house.loaded.sofia}" not in done]

    def _begin(self, room: str, moment: datetime) -> ForkServerProcess:
        self.house.move_clock(moment)
        process = self._kinds.Process(target=live, args=(room, self.house.environment()), daemon=True)
        process.start()
        return process

    def _shoot(self, process: ForkServerProcess) -> None:
        if process.pid is None or process.exitcode is not None:
            raise AssertionError(f"a process ended by itself: {process.exitcode}")
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        self.outcome.kills += 1

    async def _end(self, process: ForkServerProcess) -> None:
        process.terminate()
        await asyncio.to_thread(process.join)

    async def _until(self, condition: Callable[[], Awaitable[bool]], what: str) -> None:
        if not await self._comes(condition, PATIENCE_S):
            raise AssertionError(f"waited in vain: {what}")

    async def _comes(self, condition: Callable[[], Awaitable[bool]], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not await condition():
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.02)
        return True


def _food_of(hour: datetime, evening: int) -> date:
    """The day of the food that an evening is about."""
    return clock.local(hour).date() + timedelta(days=evening + 1)


def live(room: str, environment: dict[str, str]) -> None:
    """One process of the program, as its command starts it."""
    os.environ.update(environment)
    with (Path(environment["DATA_DIR"]) / f"{room}.log").open("a") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    given = Settings(send_rate=1_000)
    clock.shift(given.clock_shift_seconds)
    logs.set_up(room)
    uvloop.run(_bot(given) if room == "bot" else _jobs(given))


async def _bot(given: Settings) -> None:
    from bot import process  # noqa: PLC0415 - loaded by the server that forks

    await process.run(given)


async def _jobs(given: Settings) -> None:
    from bot.gateway import TelegramGateway, close_bot, open_bot  # noqa: PLC0415
    from jobs import process  # noqa: PLC0415

    telegram = open_bot(given)
    try:
        await process.run(given, TelegramGateway(telegram))
    finally:
        await close_bot(telegram)
