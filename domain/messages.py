"""The messages of the outbox as the office sees them: what waits, what arrived, and what did not."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, visible_messages
from models.chats import Chat, ChatStatus
from models.outbox import MessageStatus, OutboxMessage
from models.people import Person, Relative
from models.routes import Driver

PER_PAGE = 50
#: Messages that somebody may have to pass on by phone.
TROUBLED = (MessageStatus.DEAD, MessageStatus.UNKNOWN)


@dataclass(frozen=True)
class MessageRow:
    """One message: about whom, and who reads the chat (empty where that is nobody we know)."""

    message: OutboxMessage
    person: str
    reader: str


@dataclass(frozen=True)
class MessagePage:
    """A page of messages; `older` begins the next one, None at the end."""

    rows: list[MessageRow]
    older: int | None


async def message_page(
    session: AsyncSession,
    actor: Actor,
    *,
    statuses: tuple[MessageStatus, ...] = (),
    person_id: int | None = None,
    older_than: int | None = None,
    per_page: int = PER_PAGE,
) -> MessagePage:
    """The newest messages of the actor's offices, of these statuses or of one person where asked."""
    demand(actor, Deed.SEE_MESSAGES)
    rows = visible_messages(actor)
    if statuses:
        rows = rows.where(col(OutboxMessage.status).in_(statuses))
    if person_id is not None:
        rows = rows.where(col(OutboxMessage.person_id) == person_id)
    if older_than is not None:
        rows = rows.where(col(OutboxMessage.id) < older_than)
    found = list(await session.scalars(rows.order_by(col(OutboxMessage.id).desc()).limit(per_page + 1)))
    shown = found[:per_page]
    return MessagePage(await _with_names(session, shown), shown[-1].id if len(found) > per_page else None)


async def message_counts(session: AsyncSession, actor: Actor) -> dict[MessageStatus, int]:
    """How many messages of the actor's offices have each status; those without any are left out."""
    demand(actor, Deed.SEE_MESSAGES)
    status = col(OutboxMessage.status)
    rows = visible_messages(actor).with_only_columns(status, sa.func.count()).group_by(status)
    return {row[0]: row[1] for row in await session.execute(rows)}


async def _with_names(session: AsyncSession, messages: list[OutboxMessage]) -> list[MessageRow]:
    numbers = {message.person_id for message in messages if message.person_id}
    people = {
        person.id: person.full_name
        for person in await session.scalars(sa.select(Person).where(col(Person.id).in_(numbers)))
    }
    readers = await _readers(session, {message.telegram_id for message in messages})
    return [
        MessageRow(message, people.get(message.person_id, ""), readers.get(message.telegram_id, ""))
        for message in messages
    ]


async def _readers(session: AsyncSession, chats: set[int]) -> dict[int, str]:
    rows = (
        sa.select(col(Chat.telegram_id), Person, col(Relative.name), col(Driver.name))
        .select_from(Chat)
        .outerjoin(Person, col(Person.id) == col(Chat.person_id))
        .outerjoin(Relative, col(Relative.id) == col(Chat.relative_id))
        .outerjoin(Driver, col(Driver.id) == col(Chat.driver_id))
        .where(col(Chat.telegram_id).in_(chats), col(Chat.status) != ChatStatus.REVOKED)
    )
    return {
        telegram_id: person.full_name if person else relative or driver or ""
        for telegram_id, person, relative, driver in await session.execute(rows)
    }
