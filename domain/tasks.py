"""Tasks of the offices: opened by chats, drivers and jobs, closed only by people; every one has a clock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.refusals import Refusal
from models.tasks import Task, TaskKind, TaskOutcome


class AlreadyTaken(Refusal):
    """{name} is doing this already. Please choose another task."""


class AlreadyClosed(Refusal):
    """This task is closed already. Please look at the list again."""


class AlarmNeedsOutcome(Refusal):
    """An alarm is closed only when you know how the person is. Please choose what you found out."""


@dataclass(frozen=True)
class TaskRow:
    """A task as a list shows it."""

    task: Task
    person: str
    person_phone: str | None
    office: str
    taken_by: str
    is_alarm: bool
    is_late: bool


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
    """Open a task for the person's office (or the one given); the same open need asked again is the same task."""
    raise NotImplementedError


async def take_task(session: AsyncSession, actor: Actor, *, task_id: int) -> Task:
    """Say that the actor does it. Raises AlreadyTaken, AlreadyClosed."""
    raise NotImplementedError


async def close_task(
    session: AsyncSession, actor: Actor, *, task_id: int, outcome: TaskOutcome, words: str = ""
) -> Task:
    """Close a task by hand with how it ended. Raises AlarmNeedsOutcome, AlreadyClosed."""
    raise NotImplementedError


async def note_well(session: AsyncSession, actor: Actor) -> list[Task]:
    """Note on the person's open alarms that she pressed "I am well"; they stay open until the office closes them."""
    raise NotImplementedError


async def open_tasks(session: AsyncSession, actor: Actor, *, person_id: int | None = None) -> list[TaskRow]:
    """Open tasks of the actor's offices: alarms first, then by when they are due."""
    raise NotImplementedError


async def open_alarms(session: AsyncSession, actor: Actor) -> list[TaskRow]:
    """Open alarms alone, the oldest first: for the top of every page."""
    raise NotImplementedError


async def remind_unanswered(session: AsyncSession, actor: Actor) -> int:
    """Mark the tasks that are late, once, and tell those who asked by chat. Says how many."""
    raise NotImplementedError


async def promise(session: AsyncSession, task: Task) -> Promise:
    """Who will call and until when."""
    raise NotImplementedError


def promise_words(language: str, promised: Promise) -> str:
    """The promise as a sentence: "Служба Младост ще Ви се обади днес до 16 часа."."""
    raise NotImplementedError
