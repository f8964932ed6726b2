"""One task with all that the colleague needs who answers it: where the door is, who has a key, whom to call next."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor, find, visible_people, visible_tasks
from domain.addresses import address_line
from domain.refusals import NotFound
from domain.relatives import Kin, kin_of
from domain.tasks import TaskRow, open_tasks
from models.people import Address, Person
from models.tasks import Task


@dataclass(frozen=True)
class TaskSheet:
    """A task; `row` is its clock while it is open. Without a person there is no address and nobody close."""

    task: Task
    row: TaskRow | None
    address: str = ""
    key_holder: str = ""
    kin: tuple[Kin, ...] = ()


async def task_sheet(session: AsyncSession, actor: Actor, *, task_id: int) -> TaskSheet:
    """A task of the actor's offices with the person's door, key and relatives, as they are called. Raises NotFound."""
    task = await find(session, visible_tasks(actor), task_id)
    row = next((one for one in await open_tasks(session, actor) if one.task.id == task.id), None)
    person = await _person(session, actor, task)
    if person is None:
        return TaskSheet(task, row)
    address = await session.get_one(Address, person.address_id)
    return TaskSheet(
        task,
        row,
        address_line(actor.language, address),
        person.key_holder,
        tuple(await kin_of(session, actor, person_id=person.key)),
    )


async def _person(session: AsyncSession, actor: Actor, task: Task) -> Person | None:
    """The task's person, where the actor may see the card."""
    if task.person_id is None:
        return None
    try:
        return await find(session, visible_people(actor), task.person_id)
    except NotFound:
        return None
