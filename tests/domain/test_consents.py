"""Consents: who may agree for whom, how long it holds, and whose is missing before data go to others."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain import clock
from domain.consent_texts import TEXTS, text_on
from domain.consents import (
    ChildHasNotAgreed,
    ParentsHaveNotAgreed,
    PersonHasNotAgreed,
    consents_of,
    ending_consents,
    missing_for_sharing,
    record_consent,
    withdraw_consent,
)
from domain.refusals import NotAllowed, NotFound, WrongInput
from models.people import Person
from models.referrals import Consent, ConsentGiver, Purpose
from models.staff import Role
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")


async def record(cast: Cast, person: Person, purpose: Purpose, giver: ConsentGiver, **other: Any) -> Consent:
    anna = cast.staff(cast.anna)
    facts = {"purpose": purpose, "giver": giver, "giver_name": "Измислено Име"} | other
    async with cast.database.unit(anna) as session:
        return await record_consent(session, anna, person_id=person.key, **facts)


async def born(cast: Cast, day: date | None) -> None:
    """Баба Мария becomes somebody of another age."""
    async with cast.database.unit(cast.job) as session:
        (await session.get_one(Person, cast.maria.key)).born = day


async def missing(cast: Cast, *, about_child: bool = False) -> Any:
    async with cast.database.reading(cast.job) as session:
        person = await session.get_one(Person, cast.maria.key)
        return await missing_for_sharing(session, person, about_child=about_child)


async def test_a_consent_holds_from_its_day_to_its_last_and_ends_when_it_is_withdrawn(people: Cast):
    anna = people.staff(people.anna)
    assert await missing(people) is PersonHasNotAgreed
    last = clock.today() + timedelta(days=30)
    consent = await record(people, people.maria, Purpose.SHARING, ConsentGiver.PERSON, until=last)
    assert consent.text_version == text_on(Purpose.SHARING, clock.today()).version
    async with people.database.reading(anna) as session:
        rows = await consents_of(session, anna, person_id=people.maria.key)
        ending = await ending_consents(session, anna)
    assert [(row.holds, row.ends_soon, row.text) for row in rows] == [(True, True, text_on(Purpose.SHARING, last))]
    assert [(one.consent.id, one.person) for one in ending] == [(consent.id, "Мария Иванова")]
    assert await missing(people) is None
    for _twice in range(2):
        async with people.database.unit(anna) as session:
            withdrawn = await withdraw_consent(session, anna, consent_id=consent.key)
    assert withdrawn.withdrawn_at == clock.now()
    assert await missing(people) is PersonHasNotAgreed


async def test_what_has_ended_or_is_still_to_come_does_not_hold(sqlite_people: Cast):
    cast, today = sqlite_people, clock.today()
    await record(
        cast,
        cast.maria,
        Purpose.SHARING,
        ConsentGiver.PERSON,
        given_on=date(2026, 1, 5),
        until=today - timedelta(days=1),
    )
    await record(cast, cast.maria, Purpose.SERVICE, ConsentGiver.PERSON)
    assert await missing(cast) is PersonHasNotAgreed
    await record(cast, cast.maria, Purpose.SHARING, ConsentGiver.GUARDIAN, until=today)
    assert await missing(cast) is None


@pytest.mark.parametrize(("years", "lacks"), [(13, None), (14, ChildHasNotAgreed), (17, ChildHasNotAgreed)])
async def test_for_a_child_a_parent_agrees_and_from_14_the_child_too(sqlite_people: Cast, years: int, lacks: Any):
    cast = sqlite_people
    await born(cast, date(2026 - years, 11, 24))
    assert await missing(cast) is ParentsHaveNotAgreed
    await record(cast, cast.maria, Purpose.SHARING, ConsentGiver.PARENT)
    assert await missing(cast) is ParentsHaveNotAgreed
    await record(cast, cast.maria, Purpose.CHILD_DATA, ConsentGiver.PARENT)
    assert await missing(cast) is lacks
    if lacks:
        await record(cast, cast.maria, Purpose.CHILD_DATA, ConsentGiver.CHILD)
    assert await missing(cast) is None


async def test_a_child_without_a_birthday_on_file_counts_as_14(sqlite_people: Cast):
    await born(sqlite_people, None)
    assert await missing(sqlite_people) is PersonHasNotAgreed
    await record(sqlite_people, sqlite_people.maria, Purpose.CHILD_DATA, ConsentGiver.PARENT)
    assert await missing(sqlite_people, about_child=True) is ChildHasNotAgreed


@pytest.mark.parametrize(
    ("years", "purpose", "giver", "other", "field"),
    [
        (13, Purpose.CHILD_DATA, ConsentGiver.CHILD, {}, "giver"),
        (18, Purpose.CHILD_DATA, ConsentGiver.CHILD, {}, "giver"),
        (17, Purpose.SERVICE, ConsentGiver.PERSON, {}, "giver"),
        (18, Purpose.SERVICE, ConsentGiver.PARENT, {}, "giver"),
        (82, Purpose.CHILD_DATA, ConsentGiver.PERSON, {}, "giver"),
        (82, Purpose.SERVICE, ConsentGiver.PERSON, {"giver_name": " "}, "giver_name"),
        (82, Purpose.SERVICE, ConsentGiver.PERSON, {"given_on": date(2026, 11, 25)}, "given_on"),
        (82, Purpose.SERVICE, ConsentGiver.PERSON, {"until": date(2026, 11, 23)}, "until"),
    ],
)
async def test_a_consent_that_could_not_be_given_is_refused(
    sqlite_people: Cast, years: int, purpose: Purpose, giver: ConsentGiver, other: dict[str, Any], field: str
):
    await born(sqlite_people, date(2026 - years, 11, 24))
    with pytest.raises(WrongInput) as refused:
        await record(sqlite_people, sqlite_people.maria, purpose, giver, **other)
    assert set(refused.value.fields) == {field}


async def test_someone_else_s_consents_are_not_found_and_few_roles_may_write(sqlite_people: Cast):
    cast = sqlite_people
    consent = await record(cast, cast.maria, Purpose.SERVICE, ConsentGiver.PERSON)
    for stranger in (cast.staff(cast.elena), cast.staff(cast.burgas_admin)):
        async with cast.database.reading(stranger) as session:
            assert await ending_consents(session, stranger) == []
            with pytest.raises(NotFound):
                await consents_of(session, stranger, person_id=cast.maria.key)
            with pytest.raises(NotFound):
                await withdraw_consent(session, stranger, consent_id=consent.key)
    for role in set(Role) - {Role.ADMINISTRATOR, Role.HEAD, Role.SOCIAL_WORKER}:
        actor = cast.staff(cast.member(role))
        async with cast.database.reading(actor) as session:
            with pytest.raises(NotAllowed):
                await withdraw_consent(session, actor, consent_id=consent.key)


def test_every_purpose_has_a_text_and_every_version_is_named_once():
    assert {one.purpose for one in TEXTS} == set(Purpose)
    assert len({(one.purpose, one.version) for one in TEXTS}) == len(TEXTS)
