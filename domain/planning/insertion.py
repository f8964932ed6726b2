"""Trips that grow door by door and never break a rule: the cheapest place for a door, found without a solver.

Each part of a trip is kept as a `Stretch`, and two stretches are joined in constant time (Vidal et al. 2013, time
windows), so many doors are tried at all places of a trip at once with numpy.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.planning.legs import Legs
from domain.planning.problem import Van
from domain.planning.travel import Whole

FAR = 10**9


class Stretch(NamedTuple):
    """A part of a trip: begun at t <= latest it ends at max(t, earliest) + lasts. Numbers, or arrays of them."""

    lasts: Any
    earliest: Any
    latest: Any


NOTHING = Stretch(0, -FAR, FAR)


class Trips:
    """The growing trips of these vans; each keeps every rule at every moment."""

    def __init__(self, legs: Legs, vans: Sequence[Van]) -> None:
        self.legs = legs
        self.vans = tuple(vans)
        self.stops: list[list[int]] = [[] for _ in vans]
        self._free = [van.capacity for van in vans]
        self._before = [self._parts_before(trip) for trip in range(len(vans))]
        self._after = [_as_arrays([NOTHING]) for _ in vans]

    def run(self, trip: int, stops: Sequence[int]) -> list[int]:
        """Give the van these stops in this order as far as the rules allow; those that do not fit come back."""
        if self.fits(trip, stops):
            self._settle(trip, list(stops))
            return []
        kept: list[int] = []
        left: list[int] = []
        for stop in stops:
            (kept if self.fits(trip, [*kept, stop]) else left).append(stop)
        self._settle(trip, kept)
        return left

    def fits(self, trip: int, stops: Sequence[int]) -> bool:
        """Whether this van can go through exactly these stops without breaking a rule."""
        legs, van = self.legs, self.vans[trip]
        if sum(int(legs.boxes[stop]) for stop in stops) > van.capacity:
            return False
        whole = self._start(trip)
        for here, stop in pairwise([0, *stops]):
            longer, in_time = _joined(whole, int(legs.seconds[here, stop]), self._stop(stop))
            if not in_time:
                return False
            whole = longer
        return not stops or bool(self._keeps_limits(trip, whole, legs.seconds[stops[-1], 0]))

    def prices(self, doors: Whole, trip: int) -> tuple[Whole, Whole]:
        """Of each door, the fewest seconds it adds to this trip (FAR where it does not fit); and its place.

        Seconds rather than metres: waiting at a door that is not open yet costs the trip other doors.
        """
        legs, stops = self.legs, self.stops[trip]
        before, after = np.array([0, *stops]), np.array([*stops, 0])
        each = doors[:, None]
        door = Stretch(legs.service[each], legs.opens[each], legs.closes[each])
        so_far, reached = _joined(self._before[trip], legs.seconds[before, each], door)
        at_the_end = after == 0
        way_on = np.where(at_the_end, 0, legs.seconds[each, after])
        whole, in_time = _joined(so_far, way_on, self._after[trip])
        home_now = legs.seconds[before[-1], 0]
        home = np.where(at_the_end, legs.seconds[each, 0], home_now)
        fits = reached & in_time & self._keeps_limits(trip, whole, home)
        fits &= legs.boxes[each] <= self._free[trip]
        added = np.where(fits, whole.lasts + home - self._before[trip].lasts[-1] - home_now, FAR)
        places = np.argmin(added, axis=1)
        return added[np.arange(len(doors)), places], places

    def put(self, door: int, trip: int, place: int) -> None:
        """Place the door there."""
        self._settle(trip, [*self.stops[trip][:place], door, *self.stops[trip][place:]])

    def _settle(self, trip: int, stops: list[int]) -> None:
        self.stops[trip] = stops
        self._free[trip] = self.vans[trip].capacity - sum(int(self.legs.boxes[stop]) for stop in stops)
        self._before[trip] = self._parts_before(trip)
        self._after[trip] = self._parts_after(trip)

    def _parts_before(self, trip: int) -> Stretch:
        parts = [self._start(trip)]
        for here, stop in pairwise([0, *self.stops[trip]]):
            parts.append(_joined(parts[-1], int(self.legs.seconds[here, stop]), self._stop(stop))[0])
        return _as_arrays(parts)

    def _parts_after(self, trip: int) -> Stretch:
        parts, onwards = [NOTHING], 0
        for stop in reversed(self.stops[trip]):
            way = int(self.legs.seconds[stop, onwards]) if onwards else 0
            parts.append(_joined(self._stop(stop), way, parts[-1])[0])
            onwards = stop
        return _as_arrays(parts[::-1])

    def _start(self, trip: int) -> Stretch:
        return Stretch(0, self.legs.problem.ready(self.vans[trip]), FAR)

    def _stop(self, stop: int) -> Stretch:
        legs = self.legs
        return Stretch(int(legs.service[stop]), int(legs.opens[stop]), int(legs.closes[stop]))

    def _keeps_limits(self, trip: int, whole: Stretch, home: Any) -> Any:
        hot = whole.lasts <= self.legs.problem.rules.hot_seconds
        return hot & (whole.earliest + whole.lasts + home <= self.vans[trip].end)


def fill(trips: Trips, doors: Sequence[int]) -> list[int]:
    """Put each door where it adds the least time, those first whose own trip would cost the most beside that.

    A van without stops leaves only when nothing else will do. What fits nowhere comes back.
    """
    return _Filling(trips, doors).done()


class _Filling:
    """The doors still to place (rows) and the seconds each would add to each trip (columns)."""

    def __init__(self, trips: Trips, doors: Sequence[int]) -> None:
        self.trips = trips
        self.doors = np.array(sorted(doors, key=self._farthest_first), dtype=np.int64)
        self.added = np.full((len(doors), len(trips.vans)), FAR)
        self.places = np.zeros_like(self.added)
        self.alone = trips.legs.seconds[0, self.doors][:, None]
        for trip, stops in enumerate(trips.stops):
            if stops:
                self._reprice(trip)

    def done(self) -> list[int]:
        while self._place_cheapest() or self._open_a_van():
            pass
        return [int(door) for door in self.doors]

    def _farthest_first(self, door: int) -> tuple[int, int]:
        return -int(self.trips.legs.metres[0, door]), door

    def _place_cheapest(self) -> bool:
        if not self.added.size:
            return False
        gain = np.where(self.added < FAR, self.added - self.alone, FAR)
        row, trip = divmod(int(np.argmin(gain)), gain.shape[1])
        if self.added[row, trip] >= FAR:
            return False
        self._put(row, trip, int(self.places[row, trip]))
        return True

    def _open_a_van(self) -> bool:
        """Send the first van that can go to the farthest of the doors that are left."""
        for row, door in enumerate(self.doors):
            for trip, stops in enumerate(self.trips.stops):
                if not stops and self.trips.fits(trip, [int(door)]):
                    self._put(row, trip, 0)
                    return True
        return False

    def _put(self, row: int, trip: int, place: int) -> None:
        self.trips.put(int(self.doors[row]), trip, place)
        rows = (self.doors, self.added, self.places, self.alone)
        self.doors, self.added, self.places, self.alone = (np.delete(each, row, axis=0) for each in rows)
        self._reprice(trip)

    def _reprice(self, trip: int) -> None:
        if len(self.doors):
            self.added[:, trip], self.places[:, trip] = self.trips.prices(self.doors, trip)


def _joined(first: Stretch, way: Any, second: Stretch) -> tuple[Stretch, Any]:
    """First, then the way, then second; and whether second is reached in time."""
    spent = first.lasts + way
    wait = _largest(0, second.earliest - spent - first.latest)
    both = Stretch(
        spent + second.lasts + wait,
        _largest(first.earliest, second.earliest - spent) - wait,
        _smallest(first.latest, second.latest - spent),
    )
    return both, first.earliest + spent <= second.latest


def _largest(a: Any, b: Any) -> Any:
    return max(a, b) if isinstance(b, int) else np.maximum(a, b)


def _smallest(a: Any, b: Any) -> Any:
    return min(a, b) if isinstance(b, int) else np.minimum(a, b)


def _as_arrays(parts: Sequence[Stretch]) -> Stretch:
    columns: NDArray[np.int64] = np.array(parts, dtype=np.int64).T
    return Stretch(*columns)
