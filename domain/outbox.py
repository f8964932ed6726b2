"""Every message is first a row: written in the transaction of what it tells, sent afterwards by the sender.

A news is worded for each reader in the reader's own language. Putting is idempotent by `dedupe`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, dialogues, statements
from domain.phrases import Phrase, Spoken, say
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.outbox import MessageStatus, OutboxMessage, Priority
from models.people import Kinship, PersonStatus, Relative
from models.routes import Driver

USUAL_LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class News:
    """Something to tell: what, how urgent, until when it is of use, and the buttons that belong to it."""

    kind: str
    text: Spoken
    dedupe: str | None = None
    priority: Priority = Priority.NEWS
    must_arrive: bool = False
    silent: bool = False
    not_before: datetime | None = None
    expires_at: datetime | None = None
    #: A reply keyboard, one button a row. Empty: the reader's keyboard stays as it is.
    buttons: Sequence[Phrase] = field(default_factory=tuple)


@dataclass(frozen=True)
class Reader:
    """A chat that can be written to, and how."""

    telegram_id: int
    language: str
    organisation_id: int
    person_id: int | None = None
    office_id: int | None = None


class Told(Protocol):
    """A service user, as far as news about the person need it."""

    @property
    def key(self) -> int:
        """The person's number."""

    organisation_id: int
    office_id: int
    language: str
    status: PersonStatus


async def tell_person(session: AsyncSession, person: Told, news: News) -> bool:
    """Write to the person's own chat. False when there is none, or when the person has died."""
    found = await statements.fetch(session, _PERSONS_CHAT, person=person.key)
    if not found or person.status is PersonStatus.DECEASED:
        return False
    reader = Reader(found[0].telegram_id, person.language, person.organisation_id, person.key, person.office_id)
    await put(session, reader, news)
    return True


async def tell_relatives(session: AsyncSession, person: Told, news: News, *, but: int | None = None) -> int:
    """Write to every relative who is to be told about the person, `but` the one who did it. Says to how many."""
    if person.status is PersonStatus.DECEASED:
        return 0
    found = [row for row in await statements.fetch(session, _RELATIVES_CHATS, person=person.key) if row.id != but]
    readers = [
        (Reader(row.telegram_id, row.language, person.organisation_id, person.key, person.office_id), row.id)
        for row in found
    ]
    await put_rows(session, [row_of(reader, news, suffix=f":relative:{number}") for reader, number in readers])
    return len(found)


async def tell_driver(session: AsyncSession, driver: Driver, news: News) -> bool:
    """Write to the driver's chat. False when there is none."""
    rows = sa.select(col(Chat.telegram_id)).where(col(Chat.driver_id) == driver.key)
    telegram_id = await session.scalar(_reachable(rows))
    if telegram_id is None:
        return False
    await put(session, Reader(telegram_id, driver.language, driver.organisation_id), news)
    return True


def _reachable(rows: Any) -> Any:
    """Only chats that are linked and can be written to."""
    return rows.where(col(Chat.status) == ChatStatus.LINKED, col(Chat.blocked).is_(False))


#: Whoever is told of a person is told with every press: these are built once and bind the person themselves.
_CHAT, _RELATIVE, _KINSHIP = table_of(Chat), table_of(Relative), table_of(Kinship)
_CAN_BE_TOLD = (_CHAT.c.status == ChatStatus.LINKED, _CHAT.c.blocked.is_(False))
_PERSONS_CHAT = sa.select(_CHAT.c.telegram_id).where(_CHAT.c.person_id == sa.bindparam("person"), *_CAN_BE_TOLD)
_RELATIVES_CHATS = (
    sa.select(_CHAT.c.telegram_id, _RELATIVE.c.language, _RELATIVE.c.id)
    .join(_RELATIVE, _RELATIVE.c.id == _CHAT.c.relative_id)
    .join(_KINSHIP, _KINSHIP.c.relative_id == _RELATIVE.c.id)
    .where(
        _KINSHIP.c.person_id == sa.bindparam("person"),
        _KINSHIP.c.is_told,
        _KINSHIP.c.ended_at.is_(None),
        *_CAN_BE_TOLD,
    )
    .order_by(_KINSHIP.c.call_order, _RELATIVE.c.id)
)


async def put(session: AsyncSession, reader: Reader, news: News, *, suffix: str = "") -> None:
    """Write one message row; the same `dedupe` twice writes one.

    New buttons take the place of those under the open question, so that question is no longer open: a "yes" must not
    answer what its reader cannot see.
    """
    if news.buttons:
        await dialogues.forget(session, reader.telegram_id)
    await put_rows(session, [row_of(reader, news, suffix=suffix)])


def row_of(reader: Reader, news: News, *, suffix: str = "") -> dict[str, Any]:
    """The row of one message to one reader, for `put_rows`."""
    now = clock.now()
    buttons = [[say(reader.language, button)] for button in news.buttons]
    return {
        "organisation_id": reader.organisation_id,
        "telegram_id": reader.telegram_id,
        "person_id": reader.person_id,
        "office_id": reader.office_id,
        "kind": news.kind,
        "text": news.text(reader.language),
        "markup": {"keyboard": buttons} if buttons else None,
        "dedupe_key": news.dedupe + suffix if news.dedupe else None,
        "priority": int(news.priority),
        "must_arrive": news.must_arrive,
        "silent": news.silent,
        "status": MessageStatus.NEW,
        "not_before": news.not_before or now,
        "expires_at": news.expires_at or now + USUAL_LIFE,
        "attempts": 0,
        "repeated": False,
        "worker": "",
        "error": "",
        "created_at": now,
    }


_TABLE = table_of(OutboxMessage)
_INSERTS = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"]),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"]),
}


async def put_rows(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write many messages at once; those whose `dedupe_key` is there already are left out."""
    if rows:
        connection = await session.connection()
        await connection.execute(_INSERTS[connection.dialect.name], list(rows))


async def withdraw(session: AsyncSession, dedupe: str) -> None:
    """Take back a message that is no longer true, where it has not been sent yet."""
    await session.execute(
        sa.update(OutboxMessage)
        .where(
            col(OutboxMessage.dedupe_key).in_([dedupe]) | col(OutboxMessage.dedupe_key).like(f"{dedupe}:relative:%"),
            col(OutboxMessage.status) == MessageStatus.NEW,
        )
        .values(status=MessageStatus.CANCELLED)
        .execution_options(audited=True, synchronize_session=False)
    )
