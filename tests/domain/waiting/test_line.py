"""Who is next: urgent cases first, each group in order of entry, and nobody before the law's order."""

from datetime import timedelta

import pytest

from domain import clock
from domain.refusals import NotAllowed, NotFound
from domain.waiting.line import (
    NotToWait,
    UrgencyNeedsWords,
    WaitsAlready,
    enter_line,
    is_place_free,
    lines,
    position_of,
)
from domain.waiting.pools import pool_of
from models.cases import CaseStatus
from models.waiting import WaitingReason
from tests.cast import Cast
from tests.domain.waiting.waiting_work import places_of, waiting_case


async def test_urgent_ones_come_first_each_in_order_of_entry(people: Cast, tuesday) -> None:
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        entries = []
        for number, reason in enumerate(
            (WaitingReason.IN_ORDER, WaitingReason.VIOLENCE, WaitingReason.IN_ORDER, WaitingReason.CRISIS)
        ):
            clock.set_to(tuesday + timedelta(minutes=number))
            case = await waiting_case(session, people, number)
            entries.append(await enter_line(session, head, case_id=case.key, reason=reason, words="Обаждане на 112."))
        pool = await pool_of(session, people.assistance.key, people.mladost.key)
        first, violence, last, crisis = entries
        assert [entry.id for entry in await lines(session, pool)] == [violence.id, crisis.id, first.id, last.id]
        assert [await position_of(session, pool, entry) for entry in entries] == [3, 1, 4, 2]
        assert await position_of(session, pool, first, at=tuesday) == 1, "before the urgent ones came"


async def test_what_may_not_enter_the_line(people: Cast, tuesday) -> None:
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        case = await waiting_case(session, people, 0)
        with pytest.raises(UrgencyNeedsWords):
            await enter_line(session, head, case_id=case.key, reason=WaitingReason.CRISIS, words=" ")
        await enter_line(session, head, case_id=case.key)
        with pytest.raises(WaitsAlready):
            await enter_line(session, head, case_id=case.key)
        applied = await waiting_case(session, people, 1, status=CaseStatus.APPLIED)
        with pytest.raises(NotToWait):
            await enter_line(session, head, case_id=applied.key)
        foreign = await waiting_case(session, people, 2, office=people.lyulin)
        with pytest.raises(NotFound):
            await enter_line(session, head, case_id=foreign.key)
        with pytest.raises(NotAllowed):
            await enter_line(session, people.staff(people.anna), case_id=case.key)


async def test_a_place_is_free_while_none_is_short_and_nobody_waits(people: Cast, tuesday) -> None:
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        newcomer = await waiting_case(session, people, 0, status=CaseStatus.PROPOSED)
        assert await is_place_free(session, newcomer), "nobody has set a number of places"
        await places_of(session, people, 2)
        served = await waiting_case(session, people, 1, status=CaseStatus.ACTIVE)
        assert await is_place_free(session, newcomer)
        other = await waiting_case(session, people, 2)
        entry = await enter_line(session, head, case_id=other.key)
        assert not await is_place_free(session, newcomer), "somebody waits for the free place"
        entry.left_at = clock.now()
        served.status = CaseStatus.SUSPENDED
        third = await waiting_case(session, people, 3, status=CaseStatus.APPROVED)
        assert not await is_place_free(session, newcomer), "both places are taken"
        third.status = CaseStatus.CLOSED
        await places_of(session, people, 1, office=people.mladost)
        assert not await is_place_free(session, newcomer), "the office has places of its own: one, and it is taken"
        elsewhere = await waiting_case(session, people, 4, office=people.lyulin, status=CaseStatus.PROPOSED)
        assert await is_place_free(session, elsewhere), "the other offices share the common places"
