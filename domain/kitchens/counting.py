"""Every order of a kitchen's day with who eats it and which van brings it; the day's menus; the vans."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.meals import Course, Dish, MealOrder, MenuItem, OrderStatus
from models.people import Address, Diet, Person
from models.places import Site
from models.routes import Driver, Route, Stop, Vehicle


@dataclass(frozen=True)
class Portions:
    """One order with where it goes."""

    order_id: int
    diet: Diet
    portions: int
    closed: bool
    late: bool
    person: Person | None
    site: Site | None
    address: Address
    route_id: int | None
    number: int | None
    position: int

    @property
    def name(self) -> str:
        """Who eats it: the person or the site."""
        if self.site:
            return self.site.name
        return self.person.full_name if self.person else ""


async def portions_of(session: AsyncSession, kitchen_id: int, day: date) -> list[Portions]:
    """The orders that a kitchen cooks for a day, in the order of driving."""
    address = sa.func.coalesce(col(Person.address_id), col(Site.address_id))
    rows = await session.execute(
        sa.select(MealOrder, Person, Site, Address, col(Stop.route_id), col(Stop.number), col(Stop.position))
        .join(Person, col(Person.id) == col(MealOrder.person_id), isouter=True)
        .join(Site, col(Site.id) == col(MealOrder.site_id), isouter=True)
        .join(Address, col(Address.id) == address)
        .join(Stop, col(Stop.id) == col(MealOrder.stop_id), isouter=True)
        .where(
            col(MealOrder.kitchen_id) == kitchen_id,
            col(MealOrder.day) == day,
            col(MealOrder.status) == OrderStatus.ORDERED,
        )
        .order_by(col(Stop.position), col(MealOrder.id))
    )
    return [
        Portions(
            order.key, order.diet, order.portions, order.closed_at is not None, order.late, person, site, at,
            route_id, number, position or 0,
        )
        for order, person, site, at, route_id, number, position in rows
    ]  # fmt: skip


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
