"""Free places are offered to the first in line and held until a deadline; never more than there are places."""

from collections.abc import Sequence
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand
from domain.access.policy import Reach
from domain.calendar import calendar_of
from domain.refusals import NotFound, Refusal
from domain.settings import settings
from domain.waiting.line import ready_for_offer, still_waiting
from domain.waiting.pools import Pool, filling, lock_places, pool_of, pools_of
from domain.waiting.telling import tell_of_expiry, tell_of_offer
from models.cases import Case
from models.people import Person, PersonStatus
from models.waiting import Offer, OfferStatus, WaitingEntry

END_OF_DAY = time(23, 59)


class NoFreePlace(Refusal):
    """No place is free now: every one is taken or held. The next one is offered as soon as it is free."""


class NobodyWaits(Refusal):
    """Nobody waits for an offer of this service. Whoever declined lately is offered a place again later."""


async def offer_next(session: AsyncSession, actor: Actor, *, programme_id: int, office_id: int | None = None) -> Offer:
    """Hold a free place for the first in line. Raises NoFreePlace, NobodyWaits.

    Whoever offers does not choose for whom: the order is the law's (чл. 79 ЗСУ).
    """
    demand(actor, Deed.OFFER_PLACES)
    _check_office(actor, office_id)
    await lock_places(session, programme_id)
    pool = await pool_of(session, programme_id, office_id)
    if (await filling(session, pool)).free == 0:
        raise NoFreePlace
    first = await _first_in_line(session, pool, 1)
    if not first:
        raise NobodyWaits
    return await _hold(session, first[0], by=actor.number if actor.kind is ActorKind.STAFF else None)


def _check_office(actor: Actor, office_id: int | None) -> None:
    """The places of a single office are given by those who work for it."""
    own = actor.reach(Deed.OFFER_PLACES) is not Reach.OFFICE or office_id in actor.offices
    if actor.kind is ActorKind.STAFF and office_id is not None and not own:
        raise NotFound


async def fill_free_places(session: AsyncSession, *, programme_id: int, but: int | None = None) -> list[Offer]:
    """Offer every free place of a service to the next in line: whenever a place has become free.

    `but` is the entry from which an offer was taken back this moment: it keeps its turn, and is passed this once.
    """
    await lock_places(session, programme_id)
    offers: list[Offer] = []
    for pool in await pools_of(session, programme_id):
        free = (await filling(session, pool)).free
        if free != 0:
            offers += [await _hold(session, entry) for entry in await _first_in_line(session, pool, free, but=but)]
    return offers


async def _first_in_line(
    session: AsyncSession, pool: Pool, count: int | None, *, but: int | None = None
) -> Sequence[WaitingEntry]:
    """The next whose turn it is. Those for whom a place is held already, or who let one go by lately, are passed."""
    living = (
        sa.select(col(Case.id))
        .join(Person, col(Person.id) == col(Case.person_id))
        .where(col(Case.id) == col(WaitingEntry.case_id), col(Person.status) != PersonStatus.DECEASED)
    )
    ready = still_waiting(pool).where(ready_for_offer(), living.exists(), col(WaitingEntry.id).is_distinct_from(but))
    return (await session.scalars(ready.limit(count))).all()


async def _hold(session: AsyncSession, entry: WaitingEntry, *, by: int | None = None) -> Offer:
    offer = Offer(
        organisation_id=entry.organisation_id,
        entry_id=entry.key,
        case_id=entry.case_id,
        programme_id=entry.programme_id,
        office_id=entry.office_id,
        offered_at=clock.now(),
        until=await deadline(session, entry.organisation_id),
        offered_by=by,
    )
    session.add(offer)
    await session.flush()
    await tell_of_offer(session, offer)
    return offer


async def deadline(session: AsyncSession, organisation_id: int) -> datetime:
    """Until when a place offered now is held: the end of the last of so many working days after today (OFFER_DAYS)."""
    calendar = await calendar_of(session, organisation_id)
    first = calendar.next_working_day(clock.today())
    return clock.at(calendar.working_days(first, settings().offer_days)[-1], END_OF_DAY)


async def expire_offers(session: AsyncSession, *, programme_id: int) -> int:
    """Let go of the places of a service whose deadline has passed, and offer them to the next. Says how many."""
    await lock_places(session, programme_id)
    rows = sa.select(Offer).where(
        col(Offer.programme_id) == programme_id,
        col(Offer.status) == OfferStatus.HELD,
        col(Offer.until) <= clock.now(),
    )
    passed = (await session.scalars(rows.order_by(col(Offer.id)).execution_options(populate_existing=True))).all()
    for offer in passed:
        offer.status, offer.answered_at = OfferStatus.EXPIRED, clock.now()
    await session.flush()
    for offer in passed:
        await tell_of_expiry(session, offer)
    await fill_free_places(session, programme_id=programme_id)
    return len(passed)


async def waited_for(session: AsyncSession) -> Sequence[int]:
    """The services for which somebody waits, in a fixed order."""
    waiting = col(WaitingEntry.left_at).is_(None)
    rows = sa.select(col(WaitingEntry.programme_id)).where(waiting).distinct()
    return (await session.scalars(rows.order_by(col(WaitingEntry.programme_id)))).all()
