"""The yearly question whether somebody still waits: a list nobody asks is full of people who no longer do."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.waiting.line import ready_for_offer
from domain.waiting.pools import lock_places
from domain.waiting.telling import ask_whether_still_waiting
from models.waiting import WaitingEntry

A_YEAR = timedelta(days=365)


async def ask_who_still_waits(session: AsyncSession, *, programme_id: int) -> int:
    """Ask everybody on the line of a service of whom nothing was heard for a year. Says how many were asked."""
    await lock_places(session, programme_id)
    long_ago = clock.now() - A_YEAR
    heard = sa.func.coalesce(col(WaitingEntry.confirmed_at), col(WaitingEntry.entered_at))
    rows = sa.select(WaitingEntry).where(
        col(WaitingEntry.programme_id) == programme_id,
        col(WaitingEntry.left_at).is_(None),
        heard <= long_ago,
        col(WaitingEntry.asked_at).is_(None) | (col(WaitingEntry.asked_at) <= long_ago),
        ready_for_offer(),
    )
    silent = (await session.scalars(rows.order_by(col(WaitingEntry.id)))).all()
    for entry in silent:
        entry.asked_at = clock.now()
        await ask_whether_still_waiting(session, entry)
    await session.flush()
    return len(silent)
