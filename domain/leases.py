"""Work that one process at a time may do, such as sending: a row that its holder keeps renewing."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from models.base import table_of
from models.jobs import Lease

_TABLE = table_of(Lease)
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


async def hold(session: AsyncSession, *, name: str, worker: str, life: timedelta) -> bool:
    """Take the lease, or renew it; says whether this worker holds it now. A lease that has ended is anybody's."""
    now = clock.now()
    connection = await session.connection()
    insert = _INSERTS[connection.dialect.name](_TABLE).values(name=name, worker=worker, until=now + life)
    mine_or_nobodys = (_TABLE.c.worker == worker) | (_TABLE.c.until <= now)
    taken = await connection.execute(
        insert.on_conflict_do_update(
            index_elements=["name"], set_={"worker": worker, "until": now + life}, where=mine_or_nobodys
        ).returning(_TABLE.c.worker)
    )
    return taken.scalar() == worker


async def let_go(session: AsyncSession, *, name: str, worker: str) -> None:
    """Leave the work to somebody else at once."""
    connection = await session.connection()
    await connection.execute(sa.delete(_TABLE).where(_TABLE.c.name == name, _TABLE.c.worker == worker))
