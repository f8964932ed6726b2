"""The demonstration fills an empty database once, on both engines, and everybody in it can be found and served."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import access
from domain.database import Database
from domain.demo.loaded import Loaded
from domain.demo.loading import NotEmpty, load
from domain.people.searching import search_people
from models.meals import MenuItem, Subscription
from models.people import Address, Person
from models.places import District, Kitchen, Office, Programme
from models.routes import UsualRoute, Vehicle
from tests.domain.demo.conftest import Municipality

PEOPLE = 60


async def _count(database: Database, loaded: Loaded, kind: type) -> int:
    async with database.reading(access.job("test", loaded.sofia)) as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0


@pytest.mark.usefixtures("tuesday")
async def test_the_whole_municipality_is_there_once(municipality: Municipality) -> None:
    database, loaded = municipality.database, municipality.loaded
    counted = {kind: await _count(database, loaded, kind) for kind in (Office, Kitchen, District, Person, Subscription)}
    assert counted == {Office: 9, Kitchen: 5, District: 24, Person: PEOPLE, Subscription: PEOPLE}
    assert await _count(database, loaded, Programme) == 23
    with pytest.raises(NotEmpty):
        await load(database, people=PEOPLE)
    assert await _count(database, loaded, Person) == PEOPLE


@pytest.mark.usefixtures("tuesday")
async def test_a_row_added_afterwards_gets_the_next_number(municipality: Municipality) -> None:
    database, loaded = municipality.database, municipality.loaded
    before = await _count(database, loaded, Vehicle)
    async with database.unit(access.job("test", loaded.sofia)) as session:
        van = Vehicle(organisation_id=loaded.sofia, name="Още един бус", kitchen_id=loaded.kitchens["mladost"])
        session.add(van)
        await session.flush()
    assert van.id == before + 1


@pytest.mark.usefixtures("tuesday")
async def test_usual_routes_visit_each_pinned_home_once(municipality: Municipality) -> None:
    database, loaded = municipality.database, municipality.loaded
    async with database.reading(access.job("test", loaded.sofia)) as session:
        routes = (await session.scalars(sa.select(UsualRoute))).all()
        homes = (await session.scalars(sa.select(col(Person.address_id)))).all()
        pinned = await session.scalar(sa.select(sa.func.count()).select_from(Address).where(col(Address.pinned)))
    assert sorted(number for route in routes for number in route.addresses) == sorted(homes)
    assert pinned == PEOPLE + 3


@pytest.mark.usefixtures("tuesday")
async def test_people_are_found_and_next_week_has_menus(municipality: Municipality) -> None:
    database, loaded = municipality.database, municipality.loaded
    actor = access.job("test", loaded.sofia)
    async with database.reading(actor) as session:
        somebody = (await session.scalars(sa.select(Person).limit(1))).one()
        found = await search_people(session, actor, text=somebody.last_name.lower())
        menu = await session.scalar(
            sa.select(sa.func.count()).select_from(MenuItem).where(col(MenuItem.day) == date(2026, 12, 1))
        )
    assert somebody.id in [row.id for row in found.rows]
    assert menu == 16
