"""Every message is first a row: written in the transaction of what it tells, sent afterwards by the sender.

A news is worded for each reader in the reader's own language. Putting is idempotent by `dedupe`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.phrases import Phrase, Spoken, say
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.outbox import MessageStatus, OutboxMessage, Priority
from models.people import Kinship, Person, PersonStatus, Relative
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


async def tell_person(session: AsyncSession, person: Person, news: News) -> bool:
    """Write to the person's own chat. False when there is none, or when the person has died."""
    rows = sa.select(col(Chat.telegram_id)).where(col(Chat.person_id) == person.key)
    telegram_id = await session.scalar(_reachable(rows))
    if telegram_id is None or person.status is PersonStatus.DECEASED:
        return False
    reader = Reader(telegram_id, person.language, person.organisation_id, person.id, person.office_id)
    await put(session, reader, news)
    return True


async def tell_relatives(session: AsyncSession, person: Person, news: News) -> int:
    """Write to every relative who is to be told about the person. Says to how many."""
    if person.status is PersonStatus.DECEASED:
        return 0
    rows = (
        sa.select(col(Chat.telegram_id), col(Relative.language), col(Relative.id))
        .join(Relative, col(Relative.id) == col(Chat.relative_id))
        .join(Kinship, col(Kinship.relative_id) == col(Relative.id))
        .where(col(Kinship.person_id) == person.key, col(Kinship.is_told), col(Kinship.ended_at).is_(None))
        .order_by(col(Kinship.call_order), col(Relative.id))
    )
    found = (await session.execute(_reachable(rows))).all()
    for telegram_id, language, relative_id in found:
        reader = Reader(telegram_id, language, person.organisation_id, person.id, person.office_id)
        await put(session, reader, news, suffix=f":relative:{relative_id}")
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


async def put(session: AsyncSession, reader: Reader, news: News, *, suffix: str = "") -> None:
    """Write one message row; the same `dedupe` twice writes one."""
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
