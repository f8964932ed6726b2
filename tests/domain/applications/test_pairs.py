"""Cards that may be of one person are proposed to who sees both, judged once, and never come back."""

from datetime import date

import pytest

from domain.addresses import AddressFacts
from domain.applications.pairs import JudgedAlready, judge_pair, open_pairs, propose_pairs
from domain.people.saving import PersonFacts, save_person
from domain.refusals import NotAllowed, NotFound, WrongInput
from models.applications import PairVerdict
from models.people import Person, Sex
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")


async def entered(people: Cast, first: str, last: str, born: date, block: str = "400") -> Person:
    """An invented woman of Младост."""
    anna = people.staff(people.anna)
    address = AddressFacts(people.mladost_district.key, estate="ж.к. Младост 1", block=block, flat="1")
    async with people.database.unit(anna) as session:
        facts = PersonFacts(first, last, address, sex=Sex.FEMALE, born=born)
        return await save_person(session, anna, facts=facts)


async def waiting(people: Cast, member) -> list[tuple[int, int, int]]:
    """Both cards and the points of each pair that the member is asked about."""
    actor = people.staff(member)
    async with people.database.reading(actor) as session:
        return [
            (row.first.person.key, row.second.person.key, row.pair.score) for row in await open_pairs(session, actor)
        ]


async def test_a_likely_pair_is_proposed_and_judged_once(people: Cast) -> None:
    anna, elena = people.staff(people.anna), people.staff(people.elena)
    twin = await entered(people, "Мария", "Иванова", date(1944, 8, 3))  # day and month changed places
    far = await entered(people, "Иванка", "Петрова", date(1944, 3, 8))  # of Люлин's Иванка
    sister = await entered(people, "Стефка", "Иванова", date(1950, 1, 1))
    for person in (twin, far, sister):
        async with people.database.unit(anna) as session:
            assert await propose_pairs(session, person) == [], "proposed when the card was written"
    assert await waiting(people, people.anna) == [(people.maria.key, twin.key, 75)]
    assert await waiting(people, people.elena) == []
    assert len(await waiting(people, people.admin)) == 2
    async with people.database.reading(anna) as session:
        number = (await open_pairs(session, anna))[0].pair.key
    async with people.database.unit(elena) as session:
        with pytest.raises(NotFound):
            await judge_pair(session, elena, pair_id=number, verdict=PairVerdict.SAME)
    async with people.database.unit(anna) as session:
        with pytest.raises(WrongInput):
            await judge_pair(session, anna, pair_id=number, verdict=PairVerdict.OPEN)
        judged = await judge_pair(session, anna, pair_id=number, verdict=PairVerdict.LINKED, words=" сестри ")
        assert (judged.verdict, judged.words, judged.judged_by) == (PairVerdict.LINKED, "сестри", anna.number)
    async with people.database.unit(anna) as session:
        with pytest.raises(JudgedAlready):
            await judge_pair(session, anna, pair_id=number, verdict=PairVerdict.SAME)
        assert await propose_pairs(session, twin) == []
    assert await waiting(people, people.anna) == []


async def test_a_guarded_card_is_in_no_pair_of_who_may_not_find_it(sqlite_people: Cast, caplog) -> None:
    people = sqlite_people
    cook = people.staff(people.cook)
    await entered(people, "Мария", "Иванова", date(1944, 3, 8))
    assert len(await waiting(people, people.anna)) == 1
    async with people.database.unit(people.job) as session:
        (await session.get_one(Person, people.maria.key)).guarded = True
    assert await waiting(people, people.anna) == []
    assert "Иванова" not in caplog.text
    async with people.database.reading(cook) as session:
        with pytest.raises(NotAllowed):
            await open_pairs(session, cook)


async def test_a_card_that_is_changed_by_hand_is_compared_anew(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna = people.staff(people.anna)
    other = await entered(people, "Стефка", "Петкова", date(1944, 3, 8))
    assert await waiting(people, people.anna) == []
    address = AddressFacts(people.mladost_district.key, estate="ж.к. Младост 1", block="400", flat="1")
    async with people.database.unit(anna) as session:
        facts = PersonFacts("Мария", "Иванова", address, sex=Sex.FEMALE, born=date(1944, 3, 8))
        await save_person(session, anna, facts=facts, person_id=other.key)
    assert [(first, second) for first, second, _ in await waiting(people, people.anna)] == [
        (people.maria.key, other.key)
    ]
