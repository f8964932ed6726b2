"""Every order of a kitchen's day with who eats it and which van brings it; the day's menus; the vans."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor
from domain.routes.cards import may_name
from models.meals import Course, Dish, MealOrder, MenuItem, OrderStatus
from models.people import Address, Diet, Person
from models.places import Site
from models.routes import Driver, Route, Stop, Vehicle


@dataclass(frozen=True, slots=True)
class AtHome:
    """A person as far as the box must say; no name for whoever may not read it."""

    key: int
    full_name: str
    allergens: int


@dataclass(frozen=True, slots=True)
class Portions:
    """One order with where it goes; the address is read only where it is printed: of sites, and of unrouted food."""

    order_id: int
    diet: Diet
    portions: int
    closed: bool
    late: bool
    person: AtHome | None
    site: Site | None
    at: Address | None
    route_id: int | None
    number: int | None
    position: int

    @property
    def name(self) -> str:
        """Who eats it: the person or the site."""
        if self.site:
            return self.site.name
        return self.person.full_name if self.person else ""

    @property
    def address(self) -> Address:
        """Where it goes, of a site or of food that no van brings yet."""
        if self.at is None:
            raise LookupError("the address of a routed home was not read")
        return self.at


async def portions_of(session: AsyncSession, actor: Actor, kitchen_id: int, day: date) -> list[Portions]:
    """The orders that a kitchen cooks for a day, in the order of driving. Columns, not records: there are hundreds."""
    address = sa.func.coalesce(col(Person.address_id), col(Site.address_id))
    printed = col(Stop.id).is_(None) | col(Site.id).is_not(None)
    rows = await session.execute(
        sa.select(
            col(MealOrder.id), col(MealOrder.diet), col(MealOrder.portions), col(MealOrder.closed_at),
            col(MealOrder.late), col(Person.id), col(Person.first_name), col(Person.last_name), col(Person.allergens),
            col(Person.office_id), col(Person.guarded), Site, Address, col(Stop.route_id), col(Stop.number),
            col(Stop.position),
        )
        .select_from(MealOrder)
        .join(Person, col(Person.id) == col(MealOrder.person_id), isouter=True)
        .join(Site, col(Site.id) == col(MealOrder.site_id), isouter=True)
        .join(Stop, col(Stop.id) == col(MealOrder.stop_id), isouter=True)
        .join(Address, (col(Address.id) == address) & printed, isouter=True)
        .where(
            col(MealOrder.kitchen_id) == kitchen_id,
            col(MealOrder.day) == day,
            col(MealOrder.status) == OrderStatus.ORDERED,
        )
        .order_by(col(Stop.position), col(MealOrder.id))
    )  # fmt: skip
    return [_portions(actor, row) for row in rows]


def _portions(actor: Actor, row: Any) -> Portions:
    order_id, diet, portions, closed_at, late, *at_home, site, at, route_id, number, position = row
    person = _at_home(actor, *at_home) if at_home[0] is not None else None
    return Portions(
        order_id, diet, portions, closed_at is not None, late, person, site, at, route_id, number, position or 0
    )


def _at_home(
    actor: Actor, number: int, first_name: str, last_name: str, allergens: int, office_id: int, guarded: bool
) -> AtHome:
    named = may_name(actor, office_id, guarded)
    return AtHome(number, f"{first_name} {last_name}" if named else "", allergens)


async def menus_of_day(session: AsyncSession, day: date) -> dict[Diet, list[tuple[Course, Dish]]]:
    """The dishes of a day by diet, in the order they are eaten."""
    rows = await session.execute(
        sa.select(MenuItem, Dish).join(Dish, col(Dish.id) == col(MenuItem.dish_id)).where(col(MenuItem.day) == day)
    )
    courses = list(Course)
    menus: dict[Diet, list[tuple[Course, Dish]]] = {}
    for item, dish in sorted(rows, key=lambda row: courses.index(row[0].course)):
        menus.setdefault(item.diet, []).append((item.course, dish))
    return menus


Way = tuple[Route, Vehicle, Driver | None]


async def ways_of(session: AsyncSession, numbers: Collection[int]) -> dict[int, Way]:
    """The routes of these numbers with van and driver, in the order of departure."""
    rows = await session.execute(
        sa.select(Route, Vehicle, Driver)
        .join(Vehicle, col(Vehicle.id) == col(Route.vehicle_id))
        .join(Driver, col(Driver.id) == col(Route.driver_id), isouter=True)
        .where(col(Route.id).in_(sorted(numbers)))
        .order_by(col(Route.departs_at), col(Route.name), col(Route.id))
    )
    return {route.key: (route, vehicle, driver) for route, vehicle, driver in rows}
