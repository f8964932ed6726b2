"""Everything the planner must know about a day, read in a few queries and comparable with a later reading."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.meals import MealOrder, OrderStatus
from models.people import Address, Person
from models.places import Kitchen, Site
from models.routes import DayPlan, Driver, Outcome, Route, RouteStatus, Stop, UsualRoute, Vehicle

CHUNK = 5_000  # numbers in one statement: both databases allow some 32,000


@dataclass(frozen=True)
class KitchenFacts:
    """A kitchen: where its vans start, when, and how long they load."""

    kitchen_id: int
    lat: float
    lon: float
    departs: time
    loading_minutes: int


@dataclass(frozen=True)
class Van:
    """A van in service; the driver is the one to whom it belongs on usual days."""

    vehicle_id: int
    kitchen_id: int
    name: str
    capacity: int
    shift_start: time
    shift_end: time
    driver_id: int | None


@dataclass(frozen=True)
class Place:
    """An address as the planner sees it: the entrance it belongs to, the floor, the point on the map."""

    address_id: int
    district_id: int
    building: str
    floor: int
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class Home:
    """A household (or a site) that gets food today, with all its portions."""

    address_id: int
    kitchen_id: int
    portions: int
    site_id: int | None
    opens: time | None
    closes: time | None


@dataclass(frozen=True)
class UsualWay:
    """A usual route: its van, its driver, and its doors in order."""

    name: str
    kitchen_id: int
    vehicle_id: int
    driver_id: int | None
    addresses: tuple[int, ...]


@dataclass(frozen=True)
class RouteFacts:
    """A route that the day already has."""

    route_id: int
    kitchen_id: int
    vehicle_id: int
    status: RouteStatus


@dataclass(frozen=True)
class StopFacts:
    """A stop that the day already has."""

    stop_id: int
    route_id: int
    address_id: int
    number: int
    position: int
    window_from: datetime
    window_until: datetime
    outcome: Outcome | None


@dataclass(frozen=True)
class PlanFacts:
    """What is noted of a kitchen's plan: whether drivers know it, which vans were changed by hand, the last numbers."""

    kitchen_id: int
    announced: bool
    by_hand: frozenset[int]


@dataclass(frozen=True)
class WholeDay:
    """One reading of a day; two equal readings mean that nothing has changed between them."""

    day: date
    kitchens: tuple[KitchenFacts, ...]
    vans: tuple[Van, ...]
    homes: tuple[Home, ...]
    places: tuple[Place, ...]
    usual: tuple[UsualWay, ...]
    routes: tuple[RouteFacts, ...]
    stops: tuple[StopFacts, ...]
    plans: tuple[PlanFacts, ...]


async def read_day(session: AsyncSession, day: date) -> WholeDay:
    """The day of the session's organisation as it stands now."""
    homes = await _homes(session, day)
    usual = await _usual(session)
    known = {home.address_id for home in homes} | {number for way in usual for number in way.addresses}
    stops = await _stops(session, day)
    return WholeDay(
        day=day,
        kitchens=await _kitchens(session),
        vans=await _vans(session),
        homes=homes,
        places=await _places(session, known | {stop.address_id for stop in stops}),
        usual=usual,
        routes=await _routes(session, day),
        stops=stops,
        plans=await _plans(session, day),
    )


async def _homes(session: AsyncSession, day: date) -> tuple[Home, ...]:
    """Who gets food, one row an address; two orders of one address go together, to the kitchen of the first."""
    address = sa.func.coalesce(col(Person.address_id), col(Site.address_id))
    rows = await session.execute(
        sa.select(
            address, col(MealOrder.kitchen_id), col(MealOrder.portions),
            col(MealOrder.site_id), col(Site.opens), col(Site.closes),
        )
        .join(Person, col(Person.id) == col(MealOrder.person_id), isouter=True)
        .join(Site, col(Site.id) == col(MealOrder.site_id), isouter=True)
        .where(col(MealOrder.day) == day, col(MealOrder.status) == OrderStatus.ORDERED)
        .order_by(address, col(MealOrder.id))
    )  # fmt: skip
    found: dict[int, Home] = {}
    for number, kitchen_id, portions, site_id, opens, closes in rows:
        before = found.get(number)
        found[number] = Home(
            number,
            before.kitchen_id if before else kitchen_id,
            portions + (before.portions if before else 0),
            site_id or (before.site_id if before else None),
            opens or (before.opens if before else None),
            closes or (before.closes if before else None),
        )
    return tuple(found.values())


async def _usual(session: AsyncSession) -> tuple[UsualWay, ...]:
    rows = await session.scalars(sa.select(UsualRoute).order_by(col(UsualRoute.id)))
    return tuple(
        UsualWay(row.name, row.kitchen_id, row.vehicle_id, row.driver_id, tuple(row.addresses)) for row in rows
    )


async def _kitchens(session: AsyncSession) -> tuple[KitchenFacts, ...]:
    rows = await session.scalars(sa.select(Kitchen).order_by(col(Kitchen.id)))
    return tuple(KitchenFacts(row.key, row.lat, row.lon, row.departs, row.loading_minutes) for row in rows)


async def _vans(session: AsyncSession) -> tuple[Van, ...]:
    drivers = await session.execute(
        sa.select(col(Driver.vehicle_id), sa.func.min(col(Driver.id)))
        .where(col(Driver.active), col(Driver.vehicle_id).is_not(None))
        .group_by(col(Driver.vehicle_id))
    )
    driver_of = dict(drivers.all())
    rows = await session.scalars(sa.select(Vehicle).where(col(Vehicle.active)).order_by(col(Vehicle.id)))
    return tuple(
        Van(row.key, row.kitchen_id, row.name, row.capacity, row.shift_start, row.shift_end, driver_of.get(row.key))
        for row in rows
    )


async def _places(session: AsyncSession, numbers: Collection[int]) -> tuple[Place, ...]:
    columns: tuple[Any, ...] = (
        Address.id,
        Address.district_id,
        Address.building,
        Address.floor,
        Address.lat,
        Address.lon,
    )
    ordered, found = sorted(numbers), []
    for start in range(0, len(ordered), CHUNK):
        part = ordered[start : start + CHUNK]
        rows = await session.execute(sa.select(*columns).where(col(Address.id).in_(part)).order_by(col(Address.id)))
        found += [
            Place(number, district_id, building, storey(floor), lat, lon)
            for number, district_id, building, floor, lat, lon in rows
        ]
    return tuple(found)


def storey(floor: str) -> int:
    """The number of a floor as people write it: "4", "ет. 4", "партер" (0)."""
    figures = re.search(r"\d+", floor)
    return int(figures.group()) if figures else 0


async def _routes(session: AsyncSession, day: date) -> tuple[RouteFacts, ...]:
    columns: tuple[Any, ...] = (Route.id, Route.kitchen_id, Route.vehicle_id, Route.status)
    rows = await session.execute(sa.select(*columns).where(col(Route.day) == day).order_by(col(Route.id)))
    return tuple(RouteFacts(*row) for row in rows)


async def _stops(session: AsyncSession, day: date) -> tuple[StopFacts, ...]:
    columns: tuple[Any, ...] = (
        Stop.id, Stop.route_id, Stop.address_id, Stop.number, Stop.position,
        Stop.window_from, Stop.window_until, Stop.outcome,
    )  # fmt: skip
    order = (col(Stop.route_id), col(Stop.position), col(Stop.id))
    rows = await session.execute(sa.select(*columns).where(col(Stop.day) == day).order_by(*order))
    return tuple(StopFacts(*row) for row in rows)


async def _plans(session: AsyncSession, day: date) -> tuple[PlanFacts, ...]:
    rows = await session.scalars(
        sa.select(DayPlan)
        .where(col(DayPlan.day) == day)
        .order_by(col(DayPlan.kitchen_id))
        .execution_options(populate_existing=True)
    )
    return tuple(
        PlanFacts(row.kitchen_id, row.told_at is not None, frozenset(row.facts.get("by_hand", []))) for row in rows
    )
