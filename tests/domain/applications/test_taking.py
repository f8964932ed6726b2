"""Taking applications: each gets its own number, what is wrong is said by field, and who is known is recognised."""

import asyncio
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.applications.duplicates import Known, MaybeKnown
from domain.applications.taking import take_application
from domain.people.numbers import masked
from domain.refusals import NotAllowed, NotFound, WrongInput
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.cases import Case, Secrecy
from models.people import Person
from models.staff import Role
from tests.case_work import case_of
from tests.cast import MARIA_EGN, Cast
from tests.domain.applications.forms import FREE_EGN, childrens_service, form, taken

pytestmark = pytest.mark.usefixtures("tuesday")


async def known_by(people: Cast, member, **typed) -> list[Known]:
    """Whom the worker is shown before the application is saved."""
    actor = people.staff(member)
    async with people.database.unit(actor) as session:
        with pytest.raises(MaybeKnown) as refused:
            await take_application(session, actor, facts=form(people, **typed))
        assert await session.scalar(sa.select(sa.func.count()).select_from(Application)) == 0
    return refused.value.found


async def test_twenty_at_once_get_twenty_numbers_without_a_gap(people: Cast) -> None:
    anna = people.staff(people.anna)

    async def one(number: int) -> str | None:
        async def work(session):
            facts = form(people, phone="", first_name=f"Дора {number}")
            return (await take_application(session, anna, facts=facts)).number

        return await people.database.run(anna, work)

    async def undone(session):
        await take_application(session, anna, facts=form(people, phone=""))
        raise NotFound

    numbers = await asyncio.gather(*(one(number) for number in range(20)))
    assert sorted(numbers) == [f"A01-З-2026-{number:05}" for number in range(1, 21)]
    with pytest.raises(NotFound):
        await people.database.run(anna, undone)
    assert (await taken(people, anna)).number == "A01-З-2026-00021"
    assert (await taken(people, anna, programme_id=people.lunch.key)).number == "P02-З-2026-00001"


async def test_everything_that_was_said_is_kept_and_the_egn_is_sealed(people: Cast) -> None:
    anna = people.staff(people.anna)
    made = await taken(people, anna, egn=FREE_EGN, born=None, applicant="  Син:  Иван ", wished_on=date(2026, 11, 20))
    assert (made.office_id, made.status, made.taken_by) == (people.mladost.id, ApplicationStatus.RECEIVED, anna.number)
    assert (made.born, made.phone, made.applicant) == (date(1899, 1, 9), "+359888333444", "Син: Иван")
    assert (masked(made.egn_sealed), made.wished_on) == ("******0070", date(2026, 11, 20))
    assert made.answers == {"wanted": "помощ при къпане"}
    assert (made.guarded, made.person_id, made.case_id) == (False, None, None)


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"first_name": " ", "last_name": ""}, {"first_name", "last_name"}),
        ({"egn": "6101047501"}, {"egn"}),
        ({"egn": FREE_EGN, "born": date(1940, 5, 6)}, {"born"}),
        ({"born": date(2026, 12, 1), "wished_on": date(2026, 11, 25)}, {"born", "wished_on"}),
        ({"phone": "12"}, {"phone"}),
        ({"programme_id": 999}, {"programme_id"}),
        ({"district_id": None}, {"district_id"}),
        ({"channel": ApplicationChannel.INSTITUTION}, {"basis"}),
        ({"answers": {"wanted": "о" * 501}}, {"wanted"}),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(sqlite_people: Cast, typed, fields) -> None:
    anna = sqlite_people.staff(sqlite_people.anna)
    async with sqlite_people.database.unit(anna) as session:
        with pytest.raises(WrongInput) as refused:
            await take_application(session, anna, facts=form(sqlite_people, **typed))
    assert set(refused.value.fields) == fields


async def test_another_office_s_district_and_another_role_are_refused(sqlite_people: Cast) -> None:
    people = sqlite_people
    elena, cook = people.staff(people.elena), people.staff(people.member(Role.INSPECTOR))
    async with people.database.unit(elena) as session:
        with pytest.raises(WrongInput) as refused:
            await take_application(session, elena, facts=form(people))
        assert set(refused.value.fields) == {"district_id"}
    async with people.database.unit(cook) as session:
        with pytest.raises(NotAllowed):
            await take_application(session, cook, facts=form(people))


async def test_who_has_the_egn_or_the_phone_is_shown_and_may_be_chosen(people: Cast) -> None:
    anna = people.staff(people.anna)
    maria = Known(True, "Мария Иванова", "Служба Младост", person_id=people.maria.key, own=True)
    assert await known_by(people, people.anna, egn=MARIA_EGN, born=None) == [maria]
    by_phone = await known_by(people, people.anna, phone="0888 222 333")
    assert by_phone == [Known(False, "Иванка Петрова", "Служба Люлин", person_id=people.ivanka.key)]
    async with people.database.unit(anna) as session:
        with pytest.raises(MaybeKnown):
            await take_application(
                session, anna, facts=form(people, egn=MARIA_EGN, born=None), same_as=people.ivanka.id
            )
        made = await take_application(
            session, anna, facts=form(people, egn=MARIA_EGN, born=None), same_as=people.maria.id
        )
        assert made.person_id == people.maria.id
        other = await take_application(session, anna, facts=form(people, phone="0888 123 456"), another=True)
        assert other.person_id is None
    async with people.database.unit(anna) as session:
        assert await take_application(session, anna, facts=form(people, phone="0888 444 555"))


async def test_an_application_that_waits_is_recognised_too(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna, elena = people.staff(people.anna), people.staff(people.elena)
    first = await taken(people, anna)
    lyulin = form(people, district_id=people.lyulin_district.key)
    for actor, shown, facts in ((anna, first.key, form(people)), (elena, None, lyulin)):
        async with people.database.unit(actor) as session:
            with pytest.raises(MaybeKnown) as refused:
                await take_application(session, actor, facts=facts)
        found = Known(
            False, "Дора Христова", "Служба Младост", own=shown is not None, application_id=shown, number=first.number
        )
        assert refused.value.found == [found]


async def test_of_a_guarded_person_nothing_is_said_but_whom_to_ask(sqlite_people: Cast) -> None:
    people = sqlite_people
    async with people.database.unit(people.job) as session:
        await case_of(session, people, people.maria, people.assistance, secrecy=Secrecy.CHILD, team=(people.nurse,))
    for typed in ({"egn": MARIA_EGN, "born": None}, {"phone": "0888 123 456"}):
        for member in (people.anna, people.head, people.admin):
            found = await known_by(people, member, **typed)
            assert found == [Known("egn" in typed)]
            assert found[0].hidden
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        with pytest.raises(MaybeKnown):
            await take_application(session, anna, facts=form(people, phone="0888 123 456"), same_as=people.maria.id)


async def test_a_child_s_application_is_guarded_from_the_start(sqlite_people: Cast) -> None:
    people = sqlite_people
    anna = people.staff(people.anna)
    programme = await childrens_service(people)
    child = await taken(people, anna, programme_id=programme.key, born=date(2015, 1, 1), phone="")
    unknown = await taken(people, anna, programme_id=programme.key, born=None, phone="")
    parent = await taken(people, anna, programme_id=programme.key, born=date(1990, 1, 1), phone="")
    assert (child.guarded, unknown.guarded, parent.guarded) == (True, True, False)
    async with people.database.reading(people.job) as session:
        assert await session.scalar(sa.select(sa.func.count(col(Case.id)))) == 0
        assert await session.scalar(sa.select(sa.func.count()).where(col(Person.guarded))) == 0
