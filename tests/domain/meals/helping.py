"""Days, and short ways to ask the database what is written."""

from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from domain import clock
from domain.access import job
from models.base import Owned
from models.chats import Chat, ChatStatus
from models.meals import MealOrder, OrderOrigin, OrderStatus
from models.outbox import OutboxMessage
from models.people import Person, Relative
from tests.cast import Cast

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (24, 25, 26, 27))
SATURDAY, MONDAY, TUESDAY_AFTER = date(2026, 11, 28), date(2026, 11, 30), date(2026, 12, 1)

#: Of a row: day, status, origin, portions, late, and whether the kitchens have counted it.
Written = tuple[date, OrderStatus, OrderOrigin, int, bool, bool]


def at(day: date, hour: int, minute: int = 0) -> None:
    """Move the standing clock to an hour of Sofia."""
    clock.set_to(clock.at(day, time(hour, minute)))


async def orders_of(people: Cast, person: Person) -> list[Written]:
    """What is written of a person's days."""
    async with people.database.reading(people.job) as session:
        rows = sa.select(MealOrder).where(col(MealOrder.person_id) == person.id).order_by(col(MealOrder.day))
        return [
            (row.day, row.status, row.origin, row.portions, row.late, row.closed_at is not None)
            for row in await session.scalars(rows)
        ]


async def link(people: Cast, *, person: Person | None = None, relative: Relative | None = None, chat: int) -> None:
    """Give somebody a chat."""
    owner = person or relative
    assert owner is not None
    await write(
        people,
        Chat(
            organisation_id=owner.organisation_id,
            telegram_id=chat,
            person_id=person.id if person else None,
            relative_id=relative.id if relative else None,
            status=ChatStatus.LINKED,
            linked_at=datetime(2026, 11, 1, tzinfo=UTC),
        ),
    )


async def write(people: Cast, *rows: Owned) -> None:
    """Put rows into the database."""
    async with people.database.unit(people.job) as session:
        session.add_all(rows)


async def change(people: Cast, row: SQLModel, **values: object) -> None:
    """Change a row of the cast, of whichever organisation."""
    async with people.database.unit(job("test")) as session:
        found = await session.get_one(type(row), row.id)  # type: ignore[attr-defined]
        for name, value in values.items():
            setattr(found, name, value)


async def messages(people: Cast) -> list[tuple[int, str]]:
    """Every message in the outbox: to which chat, and what."""
    async with people.database.reading(people.job) as session:
        rows = sa.select(OutboxMessage).order_by(col(OutboxMessage.telegram_id), col(OutboxMessage.id))
        return [(row.telegram_id, row.text) for row in await session.scalars(rows)]
