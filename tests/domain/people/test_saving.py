"""Writing a service user's card: checked by field, the ЕГН sealed, the newer version kept, the card never lost."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.addresses import AddressFacts
from domain.people.cards import show_egn
from domain.people.ending import resume_service
from domain.people.in_use import CardIsAnonymous, CardWasJoined
from domain.people.numbers import masked, parse_number
from domain.people.saving import PersonFacts, save_person
from domain.people.searching import search_people
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from domain.second_factor import RenewalNeeded
from models.audit import AuditAction, AuditEntry
from models.people import Address, Person, PersonStatus, Sex
from models.rights import ErasedPerson
from tests.cast import MARIA_EGN, Cast

FREE_EGN = "9952310042"  #: valid in form, of a day that is still to come


def facts(people: Cast, **changed: object) -> PersonFacts:
    """Дора Христова, invented, of Младост."""
    address = AddressFacts(people.mladost_district.key, estate="ж.к. Младост 2", block="225", entrance="А", flat="3")
    form = PersonFacts("Дора", "Христова", address, sex=Sex.FEMALE, born=date(1940, 5, 6), phone="0888 333 444")
    return replace(form, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (MARIA_EGN, (MARIA_EGN, date(1961, 1, 4), Sex.MALE)),
        ("9921090070", ("9921090070", date(1899, 1, 9), Sex.FEMALE)),
        ("99 52 31 00 90", ("9952310090", date(2099, 12, 31), Sex.FEMALE)),
        ("6101047501", None),
        ("610104750", None),
        ("десет", None),
    ],
)
def test_an_egn_says_birthday_and_sex(typed: str, number: tuple[str, date, Sex] | None) -> None:
    found = parse_number(typed)
    assert (found and (found.digits, found.born, found.sex)) == number


async def test_a_new_person_is_on_the_list_of_the_district_s_office(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        made = await save_person(session, anna, facts=facts(people, first_name="  Дора "))
    assert (made.full_name, made.office_id, made.phone, made.enrolled_on) == (
        "Дора Христова", people.mladost.id, "+359888333444", date(2026, 11, 24),
    )  # fmt: skip
    async with people.database.reading(anna) as session:
        assert [row.id for row in (await search_people(session, anna, text="hristova 225")).rows] == [made.id]


async def test_the_egn_is_sealed_masked_and_shown_only_with_a_note(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        maria = await session.get_one(Person, people.maria.key)
        assert maria.egn_sealed is not None
        assert MARIA_EGN.encode() not in maria.egn_sealed
        assert (masked(maria.egn_sealed), masked(None)) == ("******7500", "")
        with pytest.raises(RenewalNeeded):
            await show_egn(session, anna, person_id=maria.key)
        renewed = replace(anna, renewed_at=clock.now())
        assert await show_egn(session, renewed, person_id=maria.key) == MARIA_EGN
    async with people.database.reading(people.job) as session:
        entry = (await session.scalars(sa.select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1))).one()
    assert (entry.action, entry.person_id, entry.record) == (AuditAction.OPENED, people.maria.id, "person.egn")


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"first_name": " ", "last_name": "", "phone": "12"}, {"first_name", "last_name", "phone"}),
        ({"egn": "6101047501"}, {"egn"}),
        ({"egn": MARIA_EGN}, {"egn", "born", "sex"}),
        ({"egn": FREE_EGN, "born": None, "sex": None}, {"born"}),
        ({"born": date(2026, 11, 25)}, {"born"}),
        ({"sex": None}, {"sex"}),
        ({"driver_note": "а" * 301, "language": "xx", "allergens": 1 << 14}, {"driver_note", "language", "allergens"}),
    ],
)
async def test_what_is_not_right_is_said_by_field(
    sqlite_people: Cast, tuesday: object, changed: dict[str, object], fields: set[str]
) -> None:
    anna = sqlite_people.staff(sqlite_people.anna)
    with pytest.raises(WrongInput) as refused:
        async with sqlite_people.database.unit(anna) as session:
            await save_person(session, anna, facts=facts(sqlite_people, **changed))
    assert set(refused.value.fields) == fields


async def test_a_worker_writes_only_for_the_own_office(sqlite_people: Cast, tuesday: object) -> None:
    cast = sqlite_people
    elena = cast.staff(cast.elena)
    for person_id, refusal in ((None, WrongInput), (cast.maria.key, NotFound), (cast.goran.key, NotFound)):
        with pytest.raises(refusal):
            async with cast.database.unit(elena) as session:
                await save_person(session, elena, facts=facts(cast), person_id=person_id)
    for actor in (cast.staff(cast.dispatcher), cast.staff(cast.cook), cast.person(cast.maria), cast.job):
        with pytest.raises(NotAllowed):
            async with cast.database.unit(actor) as session:
                await save_person(session, actor, facts=facts(cast), person_id=cast.maria.key)


async def test_the_second_save_of_a_stale_card_is_refused(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        made = await save_person(session, anna, facts=facts(people))
        first = made.version
    async with people.database.unit(anna) as session:
        await save_person(session, anna, facts=facts(people, driver_note="Куче"), person_id=made.key, version=first)
    with pytest.raises(Stale):
        async with people.database.unit(anna) as session:
            await save_person(
                session, anna, facts=facts(people, driver_note="Котка"), person_id=made.key, version=first
            )
    async with people.database.reading(anna) as session:
        assert (await session.get_one(Person, made.key)).driver_note == "Куче"


async def test_who_moves_gets_a_new_door_and_the_old_one_stays_as_it_was(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        made = await save_person(session, anna, facts=facts(people))
        old = made.address_id
    bell = replace(facts(people).address, bell="Христова")
    away = replace(bell, block="226")
    doors = []
    for address in (bell, away):
        async with people.database.unit(anna) as session:
            saved = await save_person(session, anna, facts=facts(people, address=address), person_id=made.key)
            doors.append(saved.address_id == old)
    assert doors == [True, False]
    async with people.database.reading(anna) as session:
        kept = await session.get_one(Address, old)
        assert (kept.block, kept.bell) == ("225", "Христова")
        assert [row.id for row in (await search_people(session, anna, text="дора 226")).rows] == [made.id]


async def test_a_card_out_of_use_is_written_on_no_more(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        kept = await save_person(session, anna, facts=facts(people))
        joined = await save_person(session, anna, facts=facts(people, first_name="Доротея"))
        anonymous = await save_person(session, anna, facts=facts(people, first_name="Добрина"))
        joined.same_as_id, joined.status, anonymous.status = kept.key, PersonStatus.ENDED, PersonStatus.ENDED
        session.add(
            ErasedPerson(person_id=anonymous.key, organisation_id=anonymous.organisation_id, erased_at=clock.now())
        )
    for person, refused in ((joined, CardWasJoined), (anonymous, CardIsAnonymous)):
        with pytest.raises(refused):
            async with people.database.unit(anna) as session:
                await save_person(session, anna, facts=facts(people, first_name="Друга"), person_id=person.key)
        with pytest.raises(refused):
            async with people.database.unit(anna) as session:
                await resume_service(session, anna, person_id=person.key)
    async with people.database.reading(anna) as session:
        names = [(await session.get_one(Person, person.key)).first_name for person in (joined, anonymous)]
        assert names == ["Доротея", "Добрина"]
