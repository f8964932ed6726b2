"""The planned day as rows: in few statements, whatever the number of stops, with one entry of the audit a kitchen.

Stops keep their rows, and once drivers know their routes also their numbers; a new stop then gets a number never used.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, statements
from domain.access import Actor
from domain.routes.whole_day import StopFacts, WholeDay
from domain.routes.working_out import KitchenWays, Placed, Way
from models.base import table_of
from models.meals import MealOrder
from models.people import Person
from models.places import Site
from models.routes import DayPlan, Route, RouteStatus, Stop, Unplaced

WINDOW = timedelta(minutes=30)
QUARTER = 15 * 60

_STOPS = table_of(Stop)
_UNPLACED = table_of(Unplaced)
_SET_ASIDE = sa.update(_STOPS).where(_STOPS.c.id == sa.bindparam("stop")).values(number=-_STOPS.c.id)
_CHANGE = (
    sa.update(_STOPS)
    .where(_STOPS.c.id == sa.bindparam("stop"))
    .values({name: sa.bindparam(f"new_{name}") for name in (
        "route_id", "site_id", "number", "position", "arrives_at", "window_from", "window_until"
    )})
)  # fmt: skip
_ADD = sa.insert(_STOPS)
_REMOVE = sa.delete(_STOPS).where(_STOPS.c.id == sa.bindparam("stop"))


@dataclass(frozen=True)
class RouteOrder:
    """The stops that a route is to have, in order. `numbers_stay` once its driver knows them."""

    route_id: int
    placed: Sequence[Placed]
    numbers_stay: bool


def told_window(arrives_at: datetime) -> tuple[datetime, datetime]:
    """The half hour that people are told: from a quarter of an hour, with the arrival well inside it."""
    begin = (arrives_at - WINDOW / 2).timestamp()
    start = datetime.fromtimestamp(round(begin / QUARTER) * QUARTER, arrives_at.tzinfo)
    return start, start + WINDOW


async def write_day(session: AsyncSession, actor: Actor, whole: WholeDay, found: Sequence[KitchenWays]) -> None:
    """Make the found ways the day's routes; what is under way stays."""
    organisation_id = actor.organisation_id
    if organisation_id is None:
        raise ValueError("routes are planned for one organisation")
    orders: list[RouteOrder] = []
    for kitchen in found:
        orders += await _write_routes(session, organisation_id, whole, kitchen)
    gone = _gone(whole, found, orders)
    plans = await _note_plans(session, organisation_id, whole.day, found)
    await settle_stops(session, organisation_id, whole.day, whole.stops, orders, gone, plans)
    await _drop_empty_routes(session, whole, found)
    await _list_unplaced(session, organisation_id, whole.day, found)
    await join_orders(session, organisation_id, whole.day)


async def settle_stops(
    session: AsyncSession,
    organisation_id: int,
    day: date,
    existing: Sequence[StopFacts],
    orders: Sequence[RouteOrder],
    gone: Iterable[int],
    plans: Mapping[int, DayPlan],
) -> None:
    """Write the stops of these routes; those of `gone` are removed."""
    before = {stop.address_id: stop for stop in existing}
    changes: list[dict[str, Any]] = []
    new: list[dict[str, Any]] = []
    highest = _highest_numbers(existing, plans)
    for order in orders:
        for row in _rows(order, before, highest):
            known = before.get(row["address_id"])
            if known is None:
                new.append({"organisation_id": organisation_id, "day": day, "outcome_words": "", **row})
            else:
                changes.append({"stop": known.stop_id, **{f"new_{key}": value for key, value in row.items()}})
    touched = [{"stop": change["stop"]} for change in changes]
    removed = [{"stop": number} for number in sorted(gone)]
    await _forget_stops(session, organisation_id, day, [one["stop"] for one in removed])
    await statements.add(session, _REMOVE, removed)
    await statements.add(session, _SET_ASIDE, touched)
    await statements.add(session, _CHANGE, changes)
    await statements.add(session, _ADD, new)
    _keep_numbers(plans, highest)


def _rows(order: RouteOrder, before: Mapping[int, StopFacts], highest: dict[int, int]) -> list[dict[str, Any]]:
    rows = []
    for position, placed in enumerate(order.placed, start=1):
        known = before.get(placed.address_id)
        stays = order.numbers_stay and known is not None and known.route_id == order.route_id
        if not order.numbers_stay:
            number = position
        elif stays and known is not None:
            number = known.number
        else:
            number = highest[order.route_id] = highest.get(order.route_id, 0) + 1
        start, end = _window(placed.arrives_at, known)
        rows.append(
            {
                "route_id": order.route_id, "address_id": placed.address_id, "site_id": placed.site_id,
                "number": number, "position": position, "arrives_at": placed.arrives_at,
                "window_from": start, "window_until": end,
            }
        )  # fmt: skip
    return rows


def _window(arrives_at: datetime, known: StopFacts | None) -> tuple[datetime, datetime]:
    """The window people were told stays as long as the driver still comes within it."""
    if known and known.window_from <= arrives_at <= known.window_until:
        return known.window_from, known.window_until
    return told_window(arrives_at)


def _highest_numbers(existing: Sequence[StopFacts], plans: Mapping[int, DayPlan]) -> dict[int, int]:
    highest = {
        int(route): number for plan in plans.values() for route, number in plan.facts.get("last_numbers", {}).items()
    }
    for stop in existing:
        highest[stop.route_id] = max(stop.number, highest.get(stop.route_id, 0))
    return highest


def _keep_numbers(plans: Mapping[int, DayPlan], highest: Mapping[int, int]) -> None:
    """Numbers once given to a route are never given to another of its doors, also when the stop is gone."""
    for plan in plans.values():
        if plan.told_at is not None:
            plan.facts = {**plan.facts, "last_numbers": {str(route): number for route, number in highest.items()}}


async def _write_routes(
    session: AsyncSession, organisation_id: int, whole: WholeDay, found: KitchenWays
) -> list[RouteOrder]:
    announced = any(plan.announced for plan in whole.plans if plan.kitchen_id == found.kitchen_id)
    rows = await session.scalars(
        sa.select(Route)
        .where(col(Route.day) == whole.day, col(Route.kitchen_id) == found.kitchen_id)
        .order_by(col(Route.id))
    )
    by_van = {row.vehicle_id: row for row in rows}
    vans = {van.vehicle_id: van for van in whole.vans}
    usual = {way.vehicle_id: way for way in whole.usual}
    orders = []
    for way in found.ways:
        row = by_van.get(way.vehicle_id)
        if row is None:
            known = usual.get(way.vehicle_id)
            row = Route(
                organisation_id=organisation_id,
                day=whole.day,
                name=known.name if known else vans[way.vehicle_id].name,
                kitchen_id=found.kitchen_id,
                vehicle_id=way.vehicle_id,
                driver_id=(known.driver_id if known else None) or vans[way.vehicle_id].driver_id,
                departs_at=way.departs_at,
                returns_at=way.returns_at,
            )
            session.add(row)
        apply_times(row, way)
        await session.flush()
        orders.append(RouteOrder(row.key, way.placed, announced))
    return orders


def apply_times(route: Route, way: Way) -> None:
    """The times and the length of a way, on its row."""
    route.departs_at, route.returns_at, route.metres = way.departs_at, way.returns_at, way.metres


def _gone(whole: WholeDay, found: Sequence[KitchenWays], orders: Sequence[RouteOrder]) -> list[int]:
    """Stops of the planned kitchens to which nothing is brought any more; one with an outcome is never removed."""
    kitchens = {kitchen.kitchen_id for kitchen in found}
    wanted = {placed.address_id for order in orders for placed in order.placed}
    fed = {home.address_id for home in whole.homes}
    waiting = {route.route_id for route in whole.routes if route.status is RouteStatus.PLANNED}
    mine = {route.route_id for route in whole.routes if route.kitchen_id in kitchens}
    return [
        stop.stop_id
        for stop in whole.stops
        if stop.route_id in mine
        and stop.outcome is None
        and stop.address_id not in (wanted if stop.route_id in waiting else fed)
    ]


async def _forget_stops(session: AsyncSession, organisation_id: int, day: date, gone: Sequence[int]) -> None:
    """Orders let go of the stops that are about to be removed."""
    if gone:
        orders = table_of(MealOrder)
        await statements.change(
            session,
            sa.update(orders)
            .where(orders.c.organisation_id == organisation_id, orders.c.day == day, orders.c.stop_id.in_(gone))
            .values(stop_id=None),
        )


async def join_orders(session: AsyncSession, organisation_id: int, day: date) -> None:
    """Every ordered meal knows the stop of its door; one that is on no route knows none."""
    orders, people, sites = table_of(MealOrder), table_of(Person), table_of(Site)
    address = sa.case(
        (
            orders.c.person_id.is_not(None),
            sa.select(people.c.address_id).where(people.c.id == orders.c.person_id).correlate(orders).scalar_subquery(),
        ),
        else_=sa.select(sites.c.address_id).where(sites.c.id == orders.c.site_id).correlate(orders).scalar_subquery(),
    )
    stop = (
        sa.select(_STOPS.c.id)
        .where(_STOPS.c.day == day, _STOPS.c.address_id == address)
        .correlate(orders)
        .scalar_subquery()
    )
    await statements.change(
        session,
        sa.update(orders)
        .where(orders.c.organisation_id == organisation_id, orders.c.day == day)
        .where(orders.c.stop_id.is_distinct_from(stop))
        .values(stop_id=stop),
    )


async def _drop_empty_routes(session: AsyncSession, whole: WholeDay, found: Sequence[KitchenWays]) -> None:
    """A van that is not needed today has no route."""
    needed = {(kitchen.kitchen_id, way.vehicle_id) for kitchen in found for way in kitchen.ways}
    kitchens = {kitchen.kitchen_id for kitchen in found}
    for route in whole.routes:
        unused = route.kitchen_id in kitchens and (route.kitchen_id, route.vehicle_id) not in needed
        if unused and route.status is RouteStatus.PLANNED:
            row = await session.get(Route, route.route_id)
            if row:
                await session.delete(row)
    await session.flush()


async def _list_unplaced(session: AsyncSession, organisation_id: int, day: date, found: Sequence[KitchenWays]) -> None:
    kitchens = [kitchen.kitchen_id for kitchen in found]
    addresses = [number for kitchen in found for number in kitchen.unplaced]
    await statements.change(
        session,
        sa.delete(_UNPLACED).where(
            _UNPLACED.c.organisation_id == organisation_id,
            _UNPLACED.c.day == day,
            _UNPLACED.c.kitchen_id.in_(kitchens) | _UNPLACED.c.address_id.in_(addresses),
        ),
    )
    rows = [
        {"organisation_id": organisation_id, "day": day, "kitchen_id": kitchen.kitchen_id, "address_id": number,
         "reason": reason}
        for kitchen in found
        for number, reason in sorted(kitchen.unplaced.items())
    ]  # fmt: skip
    await statements.add(session, sa.insert(_UNPLACED), rows)


async def _note_plans(
    session: AsyncSession, organisation_id: int, day: date, found: Sequence[KitchenWays]
) -> dict[int, DayPlan]:
    rows = await session.scalars(sa.select(DayPlan).where(col(DayPlan.day) == day).order_by(col(DayPlan.id)))
    known = {row.kitchen_id: row for row in rows}
    plans = {}
    for kitchen in found:
        row = known.get(kitchen.kitchen_id)
        if row is None:
            row = DayPlan(
                organisation_id=organisation_id, day=day, kitchen_id=kitchen.kitchen_id, planned_at=clock.now()
            )
            session.add(row)
        row.planned_at, row.vans_short = clock.now(), kitchen.vans_short
        row.facts = {**row.facts, "stops": sum(len(way.placed) for way in kitchen.ways)}
        plans[kitchen.kitchen_id] = row
    await session.flush()
    return plans
