"""From the day as read to the day as planned: pure, so it runs in a thread or a process beside the database.

The van's door is the entrance: households of one entrance are served in one stand of the van, by floor.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain import clock
from domain.planning.dispatcher import retime
from domain.planning.engine import plan
from domain.planning.many import plan_many
from domain.planning.problem import Door, Kitchen, Plan, PlannedStop, Problem, Reason, Rules, Trip, UsualTrip
from domain.planning.problem import Van as PlannedVan
from domain.planning.repair import repair
from domain.planning.travel import Haversine, TravelTimes
from domain.routes.whole_day import Home, KitchenFacts, Place, Van, WholeDay
from models.routes import RouteStatus, UnplacedReason

LAST_MEAL = time(13, 30)  # lunch is at the door by then (routing practice; a site has hours of its own)
SITE_SECONDS = 8 * 60  # a bulk load is carried in by trolley and signed for
LARGE = 100  # doors from which a kitchen is worth a process of its own
SECONDS_A_DOOR = 0.05
TRAVEL: TravelTimes = Haversine()
RULES = Rules()

REASONS = {
    Reason.TOO_BIG: UnplacedReason.NO_CAPACITY,
    Reason.NO_CAPACITY: UnplacedReason.NO_CAPACITY,
    Reason.TOO_FAR: UnplacedReason.TOO_FAR,
    Reason.WINDOW: UnplacedReason.NO_TIME,
    Reason.NO_TIME: UnplacedReason.NO_TIME,
}


#: Vans with their addresses in order.
Wanted = Sequence[tuple[int, Sequence[int]]]


@dataclass(frozen=True)
class Placed:
    """A household in a van's order, and when the driver is at its door."""

    address_id: int
    site_id: int | None
    arrives_at: datetime


@dataclass(frozen=True)
class Way:
    """One van's way: when it leaves and is back, how far, and whom it visits."""

    vehicle_id: int
    departs_at: datetime
    returns_at: datetime
    metres: int
    placed: tuple[Placed, ...]


@dataclass(frozen=True)
class KitchenWays:
    """A kitchen's planned day. Routes that are under way are not in it: they stay as they are."""

    kitchen_id: int
    ways: tuple[Way, ...]
    unplaced: Mapping[int, UnplacedReason]
    vans_short: int


@dataclass(frozen=True)
class KitchenDay:
    """A kitchen's problem in the planner's terms, with the households behind each door."""

    kitchen: KitchenFacts
    day: date
    vans: tuple[Van, ...]
    households: Mapping[str, tuple[Home, ...]]
    places: Mapping[int, Place]
    without_pin: tuple[int, ...]
    wanted: tuple[UsualTrip, ...] | None  #: None: nobody knows this kitchen's routes yet
    by_hand: frozenset[int]

    @property
    def problem(self) -> Problem:
        """The kitchen's day as the planner takes it."""
        return problem_of(self.kitchen, self.vans, self.households, self.places)


def problem_of(
    kitchen: KitchenFacts, vans: Iterable[Van], households: Mapping[str, tuple[Home, ...]], places: Mapping[int, Place]
) -> Problem:
    """A problem of these vans and doors."""
    return Problem(
        Kitchen(kitchen.lat, kitchen.lon, _second(kitchen.departs), kitchen.loading_minutes * 60),
        tuple(_door(key, homes, places, kitchen) for key, homes in households.items()),
        tuple(
            PlannedVan(str(van.vehicle_id), van.capacity, _second(van.shift_start), _second(van.shift_end))
            for van in vans
        ),
        RULES,
    )


def kitchen_day(whole: WholeDay, kitchen_id: int, wanted: Wanted | None = None) -> KitchenDay:
    """What is still to plan for a kitchen; `wanted` (van and addresses) goes before today's and the usual routes."""
    under_way = {route.route_id: route for route in whole.routes if route.status is not RouteStatus.PLANNED}
    settled = {stop.address_id for stop in whole.stops if stop.route_id in under_way}
    busy = {route.vehicle_id for route in under_way.values()}
    places = {place.address_id: place for place in whole.places}
    homes = [home for home in whole.homes if home.kitchen_id == kitchen_id and home.address_id not in settled]
    households, without_pin = doors_of(homes, places)
    trips = wanted if wanted is not None else _known_ways(whole, kitchen_id)
    by_hand = next((noted.by_hand for noted in whole.plans if noted.kitchen_id == kitchen_id), frozenset())
    return KitchenDay(
        kitchen=next(kitchen for kitchen in whole.kitchens if kitchen.kitchen_id == kitchen_id),
        day=whole.day,
        vans=tuple(van for van in whole.vans if van.kitchen_id == kitchen_id and van.vehicle_id not in busy),
        households=households,
        places=places,
        without_pin=without_pin,
        wanted=None if trips is None else tuple(_usual_trip(van, numbers, places) for van, numbers in trips),
        by_hand=by_hand,
    )


def doors_of(homes: Iterable[Home], places: Mapping[int, Place]) -> tuple[dict[str, tuple[Home, ...]], tuple[int, ...]]:
    """Households by the van's door, lowest floor first, and the addresses that have no point on the map."""
    by_door: dict[str, list[Home]] = {}
    for home in homes:
        by_door.setdefault(door_key(places[home.address_id], home.site_id), []).append(home)
    ordered = {
        key: tuple(sorted(group, key=lambda home: (places[home.address_id].floor, home.address_id)))
        for key, group in by_door.items()
    }
    on_map = {key: group for key, group in ordered.items() if _point(group, places)}
    lost = [home.address_id for key, group in ordered.items() if key not in on_map for home in group]
    return on_map, tuple(lost)


def door_key(place: Place, site_id: int | None = None) -> str:
    """The van's door of a household: its entrance. A site, and an address without a known entrance, is its own."""
    if not place.building or site_id is not None:
        return f"address {place.address_id}"
    return f"{place.district_id} {place.building}"


def planned(days: Sequence[KitchenDay], *, fresh: bool, seconds: float) -> tuple[KitchenWays, ...]:
    """Plan each kitchen: by repair where its routes are known and nothing fresh is asked for, else by the engine."""
    new = [day for day in days if fresh or day.wanted is None]
    found = _searched(new, seconds)
    return tuple(ways_of(day, found[day.kitchen.kitchen_id]) if day in new else _repaired(day) for day in days)


def _searched(days: Sequence[KitchenDay], seconds: float) -> dict[int, Plan]:
    problems = {day.kitchen.kitchen_id: day.problem for day in days}
    budget = {
        number: max(0.1, min(seconds, len(problem.doors) * SECONDS_A_DOOR)) for number, problem in problems.items()
    }
    small = {number: problem for number, problem in problems.items() if len(problem.doors) < LARGE}
    found = {number: plan(problem, TRAVEL, seconds=budget[number]) for number, problem in small.items()}
    large = {str(number): problem for number, problem in problems.items() if number not in small}
    if large:
        longest = max(budget[int(number)] for number in large)
        many = plan_many(large, TRAVEL, seconds=longest)
        found |= {int(number): one for number, one in many.items()}
    return found


def _repaired(day: KitchenDay) -> KitchenWays:
    """Repair, but leave a van that the dispatcher made break a rule as it is: the hand knows better."""
    wanted = day.wanted or ()
    problem = day.problem
    kept: list[Trip] = []
    for trip in wanted:
        if int(trip.van_id) in day.by_hand and any(van.id == trip.van_id for van in problem.vans):
            timed, broken = retime(problem, TRAVEL, as_trip(trip))
            if broken and timed.stops:
                kept.append(timed)
    served = {door_id for trip in kept for door_id in trip.door_ids}
    taken = {trip.van_id for trip in kept}
    rest = Problem(
        problem.kitchen,
        tuple(door for door in problem.doors if door.id not in served),
        tuple(van for van in problem.vans if van.id not in taken),
        problem.rules,
    )
    found = repair(rest, TRAVEL, [trip for trip in wanted if trip.van_id not in taken])
    return ways_of(day, Plan((*kept, *found.trips), found.unplaced, found.vans_short))


def as_trip(usual: UsualTrip) -> Trip:
    """An order of doors whose times are not known yet."""
    return Trip(usual.van_id, 0, tuple(PlannedStop(door_id, 0, 0) for door_id in usual.door_ids), 0, 0)


def ways_of(day: KitchenDay, found: Plan) -> KitchenWays:
    """The plan in terms of households and moments."""
    no_van = not day.vans
    unplaced: dict[int, UnplacedReason] = dict.fromkeys(day.without_pin, UnplacedReason.NO_PIN)
    for left in found.unplaced:
        reason = UnplacedReason.NO_VAN if no_van else REASONS[left.reason]
        unplaced |= {home.address_id: reason for home in day.households[left.door_id]}
    return KitchenWays(
        day.kitchen.kitchen_id,
        tuple(way_of(day.day, trip, day.households) for trip in found.trips if trip.stops),
        unplaced,
        found.vans_short,
    )


def way_of(day: date, trip: Trip, households: Mapping[str, tuple[Home, ...]]) -> Way:
    """A trip in terms of households and moments: neighbours of one entrance one after the other."""
    placed = tuple(
        Placed(home.address_id, home.site_id, moment(day, stop.arrives + RULES.household_seconds * turn))
        for stop in trip.stops
        for turn, home in enumerate(households[stop.door_id])
    )
    return Way(int(trip.van_id), moment(day, trip.departs), moment(day, trip.returns), trip.metres, placed)


def moment(day: date, second: int) -> datetime:
    """The moment at that second of the local day."""
    days, second = divmod(second, 86_400)
    hour = time(second // 3600, second // 60 % 60, second % 60)
    return clock.at(day + timedelta(days=days), hour)


def _known_ways(whole: WholeDay, kitchen_id: int) -> Wanted | None:
    """Today's routes that have not left where there are any, else the usual ones."""
    today = [route for route in whole.routes if route.kitchen_id == kitchen_id]
    if today:
        waiting = [route for route in today if route.status is RouteStatus.PLANNED]
        return [
            (route.vehicle_id, [stop.address_id for stop in whole.stops if stop.route_id == route.route_id])
            for route in waiting
        ]
    usual = [(way.vehicle_id, way.addresses) for way in whole.usual if way.kitchen_id == kitchen_id]
    return usual or None


def _usual_trip(vehicle_id: int, numbers: Sequence[int], places: Mapping[int, Place]) -> UsualTrip:
    """The order of doors out of an order of addresses; a site's address is a door of its own, too."""
    keys: dict[str, None] = {}
    for number in numbers:
        if number in places:
            keys[door_key(places[number])] = None
            keys[f"address {number}"] = None
    return UsualTrip(str(vehicle_id), tuple(keys))


def _door(key: str, homes: Sequence[Home], places: Mapping[int, Place], kitchen: KitchenFacts) -> Door:
    point = _point(homes, places)
    if point is None:
        raise LookupError(f"door {key} has no point on the map")
    site = homes[0].site_id is not None
    return Door(
        id=key,
        lat=point[0],
        lon=point[1],
        households=len(homes),
        boxes=sum(home.portions for home in homes),
        opens=_second(homes[0].opens or kitchen.departs),
        closes=_second(homes[0].closes or LAST_MEAL),
        service=SITE_SECONDS if site else None,
    )


def _point(homes: Iterable[Home], places: Mapping[int, Place]) -> tuple[float, float] | None:
    """The first known point among the households of one entrance."""
    for home in homes:
        place = places[home.address_id]
        if place.lat is not None and place.lon is not None:
            return place.lat, place.lon
    return None


def _second(hour: time) -> int:
    return hour.hour * 3600 + hour.minute * 60 + hour.second
