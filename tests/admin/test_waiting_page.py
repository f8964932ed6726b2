"""Places in the panel: the line with its turns, the answers as the office hears them, and the numbers of places."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.waiting.line import enter_line
from domain.waiting.pools import pool_of
from models.cases import Case, CaseStatus, Secrecy
from models.waiting import Offer, OfferStatus, WaitingReason
from tests.admin.conftest import Panel, text_of
from tests.domain.waiting.waiting_work import places_of, waiting_case

pytestmark = pytest.mark.usefixtures("tuesday")


async def line(panel: Panel) -> list[int]:
    """Three in line, the second urgent, and a child of a team that the head is not in."""
    cast = panel.cast
    head = cast.staff(cast.head)
    async with cast.database.unit(cast.job) as session:
        cases = [await waiting_case(session, cast, number) for number in range(3)]
        child = await waiting_case(session, cast, 9, secrecy=Secrecy.CHILD)
        for case, reason in (
            (cases[0], WaitingReason.IN_ORDER),
            (cases[1], WaitingReason.CRISIS),
            (child, WaitingReason.IN_ORDER),
            (cases[2], WaitingReason.IN_ORDER),
        ):
            await enter_line(session, cast.job, case_id=case.key, reason=reason, words="Пожар")
        await places_of(session, cast, 1)
        assert (await pool_of(session, cast.assistance.key, None)).number == 1
    assert head.offices
    return [case.key for case in cases]


async def test_the_office_offers_the_place_and_writes_the_answer(panel: Panel):
    cast = panel.cast
    first, urgent, _third = await line(panel)
    service = f"/waiting/{cast.assistance.id}"
    async with panel.browser(cast.head) as head:
        shown = text_of(await head.get(service))
        assert [shown.index(f"Номер {number}") for number in (1, 0, 2)] == sorted(
            shown.index(f"Номер {number}") for number in (1, 0, 2)
        )
        assert "Номер 9" not in shown, "a child's case is its team's"
        assert "Чака още 1, чийто случай не е достъпен за Вас." in shown
        answer = await head.post(f"{service}/offer", data={"office_id": ""})
        assert (answer.status_code, answer.headers["location"]) == (303, service)
        place = f"/cases/{urgent}/place"
        assert "Има запазено място" in text_of(await head.get(place))
        offer_id = await _held(panel)
        refused = await head.post(
            f"{place}/decline",
            data={"offer_id": offer_id, "decline_reason": "other", "decline_words": "", "leaves-shown": "1"},
        )
        assert "Моля, напишете с няколко думи защо мястото не се приема." in text_of(refused)
        assert 'value="other" selected' in refused.text, "what was chosen is kept"
        unsaid = await head.post(f"{place}/urgent", data={"urgency": "violence", "urgency_words": ""})
        assert "<details open><summary>Промяна на реда…" in unsaid.text, "what is asked for is not folded away"
        await head.post(f"{place}/decline", data={"offer_id": offer_id, "decline_reason": "not_now"})
        await head.post(f"/cases/{first}/place/accept", data={"offer_id": await _held(panel)})
        assert "прието" in text_of(await head.get(f"/cases/{first}/place"))
    async with cast.database.reading(cast.job) as session:
        accepted = await session.get(Case, first)
        assert accepted
        assert accepted.status is CaseStatus.APPROVED


async def test_another_office_sees_no_line_and_answers_nothing(panel: Panel):
    cast = panel.cast
    _first, urgent, _third = await line(panel)
    async with panel.browser(cast.head) as head:
        await head.post(f"/waiting/{cast.assistance.id}/offer", data={"office_id": ""})
    offer_id = await _held(panel)
    async with panel.browser(cast.elena) as elena:
        shown = text_of(await elena.get(f"/waiting/{cast.assistance.id}"))
        assert "Номер" not in shown
        assert "Чакат още 4" in shown
        assert (await elena.get(f"/cases/{urgent}/place")).status_code == 404
        answers = [
            await elena.post(f"/cases/{urgent}/place/{below}", data={"offer_id": offer_id, "leave_reason": "own_wish"})
            for below in ("accept", "confirm", "leave")
        ]
        assert {answer.status_code for answer in answers} == {404}
    assert await _held(panel) == offer_id


async def test_the_number_of_places_is_set_and_overlaps_are_refused(panel: Panel):
    cast = panel.cast
    typed = {
        "programme_id": cast.assistance.id, "office_id": cast.mladost.id, "number": "59", "starts_on": "2026-01-01",
        "basis": "Решение 12",
    }  # fmt: skip
    async with panel.browser(cast.head) as head:
        assert (await head.post("/waiting/places", data=typed)).status_code == 303
        again = await head.post("/waiting/places", data=typed | {"starts_on": "2026-06-01", "basis": "Решение 30"})
        assert "За тези дни вече има определен брой места." in text_of(again)
        assert 'value="Решение 30"' in again.text, "nothing typed is lost"
        shown = text_of(await head.get("/waiting"))
        assert "0 от 59" in shown
        everywhere = await head.post("/waiting/places", data=typed | {"office_id": ""})
        assert everywhere.status_code == 404, "a head sets the places of the own office"
        elsewhere = await head.post("/waiting/places", data=typed | {"office_id": cast.lyulin.id})
        assert elsewhere.status_code == 404


async def _held(panel: Panel) -> int | None:
    async with panel.cast.database.reading(panel.cast.job) as session:
        return await session.scalar(sa.select(col(Offer.id)).where(col(Offer.status) == OfferStatus.HELD))
