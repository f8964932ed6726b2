"""Who is not known yet learns which office serves the district and leaves a phone; the office gets one task."""

import pytest

from domain.access import Actor, ActorKind
from domain.newcomers import DistrictUnknown, find_districts, leave_phone, office_for_district
from domain.phones import NotAPhone
from domain.task_sheets import open_tasks
from models.tasks import TaskKind
from tests.cast import Cast

SOMEBODY = Actor(ActorKind.STRANGER, 7_000_000_009)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Младост", ["Младост"]),
        ("МЛАДОСТ", ["Младост"]),
        ("mladost", ["Младост"]),
        ("люл", ["Люлин"]),
        ("р", ["Приморие"]),
        ("Враца", []),
        ("!", []),
    ],
)
async def test_a_district_is_found_by_its_typed_name(sqlite_people: Cast, typed: str, found: list[str]) -> None:
    async with sqlite_people.database.reading(SOMEBODY) as session:
        assert [district.name for district in await find_districts(session, SOMEBODY, text=typed)] == found


async def test_the_district_says_which_office_serves(sqlite_people: Cast) -> None:
    async with sqlite_people.database.reading(SOMEBODY) as session:
        serving = await office_for_district(session, SOMEBODY, district_id=sqlite_people.lyulin_district.key)
        assert (serving.district.name, serving.office.id) == ("Люлин", sqlite_people.lyulin.id)
        with pytest.raises(DistrictUnknown):
            await office_for_district(session, SOMEBODY, district_id=10_000)


async def test_a_phone_left_twice_is_one_task_of_that_office(people: Cast, tuesday: object) -> None:
    district = people.lyulin_district.key
    for _again in range(2):
        async with people.database.unit(SOMEBODY) as session:
            await leave_phone(
                session, SOMEBODY, district_id=district, phone="0899 111 222", name="Дора", telegram_id=SOMEBODY.number
            )
    seen = {}
    for member in (people.elena, people.anna, people.burgas_admin):
        actor = people.staff(member)
        async with people.database.reading(actor) as session:
            seen[member.login] = [
                (row.task.kind, row.task.phone, row.task.words, row.office) for row in await open_tasks(session, actor)
            ]
    asked = (TaskKind.NEWCOMER, "+359899111222", "Дора", "Служба Люлин")
    assert seen == {"elena": [asked], "anna": [], "burgas": []}


async def test_what_is_no_phone_is_refused(sqlite_people: Cast) -> None:
    with pytest.raises(NotAPhone):
        async with sqlite_people.database.unit(SOMEBODY) as session:
            await leave_phone(session, SOMEBODY, district_id=sqlite_people.lyulin_district.key, phone="утре")
