"""The line: urgent cases first, then by the moment of entry (чл. 79 ЗСУ). Nothing else changes anybody's turn."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.cases.editing import editable_cases
from domain.people.numbers import demand_no_number
from domain.refusals import Refusal
from domain.waiting.pools import Pool, filling, lock_places, pool_of
from models.cases import Case, CaseStatus
from models.waiting import Offer, OfferStatus, WaitingEntry, WaitingReason


class WaitsAlready(Refusal):
    """This case is on the waiting list already. Please open it there."""


class NotToWait(Refusal):
    """Only a case that was approved to wait goes on the waiting list. Please decide on it first."""


class UrgencyNeedsWords(Refusal):
    """Somebody goes before others only for a crisis, violence or trafficking. Please write what happened."""


#: After so long, whoever let a place go by is offered one again.
OFFERED_AGAIN_AFTER = timedelta(days=30)
#: The order of the law: urgent ones, each group in order of entry.
IN_TURN = (col(WaitingEntry.urgent).desc(), col(WaitingEntry.entered_at), col(WaitingEntry.id))


def still_waiting(pool: Pool) -> sa.Select[WaitingEntry]:
    """Everybody who waits for a place of the pool, in turn."""
    waiting = col(WaitingEntry.left_at).is_(None)
    return sa.select(WaitingEntry).where(pool.holds(WaitingEntry), waiting).order_by(*IN_TURN)


def ready_for_offer() -> sa.ColumnElement[bool]:
    """Entries to which a free place is offered: none is held for them, and they did not just let one go by.

    Whoever declined or did not answer keeps the turn, and is offered a place again after a while, or as soon as they
    say that they still wait.
    """
    offers = sa.select(col(Offer.id)).where(col(Offer.entry_id) == col(WaitingEntry.id))
    held = offers.where(col(Offer.status) == OfferStatus.HELD)
    lately = offers.where(
        col(Offer.status).in_((OfferStatus.DECLINED, OfferStatus.EXPIRED)),
        col(Offer.answered_at) > clock.now() - OFFERED_AGAIN_AFTER,
        col(WaitingEntry.confirmed_at).is_(None) | (col(Offer.answered_at) >= col(WaitingEntry.confirmed_at)),
    )
    return ~held.exists() & ~lately.exists()


async def is_place_free(session: AsyncSession, case: Case) -> bool:
    """Whether the case may have a place now: one is free, and nobody else waits for it (чл. 79 ЗСУ).

    Takes the service's lock, so what it says stays true until the end of the unit.
    """
    await lock_places(session, case.programme_id)
    pool = await pool_of(session, case.programme_id, case.office_id)
    if pool.number is None:
        return True
    before = sa.select(sa.func.count(col(WaitingEntry.id))).where(
        pool.holds(WaitingEntry), col(WaitingEntry.left_at).is_(None), ready_for_offer()
    )
    free = (await filling(session, pool)).free or 0
    return free > (await session.scalar(before) or 0)


async def enter_line(
    session: AsyncSession,
    actor: Actor,
    *,
    case_id: int,
    reason: WaitingReason = WaitingReason.IN_ORDER,
    words: str = "",
) -> WaitingEntry:
    """Put a case that was approved to wait into its line. Raises NotToWait, WaitsAlready, UrgencyNeedsWords."""
    demand(actor, Deed.DECIDE)
    case = await find(session, editable_cases(actor), case_id)
    if case.status is not CaseStatus.WAITING:
        raise NotToWait
    check_urgency(reason, words)
    await lock_places(session, case.programme_id)
    if await entry_of(session, case.key):
        raise WaitsAlready
    now = clock.now()
    entry = WaitingEntry(
        organisation_id=case.organisation_id,
        case_id=case.key,
        programme_id=case.programme_id,
        office_id=case.office_id,
        entered_at=now,
        reason=reason,
        reason_words=words.strip(),
        urgent=reason is not WaitingReason.IN_ORDER,
        confirmed_at=now,
    )
    session.add(entry)
    await session.flush()
    return entry


def check_urgency(reason: WaitingReason, words: str) -> None:
    """Raise UrgencyNeedsWords where somebody would go before others and nobody says why, and NumberInWords."""
    if reason is not WaitingReason.IN_ORDER and not words.strip():
        raise UrgencyNeedsWords
    demand_no_number(words)


async def entry_of(session: AsyncSession, case_id: int) -> WaitingEntry | None:
    """The entry by which the case waits now."""
    rows = sa.select(WaitingEntry).where(col(WaitingEntry.case_id) == case_id, col(WaitingEntry.left_at).is_(None))
    return await session.scalar(rows)


async def position_of(session: AsyncSession, pool: Pool, entry: WaitingEntry, *, at: datetime | None = None) -> int:
    """Which one in line the entry is, now or at an earlier moment."""
    rows = sa.select(sa.func.count(col(WaitingEntry.id))).where(pool.holds(WaitingEntry), _waited(at), _before(entry))
    return (await session.scalar(rows) or 0) + 1


def _waited(at: datetime | None) -> sa.ColumnElement[bool]:
    left = col(WaitingEntry.left_at)
    return left.is_(None) if at is None else (col(WaitingEntry.entered_at) <= at) & (left.is_(None) | (left > at))


def _before(entry: WaitingEntry) -> sa.ColumnElement[bool]:
    """The entries whose turn is before this one's."""
    urgent, entered, number = col(WaitingEntry.urgent), col(WaitingEntry.entered_at), col(WaitingEntry.id)
    earlier = sa.or_(entered < entry.entered_at, sa.and_(entered == entry.entered_at, number < entry.key))
    if entry.urgent:
        return sa.and_(urgent.is_(True), earlier)
    return sa.or_(urgent.is_(True), earlier)


async def lines(session: AsyncSession, pool: Pool) -> Sequence[WaitingEntry]:
    """Everybody who waits, in turn."""
    return (await session.scalars(still_waiting(pool))).all()
