"""The open question of each chat. The database remembers it, so any number of processes may serve the same chat."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from models.base import table_of
from models.chats import Dialogue

_TABLE = table_of(Dialogue)
_OPEN = sa.select(_TABLE.c.flow, _TABLE.c.step, _TABLE.c.facts, _TABLE.c.misunderstood).where(
    _TABLE.c.telegram_id == sa.bindparam("chat")
)


def _upsert(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    names = ("flow", "step", "facts", "misunderstood", "asked_at")
    return insert.on_conflict_do_update(
        index_elements=["telegram_id"], set_={name: insert.excluded[name] for name in names}
    )


#: Built once: every update of every chat reads and writes its question.
_SAVES = {"sqlite": _upsert(sqlite.insert(_TABLE)), "postgresql": _upsert(postgresql.insert(_TABLE))}


@dataclass(frozen=True, slots=True)
class OpenDialogue:
    """What was asked last in a chat."""

    flow: str
    step: str
    facts: dict[str, Any]
    misunderstood: int


async def load(session: AsyncSession, telegram_id: int) -> OpenDialogue | None:
    """The open question of a chat, or None when nothing was asked."""
    connection = await session.connection()
    row = (await connection.execute(_OPEN, {"chat": telegram_id})).first()
    return OpenDialogue(*row) if row else None


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
    connection = await session.connection()
    values = {
        "telegram_id": telegram_id,
        "flow": flow,
        "step": step,
        "facts": facts or {},
        "misunderstood": misunderstood,
        "asked_at": clock.now(),
    }
    await connection.execute(_SAVES[connection.dialect.name], values)


async def forget(session: AsyncSession, telegram_id: int) -> None:
    """The question was answered, or is no longer of interest."""
    connection = await session.connection()
    await connection.execute(sa.delete(_TABLE).where(_TABLE.c.telegram_id == telegram_id))
