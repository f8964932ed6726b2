"""Addresses in both Bulgarian forms, what neighbours have in common, and the pin on the map."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.addresses import (
    AddressFacts,
    address_line,
    building_key,
    building_line,
    door_line,
    pin_address,
    put_address,
    save_address,
    street_of,
)
from domain.refusals import NotAllowed, NotFound, WrongInput
from models.people import Address
from tests.cast import Cast

ESTATE = {"estate": "ж.к. Младост 1", "block": "312", "entrance": "Б", "floor": "4", "flat": "17"}
STREET = {"street": "ул. Шипка", "number": "34"}


def address(**facts: str) -> Address:
    return Address(organisation_id=1, district_id=1, **facts)


def test_both_forms_are_written_as_people_write_them() -> None:
    assert address_line("bg", address(**ESTATE)) == "ж.к. Младост 1, бл. 312, вх. Б, ет. 4, ап. 17"
    assert address_line("bg", address(**STREET)) == "ул. Шипка 34"
    assert address_line("bg", address(settlement="с. Панчарево", number="5")) == "с. Панчарево, 5"
    assert address_line("en", address(**ESTATE)) == "ж.к. Младост 1, bl. 312, entr. Б, fl. 4, ap. 17"
    assert (building_line("bg", address(**ESTATE)), door_line("bg", address(**STREET))) == (
        "ж.к. Младост 1, бл. 312",
        "",
    )


def test_a_stranger_hears_the_street_alone() -> None:
    assert [street_of(address(**form)) for form in (ESTATE, STREET, {})] == ["ж.к. Младост 1", "ул. Шипка", "София"]


def test_neighbours_of_one_entrance_share_a_building() -> None:
    here = building_key(AddressFacts(1, **ESTATE))
    assert building_key(AddressFacts(1, **{**ESTATE, "estate": "Ж.К.  МЛАДОСТ 1", "floor": "7", "flat": "23"})) == here
    others = [{**ESTATE, "entrance": "В"}, {**ESTATE, "block": "313"}, STREET]
    assert len({here, *(building_key(AddressFacts(1, **form)) for form in others)}) == 4
    assert building_key(AddressFacts(1, street="12", number="1")) != building_key(
        AddressFacts(1, street="1", number="21")
    )


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"settlement": ""}, {"street"}),
        ({"street": "ул. Шипка"}, {"number"}),
        ({"district_id": 10_000, **STREET}, {"district_id"}),
    ],
)
async def test_what_is_missing_is_said_by_field(sqlite_people: Cast, facts: dict[str, str], fields: set[str]) -> None:
    admin = sqlite_people.staff(sqlite_people.admin)
    wrong = AddressFacts(**{"district_id": sqlite_people.mladost_district.key, **facts})
    with pytest.raises(WrongInput) as refused:
        async with sqlite_people.database.unit(admin) as session:
            await save_address(session, admin, address_id=sqlite_people.maria.address_id, facts=wrong)
    assert set(refused.value.fields) == fields


async def test_a_pin_moves_every_household_of_the_entrance(people: Cast) -> None:
    anna = people.staff(people.anna)
    facts = [AddressFacts(people.mladost_district.key, **{**ESTATE, "flat": flat}) for flat in ("17", "18")]
    other = AddressFacts(people.mladost_district.key, **{**ESTATE, "entrance": "В"})
    async with people.database.unit(people.job) as session:
        maria = await session.get_one(Address, people.maria.address_id)
        await put_address(session, people.sofia.key, maria, facts[0])
        neighbour = (await put_address(session, people.sofia.key, None, facts[1])).key
        apart = (await put_address(session, people.sofia.key, None, other)).key
    async with people.database.unit(anna) as session:
        await pin_address(session, anna, address_id=people.maria.address_id, lat=42.65, lon=23.38)
    async with people.database.unit(people.job) as session:
        later = await put_address(session, people.sofia.key, None, facts[1])
        rows = (await session.scalars(sa.select(Address).where(col(Address.pinned)).order_by(col(Address.id)))).all()
        assert [row.id for row in rows] == [people.maria.address_id, neighbour, later.id]
        assert {(row.lat, row.lon) for row in rows} == {(42.65, 23.38)}
        assert (await session.get_one(Address, apart)).lat is None


async def test_who_may_not_see_the_person_may_not_move_the_pin(sqlite_people: Cast) -> None:
    cast = sqlite_people
    for member, refusal in ((cast.elena, NotFound), (cast.burgas_admin, NotFound), (cast.cook, NotAllowed)):
        actor = cast.staff(member)
        with pytest.raises(refusal):
            async with cast.database.unit(actor) as session:
                await pin_address(session, actor, address_id=cast.maria.address_id, lat=42.65, lon=23.38)
    dispatcher = cast.staff(cast.dispatcher)
    with pytest.raises(WrongInput):
        async with cast.database.unit(dispatcher) as session:
            await pin_address(session, dispatcher, address_id=cast.maria.address_id, lat=23.38, lon=42.65)
