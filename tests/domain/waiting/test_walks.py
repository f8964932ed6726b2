"""Whoever enters, is offered, answers or leaves in whatever order: no place is given twice, and the order holds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.cases.procedure import STEPS, Step, take_step
from domain.refusals import Refusal
from domain.waiting.answering import accept_offer, decline_offer, withdraw_offer
from domain.waiting.capacity import PlacesGiven, set_places
from domain.waiting.leaving import confirm_waiting, leave_line, make_urgent
from domain.waiting.line import IN_TURN, enter_line, ready_for_offer
from domain.waiting.offering import expire_offers, offer_next
from models.cases import Case, CaseStatus, CaseStep
from models.waiting import DeclineReason, LeftWaiting, Offer, OfferStatus, Places, WaitingEntry, WaitingReason
from tests.cast import Cast
from tests.conftest import Template
from tests.domain.waiting.waiting_work import places_of, waiting_case
from tests.walks import one_walk, so_many, walking

CASES = 4
#: With whom a case stands that has a place or is promised one.
WITH_PLACE = (CaseStatus.APPROVED, CaseStatus.ACTIVE, CaseStatus.SUSPENDED)
LEFT = {
    LeftWaiting.PLACE: (*WITH_PLACE, CaseStatus.CLOSED),
    LeftWaiting.OWN_WISH: (CaseStatus.WITHDRAWN,),
    LeftWaiting.MOVED: (CaseStatus.WITHDRAWN,),
}


@dataclass
class Walk:
    """A service, its cases, and what was seen of its offers on the way."""

    cast: Cast
    places: Places
    cases: list[Case]
    ended: dict[int, OfferStatus] = field(default_factory=dict)
    #: Offers known before the last move.
    known: set[int] = field(default_factory=set)
    most: int = 0  #: so many places there were at most since somebody got one

    def case(self, number: int) -> int:
        return self.cases[number % CASES].key


Move = Callable[[AsyncSession, Walk, int], Awaitable[object]]


def _head(walk: Walk):
    return walk.cast.staff(walk.cast.head)


async def _offer(session: AsyncSession, walk: Walk, number: int) -> int:
    """The newest offer of the case; 0, which nobody has, before there is one."""
    rows = sa.select(sa.func.max(col(Offer.id))).where(col(Offer.case_id) == walk.case(number))
    return await session.scalar(rows) or 0


async def _enter(session: AsyncSession, walk: Walk, number: int) -> None:
    await enter_line(session, _head(walk), case_id=walk.case(number))


async def _offer_next(session: AsyncSession, walk: Walk, _number: int) -> None:
    await offer_next(session, _head(walk), programme_id=walk.cast.assistance.key)


async def _accept(session: AsyncSession, walk: Walk, number: int) -> None:
    await accept_offer(session, _head(walk), offer_id=await _offer(session, walk, number))


async def _decline(session: AsyncSession, walk: Walk, number: int) -> None:
    offer_id = await _offer(session, walk, number)
    await decline_offer(session, _head(walk), offer_id=offer_id, reason=DeclineReason.NOT_NOW, stays=number < CASES)


async def _take_back(session: AsyncSession, walk: Walk, number: int) -> None:
    await withdraw_offer(session, _head(walk), offer_id=await _offer(session, walk, number), words="Грешка.")


async def _leave(session: AsyncSession, walk: Walk, number: int) -> None:
    await leave_line(session, _head(walk), case_id=walk.case(number), reason=LeftWaiting.MOVED)


async def _confirm(session: AsyncSession, walk: Walk, number: int) -> None:
    await confirm_waiting(session, _head(walk), case_id=walk.case(number))


async def _urgent(session: AsyncSession, walk: Walk, number: int) -> None:
    reason = WaitingReason.CRISIS if number < CASES else WaitingReason.IN_ORDER
    await make_urgent(session, _head(walk), case_id=walk.case(number), reason=reason, words="Пожар в дома.")


async def _capacity(session: AsyncSession, walk: Walk, number: int) -> None:
    given = PlacesGiven(walk.cast.assistance.key, None, walk.places.starts_on, None, number % 4)
    admin = walk.cast.staff(walk.cast.admin)
    await set_places(session, admin, given=given, places_id=walk.places.key)


async def _close(session: AsyncSession, walk: Walk, number: int) -> None:
    step = Step.CLOSE if walk.cases[number % CASES].status is CaseStatus.ACTIVE else Step.START
    await take_step(session, _head(walk), case_id=walk.case(number), step=step)


async def _days_pass(session: AsyncSession, walk: Walk, number: int) -> None:
    clock.set_to(clock.now() + timedelta(days=(1, 4, 31)[number % 3]))
    await expire_offers(session, programme_id=walk.cast.assistance.key)


MOVES: tuple[Move, ...] = (
    _enter, _enter, _offer_next, _accept, _accept, _decline, _take_back, _leave, _confirm, _urgent, _capacity, _close,
    _days_pass,
)  # fmt: skip
walks = st.lists(st.tuples(st.integers(0, len(MOVES) - 1), st.integers(0, 2 * CASES - 1)), min_size=15, max_size=25)


def test_no_walk_gives_a_place_twice_or_out_of_turn(sqlite_template: Template, tmp_path: Path) -> None:
    seen: set[OfferStatus] = set()
    with walking(sqlite_template, tmp_path) as (cast, run):

        @so_many(12)
        @given(moves=walks, number=st.integers(0, 3))
        def walk_on(moves: list[tuple[int, int]], number: int) -> None:
            seen.update(run(_walked(cast, moves, number)))

        walk_on()
    assert seen == set(OfferStatus) - {OfferStatus.HELD}


async def _walked(cast: Cast, moves: list[tuple[int, int]], number: int) -> set[OfferStatus]:
    async with one_walk(cast, cast.staff(cast.head)) as session:
        walk = await _begun(session, cast, number)
        for move, which in moves:
            clock.set_to(clock.now() + timedelta(minutes=1))
            before = await _next_in_turn(session, walk)
            try:
                async with session.begin_nested():
                    await MOVES[move](session, walk, which)
            except Refusal:
                continue
            await _check(session, walk, MOVES[move], before)
    return set(walk.ended.values())


async def _begun(session: AsyncSession, cast: Cast, number: int) -> Walk:
    cases = [await waiting_case(session, cast, one) for one in range(CASES)]
    return Walk(cast, await places_of(session, cast, number), cases, most=number)


async def _next_in_turn(session: AsyncSession, walk: Walk) -> list[int]:
    """The entries to which a place may be offered, in the law's order."""
    rows = sa.select(col(WaitingEntry.id)).where(col(WaitingEntry.left_at).is_(None), ready_for_offer())
    return list(await session.scalars(rows.order_by(*IN_TURN)))


async def _check(session: AsyncSession, walk: Walk, move: Move, before: list[int]) -> None:
    offers = list(await session.scalars(sa.select(Offer).order_by(col(Offer.id))))
    entries = {entry.key: entry for entry in await session.scalars(sa.select(WaitingEntry))}
    _check_places(walk, move, offers)
    _check_turns(walk, move, offers, before)
    _check_ended(walk, offers)
    _check_entries(walk, offers, entries)
    steps = await session.scalars(sa.select(CaseStep).order_by(col(CaseStep.id)))
    last: dict[int, CaseStatus] = {}
    for one in steps:
        allowed, after = STEPS[Step(one.step)]
        assert (last.get(one.case_id, CaseStatus.WAITING) in allowed, one.status) == (True, after)
        last[one.case_id] = after
    walk.known = {offer.key for offer in offers}


def _check_places(walk: Walk, move: Move, offers: list[Offer]) -> None:
    """Accepted and held are never more than the places; fewer places later take nobody's place away."""
    taken = sum(case.status in WITH_PLACE for case in walk.cases)
    held = sum(offer.status is OfferStatus.HELD for offer in offers)
    walk.most = max(walk.places.number, min(walk.most, taken + held))
    assert taken + held <= walk.most
    if any(offer.key not in walk.known for offer in offers):
        assert taken + held <= walk.places.number, move.__name__


def _check_turns(walk: Walk, move: Move, offers: list[Offer], before: list[int]) -> None:
    """New offers go to the first of those whose turn it was before the move."""
    new = [offer.entry_id for offer in offers if offer.key not in walk.known]
    if move in (_offer_next, _capacity, _close):
        assert new == before[: len(new)]
    if move in (_enter, _confirm, _urgent, _accept):
        assert new == []
    assert len(new) == len(set(new))


def _check_ended(walk: Walk, offers: list[Offer]) -> None:
    """What has ended stays as it ended, and nobody is held two places."""
    for offer in offers:
        if offer.status is OfferStatus.HELD:
            assert offer.key not in walk.ended
        else:
            assert walk.ended.setdefault(offer.key, offer.status) is offer.status
    held = [offer.entry_id for offer in offers if offer.status is OfferStatus.HELD]
    assert len(held) == len(set(held))


def _check_entries(walk: Walk, offers: list[Offer], entries: dict[int, WaitingEntry]) -> None:
    cases = {case.key: case for case in walk.cases}
    for offer in offers:
        if offer.status is OfferStatus.HELD:
            assert entries[offer.entry_id].left_at is None
    for entry in entries.values():
        status = cases[entry.case_id].status
        if entry.left_at is None:
            assert status is CaseStatus.WAITING
        else:
            assert status in LEFT[entry.left_reason]
    waiting = [entry.case_id for entry in entries.values() if entry.left_at is None]
    assert len(waiting) == len(set(waiting))
