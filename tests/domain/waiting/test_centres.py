"""A centre's services share its places and its line: a hundred cases a month are a hundred for all of them together."""

import pytest

from domain.refusals import WrongInput
from domain.waiting.capacity import PlacesGiven, places_choices, set_places
from domain.waiting.line import enter_line, is_place_free, lines
from domain.waiting.occupancy import occupancy
from domain.waiting.offering import NoFreePlace, fill_free_places, offer_next
from domain.waiting.pools import pool_of
from domain.waiting.views import service_sheet
from models.cases import CaseStatus
from models.places import Programme, ProgrammeKind, RuleSet
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.waiting.waiting_work import places_of, waiting_case


async def part_of_assistance(session, cast: Cast, code: str) -> Programme:
    """A service that belongs to assistant support as to its centre."""
    row = Programme(
        organisation_id=cast.sofia.key, code=code, name=code, kind=ProgrammeKind.ASSISTANCE, rules=RuleSet.DELEGATED,
        facts={"part_of": cast.assistance.code},
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def test_the_services_of_a_centre_share_its_places_and_its_line(people: Cast, tuesday) -> None:
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        centre = people.assistance
        counselling, speech = [await part_of_assistance(session, people, code) for code in ("X01", "X02")]
        places = await places_of(session, people, 1, monthly=True)
        served = await case_of(session, people, people.maria, counselling, status=CaseStatus.ACTIVE)
        newcomer = await waiting_case(session, people, 1, status=CaseStatus.PROPOSED)
        newcomer.programme_id = speech.key
        assert not await is_place_free(session, newcomer), "the centre's only place is another service's case"
        stranger = await waiting_case(session, people, 0, status=CaseStatus.PROPOSED)
        stranger.programme_id = people.lunch.key
        assert await is_place_free(session, stranger), "a service outside the centre has its own places"

        newcomer.status = CaseStatus.WAITING
        entry = await enter_line(session, head, case_id=newcomer.key)
        with pytest.raises(NoFreePlace):
            await offer_next(session, head, programme_id=speech.key)
        assert [one.id for one in await lines(session, await pool_of(session, centre.key, None))] == [entry.id]
        (row,) = [one for one in await occupancy(session, head) if one.now.waiting]
        assert (row.programme.id, row.now.taken, row.now.waiting, row.now.free) == (centre.id, 1, 1, 0)
        sheet = await service_sheet(session, head, programme_id=speech.key)
        assert [one.programme.id for pool in sheet.pools for one in pool.line.rows] == [speech.id], "who waits for what"
        assert sheet.programme.id == centre.id

        places.number = 2
        (offer,) = await fill_free_places(session, programme_id=counselling.key)
        assert offer.case_id == newcomer.key, "a place of the centre goes to whoever is first, of whatever service"
        assert served.status is CaseStatus.ACTIVE


async def test_the_places_of_a_centres_service_are_set_for_the_centre(people: Cast, tuesday) -> None:
    admin = people.staff(people.admin)
    async with people.database.unit(admin) as session:
        part = await part_of_assistance(session, people, "X01")
        given = PlacesGiven(part.key, None, tuesday.date(), None, 5)
        with pytest.raises(WrongInput) as refused:
            await set_places(session, admin, given=given)
        assert set(refused.value.fields) == {"programme_id"}
        choices = await places_choices(session, admin)
        assert part.id not in {one.id for one in choices.services}
        assert people.assistance.id in {one.id for one in choices.services}
