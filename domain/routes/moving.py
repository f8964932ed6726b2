"""The dispatcher's hand: a wish is done, the times are counted anew, and every rule it breaks is said.

An entrance moves whole: its households stay together whoever of them is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, find, visible_routes, visible_stops
from domain.database import lock_day
from domain.planning.dispatcher import retime
from domain.planning.problem import Broken, Rule, UsualTrip
from domain.refusals import NotFound, Refusal
from domain.routes.telling import tell_of_change, tell_of_driver
from domain.routes.whole_day import Home, Place, WholeDay, read_day
from domain.routes.working_out import TRAVEL, Way, as_trip, door_key, doors_of, problem_of, way_of
from domain.routes.writing import RouteOrder, apply_times, join_orders, settle_stops
from domain.versions import demand_version, flush_or_stale
from models.routes import DayPlan, Driver, Route, RouteStatus, Stop, Unplaced

IN_BOXES = (Rule.CAPACITY,)


class StopIsDone(Refusal):
    """This stop already has an outcome and stays where it is. Please choose another one."""


class VanHasLeft(Refusal):
    """A van that is already under way cannot take or give food. Please choose a van that is still there."""


class AnotherKitchen(Refusal):
    """This route belongs to another kitchen. Please choose a route of the same kitchen."""


class NoPlaceOnMap(Refusal):
    """This address has no place on the map yet. Please put its pin first."""


@dataclass(frozen=True)
class RuleBroken:
    """A rule that a route breaks after a change by hand, and by how many minutes (or boxes, for the capacity)."""

    rule: Rule
    by: int
    route_id: int


@dataclass(frozen=True)
class Moved:
    """What a change by hand did: the rules that the touched routes break now. Nothing is ever refused for them."""

    route_id: int
    broken: tuple[RuleBroken, ...]


async def move_stop(session: AsyncSession, actor: Actor, *, stop_id: int, route_id: int, position: int) -> Moved:
    """Make the stop number `position` (1 is the first) of a route, its own or another of the same kitchen.

    Raises StopIsDone, VanHasLeft (from or to a van that has left; inside its own route it may move), AnotherKitchen.
    """
    demand(actor, Deed.PLAN_ROUTES)
    day = (await find(session, visible_stops(actor), stop_id)).day
    await lock_day(session, f"orders:{actor.organisation_id}:{day}", alone=True)
    stop = await find(session, visible_stops(actor), stop_id, fresh=True)
    if stop.outcome is not None:
        raise StopIsDone
    source = await find(session, visible_routes(actor), stop.route_id, fresh=True)
    target = await find(session, visible_routes(actor), route_id, fresh=True)
    if source is not target:
        _demand_may_exchange(source, target)
    whole = await read_day(session, day)
    return await _rearranged(session, whole, [source, target], _Wish(stop.address_id, target.key, position))


async def place_by_hand(
    session: AsyncSession, actor: Actor, *, unplaced_id: int, route_id: int, position: int
) -> Moved:
    """Put a door that is on no route at `position` of a route, whatever rule it breaks. Raises NoPlaceOnMap."""
    demand(actor, Deed.PLAN_ROUTES)
    target = await find(session, visible_routes(actor), route_id)
    await lock_day(session, f"orders:{actor.organisation_id}:{target.day}", alone=True)
    await session.refresh(target)
    unplaced = await find(session, sa.select(Unplaced).where(col(Unplaced.day) == target.day), unplaced_id)
    if target.status is not RouteStatus.PLANNED:
        raise VanHasLeft
    if unplaced.kitchen_id != target.kitchen_id:
        raise AnotherKitchen
    whole = await read_day(session, target.day)
    moved = await _rearranged(session, whole, [target], _Wish(unplaced.address_id, target.key, position))
    await _no_longer_unplaced(session, target)
    return moved


async def assign_driver(
    session: AsyncSession, actor: Actor, *, route_id: int, driver_id: int | None, version: int
) -> None:
    """Give the route to another driver (or to nobody); the one who had it and the new one are told. Raises Stale."""
    demand(actor, Deed.PLAN_ROUTES)
    route = await find(session, visible_routes(actor), route_id, fresh=True)
    demand_version(route, version)
    if driver_id is not None:
        await find(session, sa.select(Driver).where(col(Driver.active)), driver_id)
    was, route.driver_id = route.driver_id, driver_id
    await flush_or_stale(session)
    if was != driver_id:
        await tell_of_driver(session, route, was=was)


@dataclass(frozen=True)
class _Wish:
    address_id: int
    route_id: int
    position: int


def _demand_may_exchange(source: Route, target: Route) -> None:
    if RouteStatus.PLANNED is not source.status or RouteStatus.PLANNED is not target.status:
        raise VanHasLeft
    if source.kitchen_id != target.kitchen_id or source.day != target.day:
        raise AnotherKitchen


async def _rearranged(session: AsyncSession, whole: WholeDay, routes: Sequence[Route], wish: _Wish) -> Moved:
    """Write the routes with the door where it is wished, and say what they break."""
    places = {place.address_id: place for place in whole.places}
    wanted = _with_wish(whole, routes, wish, places)
    ways, broken = _timed(whole, {route.key: route for route in routes}, wanted, places)
    plan = await _noted_by_hand(session, routes)
    orders = []
    for route in {route.key: route for route in routes}.values():
        apply_times(route, ways[route.key])
        orders.append(RouteOrder(route.key, ways[route.key].placed, plan is not None and plan.told_at is not None))
    organisation_id = routes[0].organisation_id
    await settle_stops(
        session, organisation_id, whole.day, whole.stops, orders, [], {plan.kitchen_id: plan} if plan else {}
    )
    await join_orders(session, organisation_id, whole.day)
    await tell_of_change(session, {route.key: route for route in routes}.values())
    return Moved(wish.route_id, broken)


def _with_wish(whole: WholeDay, routes: Sequence[Route], wish: _Wish, places: dict[int, Place]) -> dict[int, list[int]]:
    """The addresses of each route in their new order: the wished door's households together at the place."""
    sites = {home.address_id: home.site_id for home in whole.homes}
    key = door_key(places[wish.address_id], sites.get(wish.address_id))
    own = {route.key for route in routes}
    served = {stop.address_id for stop in whole.stops if stop.route_id not in own or stop.outcome is not None}
    door = [
        home.address_id
        for home in whole.homes
        if door_key(places[home.address_id], home.site_id) == key and home.address_id not in served
    ]
    wanted = {
        number: [stop.address_id for stop in whole.stops if stop.route_id == number and stop.address_id not in door]
        for number in own
    }
    line = wanted[wish.route_id]
    done = sum(1 for stop in whole.stops if stop.route_id == wish.route_id and stop.outcome is not None)
    at = min(max(wish.position - 1, done), len(line))
    wanted[wish.route_id] = [*line[:at], *door, *line[at:]]
    return wanted


def _timed(
    whole: WholeDay, routes: dict[int, Route], wanted: dict[int, list[int]], places: dict[int, Place]
) -> tuple[dict[int, Way], tuple[RuleBroken, ...]]:
    """The new times of the routes; each is its own problem, so that an entrance may stand on two of them."""
    kitchens = {kitchen.kitchen_id: kitchen for kitchen in whole.kitchens}
    vans = {van.vehicle_id: van for van in whole.vans}
    homes = {home.address_id: home for home in whole.homes}
    ways: dict[int, Way] = {}
    broken: list[RuleBroken] = []
    for number, addresses in wanted.items():
        route = routes[number]
        if route.vehicle_id not in vans:
            raise NotFound
        kitchen = kitchens[route.kitchen_id]
        mine = [homes.get(address) or _without_food(address, route.kitchen_id) for address in addresses]
        households, lost = doors_of(mine, places)
        if lost:
            raise NoPlaceOnMap
        keys = dict.fromkeys(door_key(places[home.address_id], home.site_id) for home in mine)
        usual = UsualTrip(str(route.vehicle_id), tuple(keys))
        problem = problem_of(kitchen, [vans[route.vehicle_id]], households, places)
        trip, breaks = retime(problem, TRAVEL, as_trip(usual))
        ways[number] = way_of(whole.day, trip, households)
        broken += [_in_words(one, number) for one in breaks]
    return ways, tuple(broken)


def _without_food(address_id: int, kitchen_id: int) -> Home:
    """A stop whose order was cancelled meanwhile: it stays until the next repair takes it away."""
    return Home(address_id, kitchen_id, 0, None, None, None)


def _in_words(broken: Broken, route_id: int) -> RuleBroken:
    by = broken.by if broken.rule in IN_BOXES else -(-broken.by // 60)
    return RuleBroken(broken.rule, by, route_id)


async def _noted_by_hand(session: AsyncSession, routes: Sequence[Route]) -> DayPlan | None:
    """Remember which vans the dispatcher arranged, so that the next repair leaves them alone."""
    plan: DayPlan | None = await session.scalar(
        sa.select(DayPlan).where(col(DayPlan.day) == routes[0].day, col(DayPlan.kitchen_id) == routes[0].kitchen_id)
    )
    if plan:
        by_hand = {*plan.facts.get("by_hand", []), *(route.vehicle_id for route in routes)}
        plan.facts = {**plan.facts, "by_hand": sorted(by_hand)}
    return plan


async def _no_longer_unplaced(session: AsyncSession, route: Route) -> None:
    """Doors that have a stop now leave the list of those without one."""
    placed = sa.select(col(Stop.address_id)).where(col(Stop.route_id) == route.key)
    rows = await session.scalars(
        sa.select(Unplaced).where(col(Unplaced.day) == route.day, col(Unplaced.address_id).in_(placed))
    )
    for row in rows.all():
        await session.delete(row)
    await session.flush()
