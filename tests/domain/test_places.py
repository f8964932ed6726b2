"""The lists that forms choose from hold what the actor works with, and nothing of another organisation."""

import pytest

from domain import places
from domain.access import Actor, ActorKind
from domain.refusals import NotFound
from models.places import ProgrammeKind
from tests.cast import Cast


async def names(cast: Cast, actor: Actor) -> dict[str, list[str]]:
    async with cast.database.reading(actor) as session:
        return {
            "offices": [office.name for office in await places.offices(session, actor)],
            "districts": [district.name for district in await places.districts(session, actor)],
            "kitchens": [kitchen.name for kitchen in await places.kitchens(session, actor)],
            "programmes": [row.code for row in await places.programmes(session, actor, kind=ProgrammeKind.MEALS)],
        }


async def test_everybody_sees_the_places_of_the_own_work(sqlite_people: Cast) -> None:
    cast = sqlite_people
    assert await names(cast, cast.staff(cast.anna)) == {
        "offices": ["Служба Младост"],
        "districts": ["Люлин", "Младост"],
        "kitchens": ["Кухня Люлин", "Кухня Младост"],
        "programmes": ["P02"],
    }
    assert (await names(cast, cast.staff(cast.cook)))["kitchens"] == ["Кухня Младост"]
    assert await names(cast, cast.staff(cast.burgas_admin)) == {
        "offices": ["Служба Приморие"],
        "districts": ["Приморие"],
        "kitchens": ["Кухня Приморие"],
        "programmes": ["P02"],
    }


async def test_a_stranger_is_shown_every_district_and_belongs_to_no_organisation(sqlite_people: Cast) -> None:
    stranger = Actor(ActorKind.STRANGER, 1)
    assert (await names(sqlite_people, stranger))["districts"] == ["Люлин", "Младост", "Приморие"]
    async with sqlite_people.database.reading(stranger) as session:
        with pytest.raises(NotFound):
            await places.organisation_of(session, stranger)
