"""The numbers of updates whose effects are in the database: each is handled once, however often it comes."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from models.base import table_of
from models.chats import HandledUpdate

_TABLE = table_of(HandledUpdate)
_NOTES: dict[str, sa.Executable] = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(),
}


async def note(session: AsyncSession, update_id: int) -> bool:
    """Note that the update is being handled. False: it has been, so that nothing is to be done.

    Another process in the middle of the same update is waited for: if it fails, this one does the work.
    """
    connection = await session.connection()
    values = {"update_id": update_id, "handled_at": clock.now()}
    return (await connection.execute(_NOTES[connection.dialect.name], values)).rowcount == 1
