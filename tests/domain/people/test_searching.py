"""A service user is found by any part of name, phone or address, in any case and alphabet, by the own staff alone."""

import pytest

from domain.access import Actor
from domain.people.searching import PeopleFilter, person_search_text, search_people
from models.people import Address, Person, PersonStatus, Sex
from tests.cast import MARIA_EGN, Cast
from tests.statements import statements_of


async def found(people: Cast, actor: Actor, text: str, **facts: object) -> list[str]:
    async with people.database.reading(actor) as session:
        page = await search_people(session, actor, text=text, **facts)  # type: ignore[arg-type]
    return [row.first_name for row in page.rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Мария", "Иванка"]),
        ("мар", ["Мария"]),
        ("МАРИЯ", ["Мария"]),
        ("Mariya", ["Мария"]),
        ("ванка", ["Иванка"]),
        ("иван", ["Мария", "Иванка"]),
        ("иванова мария", ["Мария"]),
        ("иванова иванка", []),
        ("0888 123 456", ["Мария"]),
        ("+359888123456", ["Мария"]),
        ("3456", ["Мария"]),
        ("0888", ["Мария", "Иванка"]),
        ("Младост 312", ["Мария"]),
        ("горан", []),
        ("%", ["Мария", "Иванка"]),
        (MARIA_EGN, ["Мария"]),
        ("9921090070", []),
    ],
)
async def test_every_word_must_be_somewhere(people: Cast, text: str, names: list[str]) -> None:
    assert await found(people, people.staff(people.admin), text) == names


async def test_nobody_finds_whom_they_may_not_see(people: Cast) -> None:
    seen = {
        member.login: await found(people, people.staff(member), "иван")
        for member in (people.anna, people.elena, people.dispatcher, people.cook, people.burgas_admin)
    }
    assert seen == {
        "anna": ["Мария"],
        "elena": ["Иванка"],
        "dispatcher": ["Мария", "Иванка"],
        "cook": [],
        "burgas": ["Горан"],
    }
    assert await found(people, people.staff(people.elena), MARIA_EGN) == []


async def test_filters_and_pages(people: Cast) -> None:
    admin = people.staff(people.admin)
    async with people.database.unit(people.job) as session:
        (await session.get_one(Person, people.ivanka.key)).status = PersonStatus.ENDED
    assert await found(people, admin, "") == ["Мария"]
    assert await found(people, admin, "", where=PeopleFilter(status=None, office_id=people.lyulin.key)) == ["Иванка"]
    everybody = PeopleFilter(status=None, district_id=None)
    async with people.database.reading(admin) as session:
        pages = [await search_people(session, admin, page=number, per_page=1, where=everybody) for number in (1, 2, 3)]
    assert [([row.first_name for row in page.rows], page.more) for page in pages] == [
        (["Мария"], True), (["Иванка"], False), ([], False),
    ]  # fmt: skip
    row = pages[0].rows[0]
    assert (row.office, row.district, row.address.block) == ("Служба Младост", "Младост", "312")


async def test_a_list_takes_as_many_queries_for_a_thousand_as_for_two(people: Cast) -> None:
    admin = people.staff(people.admin)
    async with people.database.unit(people.job) as session:
        address = await session.get_one(Address, people.maria.address_id)
        session.add_all(_somebody(people, address, n) for n in range(1000))
    with statements_of(people.database) as statements:
        assert len(await found(people, admin, "")) == 25
        assert len([text for text in statements if text.startswith("SELECT")]) == 2
        assert await found(people, admin, "somebody 777") == ["Някой"]
    assert [text for text in statements if "count(" in text.lower()] == []


def _somebody(people: Cast, address: Address, n: int) -> Person:
    person = Person(
        organisation_id=people.sofia.key,
        office_id=people.mladost.key,
        address_id=address.key,
        first_name="Някой",
        last_name=f"Somebody {n}",
        sex=Sex.MALE,
    )
    person.search_text = person_search_text(person, Address(organisation_id=1, district_id=1))
    return person
