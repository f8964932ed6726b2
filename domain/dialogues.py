"""The open question of each chat. The database remembers it, so any number of processes may serve the same chat."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from models.base import table_of
from models.chats import Dialogue

_TABLE = table_of(Dialogue)
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


async def load(session: AsyncSession, telegram_id: int) -> Dialogue | None:
    """The open question of a chat, or None when nothing was asked."""
    rows = sa.select(Dialogue).where(col(Dialogue.telegram_id) == telegram_id)
    return await session.scalar(rows.execution_options(populate_existing=True))


async def save(
    session: AsyncSession,
    telegram_id: int,
    *,
    flow: str,
    step: str,
    facts: dict[str, Any] | None = None,
    misunderstood: int = 0,
) -> None:
    """Remember what was asked; a chat has one open question, the newest."""
    values = {
        "flow": flow,
        "step": step,
        "facts": facts or {},
        "misunderstood": misunderstood,
        "asked_at": clock.now(),
    }
    connection = await session.connection()
    insert = _INSERTS[connection.dialect.name](_TABLE).values(telegram_id=telegram_id, **values)
    await connection.execute(insert.on_conflict_do_update(index_elements=["telegram_id"], set_=values))


async def forget(session: AsyncSession, telegram_id: int) -> None:
    """The question was answered, or is no longer of interest."""
    connection = await session.connection()
    await connection.execute(sa.delete(_TABLE).where(_TABLE.c.telegram_id == telegram_id))
