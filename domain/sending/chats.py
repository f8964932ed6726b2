"""Chats that can no longer be written to, or are somewhere else now."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.audit import actor_of
from domain.phones import spoken_phone
from domain.sending.claiming import Claimed
from domain.tasks import open_task
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.outbox import MessageStatus, OutboxMessage
from models.people import Relative
from models.routes import Driver
from models.staff import Staff
from models.tasks import TaskKind

_ROWS = table_of(OutboxMessage)


async def chat_blocked(session: AsyncSession, telegram_id: int) -> None:
    """Nothing more is written to this chat; what waits for it is cancelled."""
    for chat in await _current(session, telegram_id):
        chat.blocked = True
    await session.flush()
    await (await session.connection()).execute(
        sa.update(_ROWS)
        .where(_ROWS.c.telegram_id == telegram_id, _ROWS.c.status == MessageStatus.NEW)
        .values(status=MessageStatus.CANCELLED, error="the chat is blocked")
    )


async def chat_unblocked(session: AsyncSession, telegram_id: int) -> None:
    """The chat can be written to again."""
    for chat in await _current(session, telegram_id):
        chat.blocked = False
    await session.flush()


async def chat_moved(session: AsyncSession, old: int, new: int) -> None:
    """The chat has another number now, and so has everything that waits for it."""
    for chat in await _current(session, old):
        chat.telegram_id = new
    await session.flush()
    await (await session.connection()).execute(
        sa.update(_ROWS)
        .where(
            _ROWS.c.telegram_id == old,
            _ROWS.c.status.in_([MessageStatus.NEW, MessageStatus.SENDING]),
        )
        .values(telegram_id=new)
    )


async def phone_instead(session: AsyncSession, claimed: Claimed) -> None:
    """Ask the office to phone whoever this message did not reach. A stranger's chat asks for nothing."""
    chat = await session.scalar(_rows(claimed.outgoing.telegram_id).where(col(Chat.status) == ChatStatus.LINKED))
    if chat is None:
        return
    name, phone = await _other_owner(session, chat)
    await open_task(
        session,
        actor_of(session),
        kind=TaskKind.CHAT_BLOCKED,
        person_id=chat.person_id or claimed.person_id,
        office_id=None if chat.person_id or claimed.person_id else claimed.office_id,
        words=f"{name}, {spoken_phone(phone)}" if phone else name,
        phone=phone,
        chat=chat.telegram_id,
    )


async def _other_owner(session: AsyncSession, chat: Chat) -> tuple[str, str]:
    """Name and phone of who is behind a chat; empty for a person, whose card says it all."""
    owner: Relative | Driver | Staff | None = None
    if chat.relative_id is not None:
        owner = await session.get(Relative, chat.relative_id)
    elif chat.driver_id is not None:
        owner = await session.get(Driver, chat.driver_id)
    elif chat.staff_id is not None:
        owner = await session.get(Staff, chat.staff_id)
    return (owner.name, owner.phone or "") if owner else ("", "")


def _rows(telegram_id: int) -> sa.Select[Chat]:
    return sa.select(Chat).where(col(Chat.telegram_id) == telegram_id).order_by(col(Chat.id))


async def _current(session: AsyncSession, telegram_id: int) -> list[Chat]:
    rows = _rows(telegram_id).where(col(Chat.status) != ChatStatus.REVOKED)
    return list(await session.scalars(rows.execution_options(populate_existing=True)))
