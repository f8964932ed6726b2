"""Tasks as the office reads them: what waits, with its clock, and one task with all that who answers it needs.

Of a guarded person's task the office reads what it takes to act, as of somebody unknown: the door, or a phone to call
back. Whose it is the team reads, and in an open alarm everybody, because somebody may lie behind a door.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, find, knows_of_task, visible_people, visible_tasks
from domain.addresses import address_line
from domain.refusals import NotFound
from domain.relatives import Kin, kin_of
from models.people import Address, Person
from models.places import Office
from models.staff import Staff
from models.tasks import ALARMS, Task, TaskKind


@dataclass(frozen=True)
class Told:
    """What the actor may read of a task: `words` and `asked_by` may name somebody, `person` does."""

    person: str
    words: str
    asked_by: str


@dataclass(frozen=True)
class TaskRow:
    """A task as a list shows it."""

    task: Task
    told: Told
    person_phone: str | None
    office: str
    taken_by: str
    is_alarm: bool
    is_late: bool


@dataclass(frozen=True)
class TaskSheet:
    """A task; `row` is its clock while it is open. Without a person there is no address and nobody close.

    `opens_card`: whether the actor finds the person's card.
    """

    task: Task
    told: Told
    row: TaskRow | None
    opens_card: bool = False
    address: str = ""
    key_holder: str = ""
    kin: tuple[Kin, ...] = ()


def told_of(task: Task, person: Person | None, *, knows: bool) -> Told:
    """The task in the words that the actor may read. What a driver reported names a door and nobody behind it."""
    if knows:
        return Told(person.full_name if person else "", task.words, task.asked_by)
    of_the_door = task.kind is TaskKind.DELIVERY_PROBLEM
    return Told("", task.words if of_the_door else "", task.asked_by if of_the_door else "")


async def open_tasks(session: AsyncSession, actor: Actor, *, person_id: int | None = None) -> list[TaskRow]:
    """Open tasks of the actor's offices: alarms first, then by when they are due."""
    rows = visible_tasks(actor)
    if person_id is not None:
        rows = rows.where(col(Task.person_id) == person_id)
    last = sa.case((col(Task.kind).in_(ALARMS), 0), else_=1)
    return await _rows(session, actor, rows.order_by(last, col(Task.due_at), col(Task.id)))


async def open_alarms(session: AsyncSession, actor: Actor) -> list[TaskRow]:
    """Open alarms alone, the oldest first: for the top of every page."""
    rows = visible_tasks(actor).where(col(Task.kind).in_(ALARMS))
    return await _rows(session, actor, rows.order_by(col(Task.opened_at), col(Task.id)))


async def _rows(session: AsyncSession, actor: Actor, tasks: sa.Select[Any]) -> list[TaskRow]:
    """The open ones among the tasks, with the names that a list shows."""
    rows = (
        tasks.where(col(Task.closed_at).is_(None))
        .join(Office, col(Office.id) == col(Task.office_id))
        .outerjoin(Person, col(Person.id) == col(Task.person_id))
        .outerjoin(Staff, col(Staff.id) == col(Task.taken_by))
        .add_columns(Person, col(Office.name), col(Staff.name), knows_of_task(actor))
    )
    now = clock.now()
    return [
        TaskRow(
            task=task,
            told=told_of(task, person, knows=knows),
            person_phone=person.phone if person else None,
            office=office,
            taken_by=worker or "",
            is_alarm=task.kind in ALARMS,
            is_late=task.due_at < now,
        )
        for task, person, office, worker, knows in await session.execute(rows)
    ]


async def task_sheet(session: AsyncSession, actor: Actor, *, task_id: int) -> TaskSheet:
    """A task of the actor's offices with the person's door, key and relatives, as they are called. Raises NotFound.

    In an alarm everybody reads the door and who has the key; relatives are called by whoever finds the card.
    """
    task = await find(session, visible_tasks(actor), task_id)
    row = next((one for one in await open_tasks(session, actor) if one.task.id == task.id), None)
    person = await session.get(Person, task.person_id) if task.person_id else None
    known = await session.scalar(sa.select(knows_of_task(actor)).where(col(Task.id) == task.id))
    told = told_of(task, person, knows=bool(known))
    if person is None or not known:
        return TaskSheet(task, told, row)
    address = await session.get_one(Address, person.address_id)
    kin = await _kin(session, actor, person)
    return TaskSheet(
        task, told, row, kin is not None, address_line(actor.language, address), person.key_holder, tuple(kin or ())
    )


async def _kin(session: AsyncSession, actor: Actor, person: Person) -> list[Kin] | None:
    """The relatives; None for whoever does not find the card."""
    try:
        await find(session, visible_people(actor), person.id)
    except NotFound:
        return None
    return await kin_of(session, actor, person_id=person.key)
