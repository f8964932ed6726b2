"""How the routes of a day stand: for the dispatcher's board, the map and the printed sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, Reach, Rows, demand, find, visible_routes
from domain.addresses import address_line
from domain.routes.cards import Boxes, StopCard, all_boxes, cards_of, may_name
from models.meals import MealOrder, OrderStatus
from models.people import Address, Person
from models.places import Kitchen, Site
from models.routes import Driver, Route, RouteStatus, Stop, Unplaced, UnplacedReason, Vehicle

#: Minutes behind the plan that are nobody's worry yet.
MOST_LATE = 10


@dataclass(frozen=True)
class RouteOnBoard:
    """One van's route with its stops in the order of driving."""

    route_id: int
    version: int
    day: date
    name: str
    kitchen_id: int
    kitchen: str
    vehicle_id: int
    vehicle: str
    plate: str
    capacity: int
    driver_id: int | None
    driver: str
    driver_phone: str | None
    status: RouteStatus
    departs_at: datetime
    returns_at: datetime
    departed_at: datetime | None
    metres: int
    boxes: Boxes
    done: int
    late_minutes: int
    stops: tuple[StopCard, ...]

    @property
    def is_late(self) -> bool:
        """Further behind its plan than is nobody's worry."""
        return is_late(self.late_minutes)


@dataclass(frozen=True)
class UnplacedDoor:
    """A door that is on no route, and why. `names` are those the actor may read."""

    unplaced_id: int
    kitchen_id: int
    address_id: int
    address: str
    names: str
    portions: int
    reason: UnplacedReason


async def route_on_board(session: AsyncSession, actor: Actor, *, route_id: int) -> RouteOnBoard:
    """One route with its stops. Raises NotFound for a route the actor may not see."""
    rows = visible_routes(actor)
    await find(session, rows, route_id)
    found = await _routes(session, actor, rows.where(col(Route.id) == route_id))
    return found[0]


async def routes_to_print(session: AsyncSession, actor: Actor, *, day: date, kitchen_id: int) -> list[RouteOnBoard]:
    """The routes of a kitchen and day for their printed sheets."""
    demand(actor, Deed.SEE_ROUTES)
    rows = visible_routes(actor).where(col(Route.day) == day, col(Route.kitchen_id) == kitchen_id)
    return await _routes(session, actor, rows)


async def unplaced_doors(session: AsyncSession, actor: Actor, *, day: date) -> list[UnplacedDoor]:
    """Doors of the day that are on no route; an office sees those of its own people."""
    rows = await session.execute(_unplaced(day))
    doors: dict[int, list[Any]] = {}
    for row in rows:
        doors.setdefault(row[0].key, []).append(row)
    found = [_unplaced_door(actor, group) for group in doors.values()]
    return [door for door in found if door.names or actor.reach(Deed.SEE_PEOPLE) is not Reach.OFFICE]


def _unplaced(day: date) -> Any:
    """The orders that wait for each unplaced address."""
    address = sa.func.coalesce(col(Person.address_id), col(Site.address_id))
    return (
        sa.select(Unplaced, Address, Person, Site, col(MealOrder.portions))
        .select_from(MealOrder)
        .join(Person, col(Person.id) == col(MealOrder.person_id), isouter=True)
        .join(Site, col(Site.id) == col(MealOrder.site_id), isouter=True)
        .join(Address, col(Address.id) == address)
        .join(Unplaced, (col(Unplaced.address_id) == col(Address.id)) & (col(Unplaced.day) == col(MealOrder.day)))
        .where(col(MealOrder.day) == day, col(MealOrder.status) == OrderStatus.ORDERED)
        .order_by(col(Unplaced.kitchen_id), col(Unplaced.id), col(MealOrder.id))
    )


def _unplaced_door(actor: Actor, rows: Sequence[Any]) -> UnplacedDoor:
    unplaced, address = rows[0][0], rows[0][1]
    found = [person for _u, _a, person, _s, _p in rows if person]
    people = [person.full_name for person in found if may_name(actor, person.office_id, person.guarded)]
    sites = [site.name for _u, _a, _p, site, _n in rows if site]
    return UnplacedDoor(
        unplaced_id=unplaced.key,
        kitchen_id=unplaced.kitchen_id,
        address_id=unplaced.address_id,
        address=address_line(actor.language, address),
        names=", ".join([*sites, *people]),
        portions=sum(row[4] for row in rows),
        reason=unplaced.reason,
    )


async def _routes(session: AsyncSession, actor: Actor, rows: Rows[Route]) -> list[RouteOnBoard]:
    chosen = rows.with_only_columns(col(Route.id))
    cards = await cards_of(session, actor, sa.select(Stop).where(col(Stop.route_id).in_(chosen)))
    found = await session.execute(
        sa.select(Route, Vehicle, Kitchen, Driver)
        .join(Vehicle, col(Vehicle.id) == col(Route.vehicle_id))
        .join(Kitchen, col(Kitchen.id) == col(Route.kitchen_id))
        .join(Driver, col(Driver.id) == col(Route.driver_id), isouter=True)
        .where(col(Route.id).in_(chosen))
        .order_by(col(Route.kitchen_id), col(Route.name), col(Route.id))
        .execution_options(populate_existing=True)
    )
    by_route: dict[int, list[StopCard]] = {}
    for card in cards:
        by_route.setdefault(card.route_id, []).append(card)
    return [_route(*row, by_route.get(row[0].key, [])) for row in found]


def _route(
    route: Route, vehicle: Vehicle, kitchen: Kitchen, driver: Driver | None, stops: Sequence[StopCard]
) -> RouteOnBoard:
    return RouteOnBoard(
        route_id=route.key,
        version=route.version,
        day=route.day,
        name=route.name,
        kitchen_id=route.kitchen_id,
        kitchen=kitchen.name,
        vehicle_id=route.vehicle_id,
        vehicle=vehicle.name,
        plate=vehicle.plate,
        capacity=vehicle.capacity,
        driver_id=route.driver_id,
        driver=driver.name if driver else "",
        driver_phone=driver.phone if driver else None,
        status=route.status,
        departs_at=route.departs_at,
        returns_at=route.returns_at,
        departed_at=route.departed_at,
        metres=route.metres,
        boxes=all_boxes(stops),
        done=sum(1 for stop in stops if stop.outcome),
        late_minutes=minutes_late(
            route.status, route.departs_at, [(stop.arrives_at, stop.reported_at) for stop in stops]
        ),
        stops=tuple(stops),
    )


def is_late(minutes: int) -> bool:
    """So many minutes behind the plan are somebody's worry."""
    return minutes > MOST_LATE


def minutes_late(status: RouteStatus, departs_at: datetime, stops: Sequence[tuple[datetime, datetime | None]]) -> int:
    """How far a van is behind its plan (ahead: below zero): by its last report, or by the stop where it should be now.

    `stops` are the planned arrival and the report of each stop, in the order of driving.
    """
    now = clock.now()
    if status is RouteStatus.FINISHED:
        return 0
    if status is RouteStatus.PLANNED:
        return max(0, _minutes(now, departs_at))
    reported = [(at, planned) for planned, at in stops if at is not None]
    waiting = [planned for planned, at in stops if at is None]
    if not waiting:
        return 0
    overdue = _minutes(now, min(waiting))
    if not reported:
        return max(0, overdue)
    at, planned = max(reported)
    return max(_minutes(at, planned), overdue)


def _minutes(later: datetime, earlier: datetime) -> int:
    return int((later - earlier).total_seconds() // 60)
