"""A free place is held for the first in line until a deadline; every answer moves the line on in the same unit."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.cases.procedure import Step, take_step
from domain.people.numbers import NumberInWords
from domain.refusals import NotAllowed, NotFound
from domain.waiting.answering import (
    DeclineNeedsReason,
    OfferEnded,
    WithdrawalNeedsWords,
    accept_offer,
    decline_offer,
    withdraw_offer,
)
from domain.waiting.leaving import confirm_waiting, leave_line, make_urgent
from domain.waiting.line import OFFERED_AGAIN_AFTER, enter_line, entry_of
from domain.waiting.offering import NobodyWaits, NoFreePlace, expire_offers, fill_free_places, offer_next
from models.cases import Case, CaseStatus
from models.waiting import DeclineReason, LeftWaiting, Offer, OfferStatus, WaitingEntry, WaitingReason
from tests.cast import Cast
from tests.domain.waiting.waiting_work import places_of, waiting_case


async def _line(session, people: Cast, count: int, *, places: int) -> list[Case]:
    """So many cases in line one after another, and some places."""
    cases = [await waiting_case(session, people, number) for number in range(count)]
    for case in cases:
        await enter_line(session, people.staff(people.head), case_id=case.key)
    await places_of(session, people, places)
    return cases


async def _held(session) -> list[int]:
    """The cases for which a place is held."""
    rows = sa.select(col(Offer.case_id)).where(col(Offer.status) == OfferStatus.HELD).order_by(col(Offer.id))
    return list(await session.scalars(rows))


async def test_the_first_in_line_is_offered_the_place_and_takes_it(people: Cast, tuesday) -> None:
    head, anna, service = people.staff(people.head), people.staff(people.anna), people.assistance.key
    async with people.database.unit(head) as session:
        first, second = await _line(session, people, 2, places=1)
        offer = await offer_next(session, head, programme_id=service)
        assert (offer.case_id, offer.offered_by) == (first.id, people.head.id)
        assert clock.local(offer.until).strftime("%d.%m %H:%M") == "27.11 23:59", "three working days after today"
        with pytest.raises(NoFreePlace):
            await offer_next(session, head, programme_id=service)
        await accept_offer(session, anna, offer_id=offer.key)
        assert (await accept_offer(session, anna, offer_id=offer.key)).status is OfferStatus.ACCEPTED
        assert (offer.answered_by, first.status) == (f"staff:{people.anna.id}", CaseStatus.APPROVED)
        left = await session.scalar(sa.select(WaitingEntry).where(col(WaitingEntry.case_id) == first.id))
        assert left
        assert (left.left_reason, left.left_at) == (LeftWaiting.PLACE, tuesday)
        with pytest.raises(OfferEnded):
            await decline_offer(session, anna, offer_id=offer.key, reason=DeclineReason.NOT_NOW)
        with pytest.raises(NoFreePlace):
            await offer_next(session, head, programme_id=service)
        await take_step(session, head, case_id=first.key, step=Step.START)
        await take_step(session, head, case_id=first.key, step=Step.CLOSE)
        assert await _held(session) == [second.id], "the next in line at once"


async def test_a_declined_place_goes_to_the_next_and_the_turn_is_kept(people: Cast, tuesday) -> None:
    head, service = people.staff(people.head), people.assistance.key
    async with people.database.unit(head) as session:
        first, second = await _line(session, people, 2, places=1)
        offer = await offer_next(session, head, programme_id=service)
        with pytest.raises(DeclineNeedsReason):
            await decline_offer(session, head, offer_id=offer.key, reason=DeclineReason.OTHER, words=" ")
        words = "Снахата ѝ, ЕГН 6101057509, е при нея."
        with pytest.raises(NumberInWords):
            await decline_offer(session, head, offer_id=offer.key, reason=DeclineReason.OTHER, words=words)
        await decline_offer(session, head, offer_id=offer.key, reason=DeclineReason.IN_HOSPITAL, words="Пневмония.")
        assert (offer.decline_reason, offer.words) == (DeclineReason.IN_HOSPITAL, ""), "words only where none fits"
        assert await _held(session) == [second.id]
        with pytest.raises(NumberInWords):
            await leave_line(session, head, case_id=second.key, reason=LeftWaiting.MOVED, words=words)
        await leave_line(session, head, case_id=second.key, reason=LeftWaiting.MOVED, words="При дъщеря си.")
        assert (second.status, await _held(session)) == (CaseStatus.WITHDRAWN, []), "the first has just declined"
        with pytest.raises(NobodyWaits):
            await offer_next(session, head, programme_id=service)
        clock.set_to(tuesday + timedelta(days=1))
        await confirm_waiting(session, head, case_id=first.key)
        again = await offer_next(session, head, programme_id=service)
        assert again.case_id == first.id, "whoever says that a place is wanted is asked again"
        await decline_offer(session, head, offer_id=again.key, reason=DeclineReason.FAMILY_HELPS, stays=False)
        assert (first.status, await entry_of(session, first.key)) == (CaseStatus.WITHDRAWN, None)


async def test_an_offer_expires_and_the_next_is_asked(people: Cast, tuesday) -> None:
    head, service = people.staff(people.head), people.assistance.key
    async with people.database.unit(head) as session:
        first, second = await _line(session, people, 2, places=1)
        offer = await offer_next(session, head, programme_id=service)
        assert await expire_offers(session, programme_id=service) == 0
        clock.set_to(offer.until)
        with pytest.raises(OfferEnded):
            await accept_offer(session, head, offer_id=offer.key)
        assert await expire_offers(session, programme_id=service) == 1
        assert (offer.status, await _held(session)) == (OfferStatus.EXPIRED, [second.id])
        await places_of(session, people, 1, office=people.mladost)
        clock.set_to(offer.until + OFFERED_AGAIN_AFTER)
        await expire_offers(session, programme_id=service)
        assert await _held(session) == [first.id], "after a while the turn comes again"


async def test_an_offer_withdrawn_by_the_office(people: Cast, tuesday) -> None:
    head, service = people.staff(people.head), people.assistance.key
    async with people.database.unit(head) as session:
        first, second = await _line(session, people, 2, places=2)
        assert [offer.case_id for offer in await fill_free_places(session, programme_id=service)] == [
            first.id,
            second.id,
        ]
        offer = await session.scalar(sa.select(Offer).where(col(Offer.case_id) == first.id))
        assert offer
        with pytest.raises(WithdrawalNeedsWords):
            await withdraw_offer(session, head, offer_id=offer.key, words="")
        with pytest.raises(NotAllowed):
            await withdraw_offer(session, people.staff(people.anna), offer_id=offer.key, words="Ремонт")
        with pytest.raises(NumberInWords):
            await withdraw_offer(session, head, offer_id=offer.key, words="Сгрешено ЕГН 6101057509")
        await withdraw_offer(session, head, offer_id=offer.key, words="Ремонт")
        assert await _held(session) == [second.id]
        await take_step(session, head, case_id=second.key, step=Step.WITHDRAW)
        assert await _held(session) == [first.id], "a case that is withdrawn leaves the line, and its place is free"
        assert await entry_of(session, second.key) is None


async def test_a_withdrawn_place_is_offered_to_the_next_in_line_at_once(people: Cast, tuesday) -> None:
    head, service = people.staff(people.head), people.assistance.key
    async with people.database.unit(head) as session:
        first, second = await _line(session, people, 2, places=1)
        offer = await offer_next(session, head, programme_id=service)
        await withdraw_offer(session, head, offer_id=offer.key, words="Грешен адрес")
        assert await _held(session) == [second.id], "and not to whom it was taken back from"
        await take_step(session, head, case_id=second.key, step=Step.WITHDRAW)
        assert await _held(session) == [first.id], "who kept the turn"


async def test_urgency_is_the_only_way_before_others(people: Cast, tuesday) -> None:
    head, service = people.staff(people.head), people.assistance.key
    async with people.database.unit(head) as session:
        _first, second = await _line(session, people, 2, places=1)
        with pytest.raises(NotAllowed):
            await make_urgent(
                session, people.staff(people.anna), case_id=second.key, reason=WaitingReason.CRISIS, words="Пожар"
            )
        words = "Пожар в дома на ЕГН 610105 7509"
        with pytest.raises(NumberInWords):
            await make_urgent(session, head, case_id=second.key, reason=WaitingReason.CRISIS, words=words)
        await make_urgent(session, head, case_id=second.key, reason=WaitingReason.CRISIS, words="Пожар в дома")
        assert (await offer_next(session, head, programme_id=service)).case_id == second.id


async def test_another_offices_offers_and_lines_are_not_there(people: Cast, tuesday) -> None:
    head, elena, service = people.staff(people.head), people.staff(people.elena), people.assistance.key
    async with people.database.unit(head) as session:
        (case,) = await _line(session, people, 1, places=1)
        await places_of(session, people, 1, office=people.lyulin)
        with pytest.raises(NotFound):
            await offer_next(session, head, programme_id=service, office_id=people.lyulin.id)
        with pytest.raises(NotAllowed):
            await offer_next(session, elena, programme_id=service, office_id=people.lyulin.id)
        offer = await offer_next(session, head, programme_id=service, office_id=people.mladost.id)
        for stranger in (elena, people.person(people.ivanka), people.relative(people.stoyanka)):
            with pytest.raises(NotFound):
                await accept_offer(session, stranger, offer_id=offer.key)
            with pytest.raises(NotFound):
                await decline_offer(session, stranger, offer_id=offer.key, reason=DeclineReason.NOT_NOW)
            with pytest.raises(NotFound):
                await leave_line(session, stranger, case_id=case.key, reason=LeftWaiting.OWN_WISH)
            with pytest.raises(NotFound):
                await confirm_waiting(session, stranger, case_id=case.key)


async def test_a_place_of_the_month_stays_filled_until_its_end(people: Cast, tuesday) -> None:
    """ЦОП Бургас counts a hundred cases a month: one that was closed was served in it."""
    head, service = people.staff(people.head), people.assistance.key
    async with people.database.unit(head) as session:
        served = await waiting_case(session, people, 10, status=CaseStatus.ACTIVE)
        (waits,) = await _line(session, people, 1, places=1)
        await places_of(session, people, 1, office=people.mladost, monthly=True)
        await take_step(session, head, case_id=served.key, step=Step.CLOSE)
        assert await _held(session) == []
        clock.set_to(tuesday + timedelta(days=7))
        await fill_free_places(session, programme_id=service)
        assert await _held(session) == [waits.id], "December has a place of its own"
