"""Changes by hand: the dispatcher's wish is done, the times are counted anew, and every rule it breaks is said."""

from collections.abc import Container
from dataclasses import dataclass

from domain.planning.insertion import Trips, fill
from domain.planning.legs import Legs
from domain.planning.problem import Broken, Plan, Problem, Trip
from domain.planning.repair import missing
from domain.planning.travel import TravelTimes


@dataclass(frozen=True, slots=True)
class Change:
    """The plan after a change by hand, and the rules that the touched trips break now."""

    plan: Plan
    broken: tuple[Broken, ...]


def retime(problem: Problem, travel: TravelTimes, trip: Trip) -> tuple[Trip, tuple[Broken, ...]]:
    """The trip in its own order with today's times, without doors that are not of this day; and what it breaks."""
    legs = Legs(problem, travel)
    _require_known(legs.van, "van", trip.van_id)
    stops = [legs.number[door_id] for door_id in trip.door_ids if door_id in legs.number]
    timed = legs.timed(legs.van[trip.van_id], stops)
    return timed, tuple(legs.broken_by(timed))


def insert(problem: Problem, travel: TravelTimes, plan: Plan, door_id: str) -> Change:
    """One more door, where it makes a trip longer by the least; listed with its reason where it fits nowhere.

    Trips that already break a rule by hand take no further door; a door that is already in a trip is placed anew.
    """
    legs = Legs(problem, travel)
    _require_known(legs.number, "door", door_id)
    orders = _orders(legs, plan)
    _take_out(orders, legs.number[door_id])
    open_to_all = Trips(legs, [van for van in problem.vans if _keeps_rules(legs, orders, van.id)])
    for trip, van in enumerate(open_to_all.vans):
        open_to_all.run(trip, orders.get(van.id, []))
    fill(open_to_all, [legs.number[door_id]])
    orders |= {van.id: stops for van, stops in zip(open_to_all.vans, open_to_all.stops, strict=True)}
    return _changed(legs, plan, orders)


def move(problem: Problem, travel: TravelTimes, plan: Plan, door_id: str, van_id: str, position: int) -> Change:
    """The door becomes this van's stop number `position` (0 is the first), wherever it was.

    Never refused: the broken rules are said instead.
    """
    legs = Legs(problem, travel)
    _require_known(legs.number, "door", door_id)
    _require_known(legs.van, "van", van_id)
    orders = _orders(legs, plan)
    _take_out(orders, legs.number[door_id])
    orders.setdefault(van_id, []).insert(max(0, position), legs.number[door_id])
    return _changed(legs, plan, orders)


def _changed(legs: Legs, plan: Plan, orders: dict[str, list[int]]) -> Change:
    """Only touched trips get new times; the others stay as they were announced."""
    were = {trip.van_id: trip for trip in plan.trips}
    trips, broken = [], []
    for van_id, stops in orders.items():
        before = were.get(van_id)
        if before and before.door_ids == tuple(legs.id(stop) for stop in stops):
            trips.append(before)
            continue
        timed = legs.timed(legs.van[van_id], stops)
        broken += legs.broken_by(timed)
        if stops:
            trips.append(timed)
    return Change(Plan(tuple(trips), *missing(legs, orders)), tuple(broken))


def _orders(legs: Legs, plan: Plan) -> dict[str, list[int]]:
    return {
        trip.van_id: [legs.number[door_id] for door_id in trip.door_ids if door_id in legs.number]
        for trip in plan.trips
        if trip.van_id in legs.van
    }


def _take_out(orders: dict[str, list[int]], door: int) -> None:
    for stops in orders.values():
        if door in stops:
            stops.remove(door)


def _keeps_rules(legs: Legs, orders: dict[str, list[int]], van_id: str) -> bool:
    return Trips(legs, [legs.van[van_id]]).fits(0, orders.get(van_id, []))


def _require_known(known: Container[str], kind: str, given: str) -> None:
    if given not in known:
        raise ValueError(f"{kind} {given} is not of this day")
