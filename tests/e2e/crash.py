"""Processes killed (-9) in the middle of their work, and what is left to be counted afterwards.

`storm` kills the bot while people order, `day_under_fire` the jobs at a day's run. Both kill when the work has
gone on by a random number of steps, so a slow machine only takes longer. The balance compares three books: what people
asked for, what the database holds, and what the simulator delivered to each phone.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from domain import clock
from domain.phrases import DEFAULT, day_words
from models.audit import AuditAction, AuditEntry
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.jobs import JobRun, JobState
from models.meals import MealOrder, OrderStatus, Subscription
from models.outbox import MessageStatus, OutboxMessage
from models.people import Person
from tests.e2e.house import House, until
from tests.simulator.running import Phone

#: Longer than any lease: what a dead process held is free then.
LEASES_END = timedelta(minutes=3)
#: A job that has failed so often waits for a person; the tests leave it one try less.
MOST_ATTEMPTS = 3
#: A process dies within so many seconds of the step that was waited for, to hit every phase of its work.
SOON = 0.05
AGAIN = "(повторно)\n"

_ORDER, _MESSAGE, _RUN = table_of(MealOrder), table_of(OutboxMessage), table_of(JobRun)
_PERSON, _CHAT, _SUBSCRIPTION = table_of(Person), table_of(Chat), table_of(Subscription)
_AUDIT = table_of(AuditEntry)


@dataclass
class CrashReport:
    """What the kills have done: all but the first three must stay empty."""

    kills: int = 0
    orders: int = 0
    marked: int = 0  #: messages that came once more, marked as repeated
    unknown: int = 0  #: nice-to-have messages of which nobody can say whether they arrived; they are not repeated
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost and nothing doubled."""
        return not self.lost and not self.doubled


@dataclass(frozen=True)
class Caller:
    """A service user with a phone whose chat is linked."""

    person_id: int
    phone: Phone


async def linked_callers(house: House, count: int, *, standing: bool) -> list[Caller]:
    """So many people with linked phones; without standing orders they get only what they order."""
    found = await house.rows(sa.select(_PERSON.c.id).order_by(_PERSON.c.id).limit(count))
    assert len(found) == count, "load more people"
    callers = [
        Caller(row.id, await house.simulator.phone(f"Изпитание {row.id}", f"+3598880{row.id:05}")) for row in found
    ]
    for caller in callers:
        await house.write(
            _CHAT.insert().values(
                organisation_id=house.loaded.sofia,
                telegram_id=caller.phone.chat_id,
                person_id=caller.person_id,
                status=ChatStatus.LINKED,
                blocked=False,
                linked_at=house.now(),
            )
        )
    if not standing:
        await house.write(sa.update(_SUBSCRIPTION).values(weekdays=0))
    return callers


def wishes(callers: Sequence[Caller], orders: int, first_day: date) -> list[tuple[Caller, date]]:
    """Who orders for which working day: the first day of all, then the second, and so on."""
    days = [first_day + timedelta(days=ahead) for ahead in range(28)]
    working = [day for day in days if day.weekday() < 5]
    return [(callers[number % len(callers)], working[number // len(callers)]) for number in range(orders)]


async def ask_for(wished: Sequence[tuple[Caller, date]]) -> None:
    """Everybody types the order without waiting for an answer, as quick people do."""
    for caller, day in wished:
        for words in ("Храна", f"{day.day}.{day.month}", "да"):
            await caller.phone.say(words)


async def storm(house: House, *, orders: int, kills: int, callers: int = 24, seed: int = 1) -> CrashReport:
    """People order in the chat while the bot is killed again and again."""
    rng = random.Random(seed)
    chats = await linked_callers(house, callers, standing=False)
    first_day = clock.local(house.now()).date() + timedelta(days=1)
    wished = wishes(chats, orders, first_day)
    await ask_for(wished)
    for command in ("bot", "jobs"):
        await house.start(command)
    # Each order is answered by at least three messages; the last kill must still find work.
    step = max(1, orders * 3 // (kills + 1))
    answers = _answers(house)
    for _ in range(kills):
        await _kill_after(house, "bot", answers, rng.randint(1, step), rng.uniform(0, SOON))
        await house.start_again("bot")
    await until(lambda: nothing_waits(house), "every update is handled")
    await house.stop("bot")
    await let_leases_end(house)
    report = CrashReport(kills=kills, orders=orders)
    await count_orders(house, wished, report)
    await count_messages(house, chats, report)
    return report


async def day_under_fire(house: House, *, kills: int, callers: int = 16, seed: int = 1) -> CrashReport:
    """The jobs of an evening are done while their process is killed again and again."""
    rng = random.Random(seed)
    chats = await linked_callers(house, callers, standing=True)
    await house.start("jobs")
    for _ in range(kills):
        await until(lambda: _may_be_killed(house), "a job that was not killed too often")
        await _kill_after(house, "jobs", _steps(house), rng.randint(1, 3), rng.uniform(0, SOON))
        house.move_clock(house.now() + LEASES_END)
        await house.start_again("jobs")
    await until(lambda: jobs_are_over(house), "every job is over")
    await let_leases_end(house)
    report = CrashReport(kills=kills)
    await count_messages(house, chats, report)
    return report


async def let_leases_end(house: House) -> None:
    """Let time pass until the sender has done all it may: what a dead process held, and then what is repeated."""
    await house.stop("jobs")
    for _ in range(3):
        house.move_clock(house.now() + LEASES_END)
        await house.start("jobs")
        await until(lambda: nothing_is_due(house), "everything due is sent")
        await house.stop("jobs")
        if not await house.rows(sa.select(_MESSAGE.c.id).where(_MESSAGE.c.status == MessageStatus.NEW)):
            return
    raise AssertionError("messages are put off for ever")


async def _kill_after(house: House, name: str, steps: Callable[[], Awaitable[int]], count: int, soon: float) -> None:
    """Kill the process when it has done so many more steps, at an instant of its own."""
    goal = await steps() + count

    async def reached() -> bool:
        return await steps() >= goal

    await until(reached, f"{count} more steps of {name}")
    await asyncio.sleep(soon)
    house.kill(name)


def _answers(house: House) -> Callable[[], Awaitable[int]]:
    """How many messages the simulator was asked to send."""
    seen: list[int] = []

    async def answers() -> int:
        after = seen[-1] if seen else 0
        seen.extend(call["number"] for call in await house.simulator.calls(method="sendMessage", after=after))
        return len(seen)

    return answers


def _steps(house: House) -> Callable[[], Awaitable[int]]:
    """What the jobs have begun, finished and sent."""

    async def steps() -> int:
        runs = await house.rows(sa.select(_RUN.c.attempts, _RUN.c.state))
        sent = await house.rows(sa.select(sa.func.count()).where(_MESSAGE.c.status != MessageStatus.NEW))
        return sum(run.attempts + (run.state is JobState.DONE) for run in runs) + int(sent[0][0])

    return steps


async def _may_be_killed(house: House) -> bool:
    rows = sa.select(_RUN.c.job).where(_RUN.c.attempts >= MOST_ATTEMPTS, _RUN.c.state == JobState.RUNNING)
    return not await house.rows(rows)


async def jobs_are_over(house: House) -> bool:
    """Whether nothing of the timetable is under way any more, and the evening's news is written."""
    runs = await house.rows(sa.select(_RUN))
    assert [run for run in runs if run.state is JobState.FAILED] == []
    done = {run.job.partition("/")[0] for run in runs if run.state is JobState.DONE}
    return "tell_about_tomorrow" in done and all(run.state is not JobState.RUNNING for run in runs)


async def nothing_waits(house: House) -> bool:
    """Whether every update has been handled."""
    return int((await house.simulator.state())["updates_waiting"]) == 0


async def nothing_is_due(house: House) -> bool:
    """Whether no message can be sent now."""
    now = house.now()
    due = (_MESSAGE.c.status == MessageStatus.NEW) & (_MESSAGE.c.not_before <= now)
    return not await house.rows(
        sa.select(_MESSAGE.c.id).where(due | (_MESSAGE.c.status == MessageStatus.SENDING)).limit(1)
    )


async def count_orders(house: House, wished: Sequence[tuple[Caller, date]], report: CrashReport) -> None:
    """Each wish is one order, made once, and its person has read so."""
    rows = await house.rows(
        sa.select(_ORDER).where(_ORDER.c.person_id.is_not(None), _ORDER.c.status == OrderStatus.ORDERED)
    )
    held = Counter((row.person_id, row.day) for row in rows)
    wanted = Counter((caller.person_id, day) for caller, day in wished)
    report.lost += [f"order {one}" for one in wanted - held]
    report.doubled += [f"order {one}" for one in held - wanted]
    made = await house.rows(
        sa.select(_AUDIT.c.record_id).where(
            _AUDIT.c.record == "meal_order",
            _AUDIT.c.action == AuditAction.CREATED,
            _AUDIT.c.record_id.in_([row.id for row in rows]),
        )
    )
    report.doubled += [f"order {one} was made again" for one, times in Counter(made).items() if times > 1]
    for caller, day in wished:
        told = [
            text for text in await _read(caller.phone) if "Записах храна за" in text and day_words(DEFAULT, day) in text
        ]
        if not told:
            report.lost += [f"confirmation to {caller.person_id} for {day}"]


async def count_messages(house: House, callers: Sequence[Caller], report: CrashReport) -> None:
    """Each message is delivered once, or once more where it is marked; what must arrive has arrived."""
    rows = await house.rows(sa.select(_MESSAGE).order_by(_MESSAGE.c.id))
    for caller in callers:
        delivered = await _read(caller.phone)
        plain = Counter(text for text in delivered if not text.startswith(AGAIN))
        marked = Counter(text.removeprefix(AGAIN) for text in delivered if text.startswith(AGAIN))
        mine = [row for row in rows if row.telegram_id == caller.phone.chat_id]
        written = Counter(row.text.removeprefix(AGAIN) for row in mine)
        must = Counter(row.text.removeprefix(AGAIN) for row in mine if row.must_arrive)
        repeated = Counter(row.text.removeprefix(AGAIN) for row in mine if row.repeated)
        report.doubled += [f"{caller.person_id}: {text}" for text in (plain - written) + (marked - repeated)]
        report.lost += [f"{caller.person_id}: {text}" for text in must - (plain + marked)]
        report.marked += marked.total()
    report.unknown += len([row for row in rows if row.status is MessageStatus.UNKNOWN and not row.must_arrive])
    stuck = [row for row in rows if row.status in (MessageStatus.NEW, MessageStatus.SENDING, MessageStatus.DEAD)]
    report.lost += [f"message {row.id} is {row.status}" for row in stuck]


async def _read(phone: Phone) -> list[str]:
    """What the phone was sent."""
    transcript: list[dict[str, Any]] = await phone.transcript()
    return [str(one.get("text", "")) for one in transcript if one["by_bot"]]
