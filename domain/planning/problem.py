"""One kitchen's day as the planner sees it, and the plan that answers it."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

USUAL_CAPACITY = 80
USUAL_SHIFT = 4 * 3600


@dataclass(frozen=True, slots=True)
class Door:
    """One address: the meals of all its households are handed over in one stop.

    The stop begins between `opens` and `closes`; `service` is given where the usual time does not hold (a bulk site).
    """

    id: str
    lat: float
    lon: float
    households: int
    boxes: int
    opens: int
    closes: int
    service: int | None = None


@dataclass(frozen=True, slots=True)
class Van:
    """A van with its driver: one trip, inside the shift from `start` to `end`."""

    id: str
    capacity: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Kitchen:
    """Where trips begin and end: no van leaves before `departs`, nor before `loading` seconds of its shift."""

    lat: float
    lon: float
    departs: int
    loading: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The municipality's settings: how long food may be on the road, how long a stop takes."""

    hot_minutes: int = 120
    door_seconds: int = 120
    household_seconds: int = 90

    @property
    def hot_seconds(self) -> int:
        """The longest time from leaving the kitchen to the end of the last hand-over."""
        return self.hot_minutes * 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything one kitchen has to deliver on one day, and what it has to do it with."""

    kitchen: Kitchen
    doors: tuple[Door, ...]
    vans: tuple[Van, ...]
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        """Refuse a day that contradicts itself: the caller has mixed something up."""
        _require_different("door", (door.id for door in self.doors))
        _require_different("van", (van.id for van in self.vans))
        for door in self.doors:
            if door.boxes < 0 or door.households < 0 or (door.service or 0) < 0:
                raise ValueError(f"door {door.id}: boxes, households and service time cannot be negative")
            if door.closes < door.opens:
                raise ValueError(f"door {door.id}: it closes before it opens")
        for van in self.vans:
            if van.capacity < 0 or van.end < van.start:
                raise ValueError(f"van {van.id}: a negative capacity, or a shift that ends before it starts")

    def service(self, door: Door) -> int:
        """Seconds at the door: its own where it has one, else by the number of households."""
        if door.service is not None:
            return door.service
        return self.rules.door_seconds + self.rules.household_seconds * max(0, door.households - 1)

    def ready(self, van: Van) -> int:
        """The first second at which this van can leave: food is ready and the van is loaded."""
        return max(self.kitchen.departs, van.start + self.kitchen.loading)

    @property
    def usual_van(self) -> Van:
        """The commonest kind of van here, by which missing vans are counted."""
        kinds = Counter((van.capacity, van.start, van.end) for van in self.vans)
        start = self.kitchen.departs - self.kitchen.loading
        kind = kinds.most_common(1)[0][0] if kinds else (USUAL_CAPACITY, start, start + USUAL_SHIFT)
        return Van("", *kind)


class Reason(StrEnum):
    """Why a door is in no trip: the first three no van can mend, the last two more vans can."""

    TOO_BIG = "too_big"  # more boxes than any van holds
    TOO_FAR = "too_far"  # a van that goes only there breaks the hot-food limit or its shift
    WINDOW = "window"  # the door closes before the first van can be there
    NO_CAPACITY = "no_capacity"  # no van has so many boxes free
    NO_TIME = "no_time"  # there is room in a van, but no time

    @property
    def a_van_would_help(self) -> bool:
        """Whether one more van would bring food to this door."""
        return self in {Reason.NO_CAPACITY, Reason.NO_TIME}


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A stop: `arrives` is when the hand-over begins (a van that is early waits), `leaves` when it ends."""

    door_id: str
    arrives: int
    leaves: int


@dataclass(frozen=True, slots=True)
class Trip:
    """One van's way: from the kitchen, through its stops in this order, and back."""

    van_id: str
    departs: int
    stops: tuple[PlannedStop, ...]
    returns: int
    metres: int

    @property
    def door_ids(self) -> tuple[str, ...]:
        """The doors in the order of delivery."""
        return tuple(stop.door_id for stop in self.stops)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A door that is in no trip, and why."""

    door_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """Every door of the day in a trip, or listed with its reason; `vans_short` more would serve all they can reach."""

    trips: tuple[Trip, ...]
    unplaced: tuple[Unplaced, ...] = ()
    vans_short: int = 0

    @property
    def metres(self) -> int:
        """All that is driven."""
        return sum(trip.metres for trip in self.trips)


@dataclass(frozen=True, slots=True)
class UsualTrip:
    """A route people are used to: the van and the order of doors."""

    van_id: str
    door_ids: tuple[str, ...]


class Rule(StrEnum):
    """What a plan has to keep."""

    CAPACITY = "capacity"  # by: boxes too many
    WINDOW = "window"  # by: seconds too early or too late at the door
    HOT = "hot"  # by: seconds of food on the road above the limit
    SHIFT = "shift"  # by: seconds after the end of the shift
    DEPARTURE = "departure"  # by: seconds before the van can leave
    TIMES = "times"  # by: seconds that the way or the hand-over does not agree with
    METRES = "metres"  # by: metres that the distance does not agree with
    ONCE = "once"  # by: times too often that a door, or a van's trip, is in the plan
    EVERY_DOOR = "every_door"  # by: times missing, always 1
    UNKNOWN = "unknown"  # a door or a van that is not of this day
    VANS_SHORT = "vans_short"  # by: vans that the stated number does not agree with


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken rule: where, and by how much (the unit is the rule's)."""

    rule: Rule
    by: int
    van_id: str | None = None
    door_id: str | None = None


def _require_different(kind: str, ids: Iterable[Hashable]) -> None:
    twice = [one for one, times in Counter(ids).items() if times > 1]
    if twice:
        raise ValueError(f"{kind} {twice[0]} is given twice")
