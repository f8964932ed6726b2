"""Of two who save the same card, the second is told."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from domain.refusals import Stale
from models.base import Versioned


def demand_version(row: Versioned, version: int | None) -> None:
    """Raise Stale when the form was filled from an older state of the row."""
    if version is not None and row.version != version:
        raise Stale


async def flush_or_stale(session: AsyncSession) -> None:
    """Write what was changed. Raises Stale when somebody was quicker by a moment."""
    try:
        await session.flush()
    except StaleDataError:
        raise Stale from None
