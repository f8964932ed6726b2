"""What the procedure of a case does to places: a case that leaves gives its place, or its turn, to the next."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.waiting.line import entry_of
from domain.waiting.offering import fill_free_places
from domain.waiting.pools import lock_places
from models.cases import Case
from models.waiting import LeftWaiting, Offer, OfferStatus


async def free_place_of(session: AsyncSession, case: Case) -> None:
    """A case is closed or withdrawn: it leaves the line, and its place is offered to the next."""
    await lock_places(session, case.programme_id)
    entry = await entry_of(session, case.key)
    if entry:
        entry.left_at, entry.left_reason = clock.now(), LeftWaiting.OWN_WISH
    held = sa.select(Offer).where(col(Offer.case_id) == case.key, col(Offer.status) == OfferStatus.HELD)
    for offer in await session.scalars(held):
        offer.status, offer.answered_at = OfferStatus.WITHDRAWN, clock.now()
    await session.flush()
    await fill_free_places(session, programme_id=case.programme_id)
