"""What the procedure of a case does to places: a case that leaves gives its place, or its turn, to the next."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, outbox
from domain.waiting.line import entry_of
from domain.waiting.offering import fill_free_places
from domain.waiting.pools import lock_places
from models.cases import Case
from models.people import Person, PersonStatus
from models.waiting import LeftWaiting, Offer, OfferStatus


async def free_place_of(session: AsyncSession, case: Case) -> None:
    """A case is closed or withdrawn: it leaves the line, and its place is offered to the next."""
    await lock_places(session, case.programme_id)
    entry = await entry_of(session, case.key)
    if entry:
        entry.left_at, entry.left_reason = clock.now(), await _why(session, case)
    held = sa.select(Offer).where(col(Offer.case_id) == case.key, col(Offer.status) == OfferStatus.HELD)
    for offer in await session.scalars(held):
        offer.status, offer.answered_at = OfferStatus.WITHDRAWN, clock.now()
        await outbox.withdraw(session, f"offer:{offer.key}")
    await session.flush()
    await fill_free_places(session, programme_id=case.programme_id)


async def _why(session: AsyncSession, case: Case) -> LeftWaiting:
    status = await session.scalar(sa.select(col(Person.status)).where(col(Person.id) == case.person_id))
    return LeftWaiting.DECEASED if status is PersonStatus.DECEASED else LeftWaiting.OWN_WISH
