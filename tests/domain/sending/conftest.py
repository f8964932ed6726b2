"""A Telegram that does what it is told to, a clock of ticks, and a mailbox to put messages in."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.access import job
from domain.database import Database
from domain.outbox import News, Reader, put_rows, row_of
from domain.sending.gateway import Outgoing, Result, Sent
from models.chats import Chat, ChatStatus
from models.outbox import OutboxMessage, Priority
from tests.cast import Cast

PHONE, OTHER_PHONE = 1001, 1002


@dataclass
class Told:
    """The other end of the line: answers what it was told to, and remembers what it was given."""

    answers: list[Result] = field(default_factory=list)
    given: list[Outgoing] = field(default_factory=list)

    async def send(self, message: Outgoing) -> Result:
        self.given.append(message)
        return self.answers.pop(0) if self.answers else Sent(len(self.given))

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.given]


@dataclass
class Ticks:
    """Seconds that pass only when a test says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Mailbox:
    """Puts messages into the outbox and looks at them."""

    people: Cast

    @property
    def database(self) -> Database:
        return self.people.database

    async def put(self, *texts: str, chat: int = PHONE, **how: object) -> list[int]:
        reader = Reader(chat, "bg", self.people.sofia.key, self.people.maria.id, self.people.mladost.id)
        rows = [row_of(reader, News("test", _say(text), **how)) for text in texts]
        async with self.database.unit(job("test")) as session:
            before = await session.scalar(sa.select(sa.func.max(col(OutboxMessage.id)))) or 0
            await put_rows(session, rows)
            found = await session.scalars(sa.select(col(OutboxMessage.id)).where(col(OutboxMessage.id) > before))
            return sorted(found)

    async def rows(self) -> list[OutboxMessage]:
        async with self.database.reading(job("test")) as session:
            return list(await session.scalars(sa.select(OutboxMessage).order_by(col(OutboxMessage.id))))

    async def row(self, number: int) -> OutboxMessage:
        return next(row for row in await self.rows() if row.id == number)


def _say(text: str) -> Callable[[str], str]:
    return lambda language: text


@pytest.fixture
async def mailbox(people: Cast, tuesday: object) -> Mailbox:
    """Maria's chat, linked, on each engine."""
    async with people.database.unit(people.job) as session:
        session.add(
            Chat(
                organisation_id=people.sofia.key, telegram_id=PHONE, person_id=people.maria.key,
                status=ChatStatus.LINKED, linked_at=tuesday,
            )
        )  # fmt: skip
    return Mailbox(people)


__all__ = ["OTHER_PHONE", "PHONE", "Mailbox", "Priority", "Ticks", "Told"]
