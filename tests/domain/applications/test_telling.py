"""The one who asked reads in plain words where the application stands; of a guarded one, nothing."""

from datetime import date

import pytest

from domain.access import STRANGER
from domain.applications.registering import choose_card, register
from domain.applications.taking import take_application
from domain.applications.telling import applications_of_chat_reader
from domain.refusals import NotAllowed
from models.cases import Case, CaseStatus
from tests.cast import MARIA_EGN, Cast
from tests.domain.applications.forms import add_papers, childrens_service, form

pytestmark = pytest.mark.usefixtures("tuesday")


async def told(people: Cast, actor) -> list[tuple[str, str, str]]:
    """What the reader is told, in English."""
    async with people.database.reading(actor) as session:
        found = await applications_of_chat_reader(session, actor)
        return [(one.number, one.state("en"), one.then("en")) for one in found]


async def of_maria(people: Cast, programme_id: int) -> int:
    """An application of Мария's; its number."""
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        facts = form(people, programme_id=programme_id, egn=MARIA_EGN, born=None)
        return (await take_application(session, anna, facts=facts, same_as=people.maria.id)).key


async def test_the_person_and_the_relatives_follow_it_to_the_end(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna, maria = people.staff(people.anna), people.person(people.maria)
    number = await of_maria(people, people.assistance.key)
    mine = "A01-З-2026-00001"
    received = "We have received the application."
    assert await told(people, maria) == [(mine, received, "The office looks through it and will call you.")]
    async with people.database.unit(people.job) as session:
        await add_papers(session, people.assistance, "telk")
    missing = (mine, received, "Some papers are still missing. Please call the office and ask which.")
    assert await told(people, maria) == [missing]
    for reader, expected in ((people.relative(people.stoyanka), [missing]), (people.person(people.ivanka), [])):
        assert await told(people, reader) == expected
    async with people.database.unit(anna) as session:
        case = await register(session, anna, application_id=number, papers_by=date(2026, 12, 1))
    (state,) = await told(people, maria)
    assert state[1] == "The application is registered."
    assert "by Monday, 14 December" in state[2]
    for status in CaseStatus:
        async with people.database.unit(people.job) as session:
            (await session.get_one(Case, case.key)).status = status
        assert len(await told(people, maria)) == 1
    with pytest.raises(NotAllowed):
        await told(people, STRANGER)


async def test_nothing_guarded_is_told_in_a_chat(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna = people.staff(people.anna)
    programme = await childrens_service(people, secrecy="sealed")
    number = await of_maria(people, programme.key)
    assert await told(people, people.person(people.maria)) == []
    async with people.database.unit(anna) as session:
        await register(session, anna, application_id=number)
    for reader in (people.person(people.maria), people.relative(people.petar)):
        assert await told(people, reader) == []
    async with people.database.unit(anna) as session:
        again = form(people, phone="0888 123 456")
        known = await take_application(session, anna, facts=again, another=True)
        await choose_card(session, anna, application_id=known.key, person_id=people.maria.key)
    assert await told(people, people.person(people.maria)) == []
