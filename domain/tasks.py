"""Tasks of the offices: opened by chats, drivers and jobs, closed only by people; every one has a clock."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, alarms, audit, clock
from domain.access import Actor, ActorKind, Deed
from domain.asking import Asker, who_asks
from domain.calendar import calendar_of
from domain.database import lock_day
from domain.due import due_at
from domain.links.knowing import who_is
from domain.outbox import News, Reader, put
from domain.phones import spoken_phone
from domain.phrases import _, hour_words, near_day, say, spoken
from domain.refusals import NotAllowed, NotFound, Refusal
from models.audit import AuditAction
from models.chats import Chat, ChatStatus
from models.outbox import Priority
from models.places import Office
from models.staff import Staff
from models.tasks import ALARMS, Task, TaskKind, TaskOutcome

#: Kinds whose asker was promised a call in the chat.
PROMISED = (TaskKind.CALL_ME, TaskKind.HELP, TaskKind.NOT_UNDERSTOOD, TaskKind.VOICE, TaskKind.NEWCOMER)


class AlreadyTaken(Refusal):
    """{name} is doing this already. Please choose another task."""


class AlreadyClosed(Refusal):
    """This task is closed already. Please look at the list again."""


class AlarmNeedsOutcome(Refusal):
    """An alarm is closed only when you know how the person is. Please choose what you found out."""


class DecideOnTheChat(Refusal):
    """A chat waits for your answer. Please approve it or end it; that closes the task."""


@dataclass(frozen=True)
class Promise:
    """Who will call and until when, to be said to the one who asked."""

    office: str
    phone: str
    until: datetime


async def open_task(
    session: AsyncSession,
    actor: Actor,
    *,
    kind: TaskKind,
    person_id: int | None = None,
    office_id: int | None = None,
    stop_id: int | None = None,
    words: str = "",
    phone: str = "",
    chat: int | None = None,
) -> Task:
    """Open a task for the office of whom it is about (or the one given); the same need asked again is the same task.

    Without `person_id` it is about the person who asks, or whose relative asks.
    """
    asker = await who_asks(session, actor, person_id=person_id, office_id=office_id)
    await lock_day(session, f"tasks:{asker.office_id}:{kind}", alone=True)
    same = await _same_need(session, asker, kind, stop_id, phone or asker.phone, chat)
    if same:
        same.words = _added(same.words, words)
        await session.flush()
        return same
    now = clock.now()
    task = Task(
        organisation_id=asker.organisation_id,
        office_id=asker.office_id,
        person_id=asker.person_id,
        stop_id=stop_id,
        kind=kind,
        words=words,
        phone=phone or asker.phone,
        chat=chat,
        asked_by=asker.name,
        opened_at=now,
        due_at=due_at(kind, now, await calendar_of(session, asker.organisation_id)),
    )
    return await _written(session, task)


async def _written(session: AsyncSession, task: Task) -> Task:
    """The task in the database; of two alarms for one stop at the same instant, the first."""
    try:
        async with session.begin_nested():
            session.add(task)
    except IntegrityError:
        rows = sa.select(Task).where(
            col(Task.stop_id) == task.stop_id, col(Task.kind) == task.kind, col(Task.closed_at).is_(None)
        )
        found = await session.scalar(rows)
        if found is None:
            raise
        return found
    return task


async def _same_need(
    session: AsyncSession, asker: Asker, kind: TaskKind, stop_id: int | None, phone: str, chat: int | None
) -> Task | None:
    """The open task that already asks for the same."""
    rows = sa.select(Task).where(col(Task.kind) == kind, col(Task.closed_at).is_(None))
    if stop_id is not None:
        rows = rows.where(col(Task.stop_id) == stop_id)
    elif chat is not None:
        rows = rows.where(col(Task.chat) == chat, col(Task.person_id).is_not_distinct_from(asker.person_id))
    elif asker.person_id is not None:
        rows = rows.where(col(Task.person_id) == asker.person_id, col(Task.stop_id).is_(None))
    elif phone:
        rows = rows.where(col(Task.phone) == phone, col(Task.office_id) == asker.office_id)
    else:
        return None
    return await session.scalar(rows.order_by(col(Task.id)).limit(1))


def _added(before: str, words: str) -> str:
    """The words with what was said now, if it is new."""
    if not words or words in before.split("\n"):
        return before
    return f"{before}\n{words}" if before else words


async def take_task(session: AsyncSession, actor: Actor, *, task_id: int) -> Task:
    """Say that the actor does it. Raises AlreadyTaken, AlreadyClosed."""
    task = await _in_hand(session, actor, task_id)
    if task.closed_at:
        raise AlreadyClosed
    if task.taken_by is None:
        task.taken_by, task.taken_at = actor.number, clock.now()
        await session.flush()
    elif task.taken_by != actor.number:
        other = await session.get(Staff, task.taken_by)
        raise AlreadyTaken(name=other.name if other else "")
    return task


async def close_task(
    session: AsyncSession, actor: Actor, *, task_id: int, outcome: TaskOutcome, words: str = ""
) -> Task:
    """Close a task by hand with how it ended. Raises AlarmNeedsOutcome, AlreadyClosed, DecideOnTheChat."""
    task = await _in_hand(session, actor, task_id)
    if task.closed_at:
        if (task.outcome, task.closed_by) == (outcome, actor.number):
            return task  # the same press again
        raise AlreadyClosed
    if task.kind in ALARMS and outcome not in alarms.OUTCOMES:
        raise AlarmNeedsOutcome
    if task.kind is TaskKind.APPROVE_LINK and await _chat_waits(session, task):
        raise DecideOnTheChat
    task.closed_at, task.closed_by = clock.now(), actor.number
    task.outcome, task.outcome_words = outcome, words.strip()
    await session.flush()
    await alarms.tell_the_relatives(session, task)
    return task


async def _in_hand(session: AsyncSession, actor: Actor, task_id: int) -> Task:
    """A task of the actor's offices, locked: of two who press at once, the second sees what the first did."""
    access.demand(actor, Deed.ANSWER_TASKS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    return await access.find(session, access.visible_tasks(actor).with_for_update(of=Task), task_id, fresh=True)


async def _chat_waits(session: AsyncSession, task: Task) -> bool:
    rows = sa.select(col(Chat.id)).where(col(Chat.telegram_id) == task.chat, col(Chat.status) == ChatStatus.WAITING)
    return await session.scalar(rows) is not None


async def note_well(session: AsyncSession, actor: Actor) -> list[Task]:
    """Note on the person's open alarms that "I am well" was pressed; they stay open until the office closes them."""
    if actor.kind is not ActorKind.PERSON or actor.number is None:
        raise NotAllowed
    return await alarms.note(session, _("{hour}: pressed “I am well” in the chat"), person_id=actor.number)


async def remind_unanswered(session: AsyncSession, _actor: Actor) -> int:
    """Mark the tasks that are late, once, and tell those who were promised a call. Says how many."""
    now = clock.now()
    late = await session.scalars(
        sa.update(Task)
        .where(col(Task.closed_at).is_(None), col(Task.reminded_at).is_(None), col(Task.due_at) < now)
        .values(reminded_at=now)
        .returning(col(Task.id))
        .execution_options(audited=True, synchronize_session=False)
    )
    numbers = sorted(number for number in late if number is not None)
    if numbers:
        audit.record(session, AuditAction.CHANGED, "task", None, after={"reminded": numbers})
    tasks = await session.scalars(sa.select(Task).where(col(Task.id).in_(numbers)).order_by(col(Task.id)))
    for task in tasks:
        if task.chat is not None and task.kind in PROMISED:
            await _say_that_we_are_late(session, task, task.chat)
    return len(numbers)


async def _say_that_we_are_late(session: AsyncSession, task: Task, chat: int) -> None:
    promised = await promise(session, task)
    text = _("{office} has not called you yet, and will still call. If you cannot wait, please call {phone}.")
    reader = Reader(chat, (await who_is(session, chat)).language, task.organisation_id, task.person_id, task.office_id)
    news = News(
        kind="call_late",
        text=spoken(text, office=promised.office, phone=promised.phone),
        dedupe=f"call_late:{task.key}",
        priority=Priority.NEWS,
    )
    await put(session, reader, news)


async def promise(session: AsyncSession, task: Task) -> Promise:
    """Who will call and until when."""
    office = await session.get(Office, task.office_id)
    if office is None:
        raise NotFound
    return Promise(office.name, spoken_phone(office.phone), task.due_at)


def promise_words(language: str, promised: Promise) -> str:
    """The promise as a sentence: "Служба Младост ще Ви се обади днес до 16 часа."."""
    until = clock.local(promised.until)
    hour = hour_words(promised.until) if until.minute else str(until.hour)
    if until.date() == clock.today():
        return say(language, _("{office} will call you today by {hour} o'clock."), office=promised.office, hour=hour)
    return say(
        language,
        _("{office} will call you: {day}, by {hour} o'clock."),
        office=promised.office,
        day=near_day(language, until.date()),
        hour=hour,
    )
