"""A second opinion: finds the broken rules of a plan, sharing only the day and the travel times with what made it.

It walks the plan as a driver would, one leg after another, in plain Python.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import time

import numpy as np

from domain.planning.problem import Broken, Door, Plan, PlannedStop, Problem, Rule, Trip, Van
from domain.planning.travel import TravelTimes

KITCHEN = object()


def broken_rules(problem: Problem, travel: TravelTimes, plan: Plan) -> list[Broken]:
    """Every broken rule of the plan, by how much; an empty list is the proof that the plan holds."""
    return list(_Inspector(problem, travel).look_at(plan))


class _Inspector:
    def __init__(self, problem: Problem, travel: TravelTimes) -> None:
        self.problem = problem
        self.doors = {door.id: door for door in problem.doors}
        self.vans = {van.id: van for van in problem.vans}
        self.index: dict[object, int] = {KITCHEN: 0}
        points = [(problem.kitchen.lat, problem.kitchen.lon)]
        for door in problem.doors:
            self.index[door.id] = len(points)
            points.append((door.lat, door.lon))
        hour, rest = divmod(problem.kitchen.departs % 86_400, 3600)
        self.metres, self.seconds = travel.matrix(np.array(points, dtype=np.float64), time(hour, rest // 60))

    def look_at(self, plan: Plan) -> Iterator[Broken]:
        yield from self._every_door_once(plan)
        yield from self._vans_once(plan)
        yield from self._number_of_missing_vans(plan)
        for trip in plan.trips:
            van = self.vans.get(trip.van_id)
            known = all(stop.door_id in self.doors for stop in trip.stops)
            if van is not None and known and trip.stops:
                yield from self._load(trip, van)
                yield from self._way(trip)
                yield from self._windows(trip)
                yield from self._limits(trip, van)

    def _every_door_once(self, plan: Plan) -> Iterator[Broken]:
        placed = Counter(stop.door_id for trip in plan.trips for stop in trip.stops)
        told = placed + Counter(unplaced.door_id for unplaced in plan.unplaced)
        for door_id, times in told.items():
            if door_id not in self.doors:
                yield Broken(Rule.UNKNOWN, 1, None, door_id)
            elif times > 1:
                yield Broken(Rule.ONCE, times - 1, None, door_id)
        for door_id in self.doors:
            if door_id not in told:
                yield Broken(Rule.EVERY_DOOR, 1, None, door_id)

    def _vans_once(self, plan: Plan) -> Iterator[Broken]:
        for van_id, times in Counter(trip.van_id for trip in plan.trips).items():
            if van_id not in self.vans:
                yield Broken(Rule.UNKNOWN, 1, van_id)
            elif times > 1:
                yield Broken(Rule.ONCE, times - 1, van_id)

    def _number_of_missing_vans(self, plan: Plan) -> Iterator[Broken]:
        """Vans are short exactly when a door waits for one, and by no more than one van a door."""
        waiting = sum(1 for unplaced in plan.unplaced if unplaced.reason.a_van_would_help)
        right = min(max(plan.vans_short, min(1, waiting)), waiting)
        if plan.vans_short != right:
            yield Broken(Rule.VANS_SHORT, abs(plan.vans_short - right))

    def _load(self, trip: Trip, van: Van) -> Iterator[Broken]:
        carried = 0
        for stop in trip.stops:
            carried += self.doors[stop.door_id].boxes
        if carried > van.capacity:
            yield Broken(Rule.CAPACITY, carried - van.capacity, van.id)

    def _way(self, trip: Trip) -> Iterator[Broken]:
        """Each arrival no earlier than the way allows, each hand-over as long as it takes, the distance as driven."""
        clock, place, driven = trip.departs, KITCHEN, 0
        for stop in trip.stops:
            driven += self._metres(place, stop.door_id)
            yield from self._in_step(trip, stop, clock + self._seconds(place, stop.door_id))
            clock, place = stop.leaves, stop.door_id
        home = clock + self._seconds(place, KITCHEN)
        if trip.returns != home:
            yield Broken(Rule.TIMES, abs(trip.returns - home), trip.van_id)
        driven += self._metres(place, KITCHEN)
        if trip.metres != driven:
            yield Broken(Rule.METRES, abs(trip.metres - driven), trip.van_id)

    def _in_step(self, trip: Trip, stop: PlannedStop, soonest: int) -> Iterator[Broken]:
        """Waiting is allowed for a door that is not open yet, and for nothing else."""
        door = self.doors[stop.door_id]
        begins = max(soonest, door.opens)
        if stop.arrives != begins:
            yield Broken(Rule.TIMES, abs(stop.arrives - begins), trip.van_id, door.id)
        wrong = stop.leaves - stop.arrives - self._hand_over(door)
        if wrong:
            yield Broken(Rule.TIMES, abs(wrong), trip.van_id, door.id)

    def _windows(self, trip: Trip) -> Iterator[Broken]:
        for stop in trip.stops:
            door = self.doors[stop.door_id]
            if stop.arrives < door.opens:
                yield Broken(Rule.WINDOW, door.opens - stop.arrives, trip.van_id, door.id)
            if stop.arrives > door.closes:
                yield Broken(Rule.WINDOW, stop.arrives - door.closes, trip.van_id, door.id)

    def _limits(self, trip: Trip, van: Van) -> Iterator[Broken]:
        kitchen = self.problem.kitchen
        aboard = trip.stops[-1].leaves - trip.departs - self.problem.rules.hot_minutes * 60
        if aboard > 0:
            yield Broken(Rule.HOT, aboard, van.id)
        early = max(kitchen.departs - trip.departs, van.start + kitchen.loading - trip.departs)
        if early > 0:
            yield Broken(Rule.DEPARTURE, early, van.id)
        if trip.returns > van.end:
            yield Broken(Rule.SHIFT, trip.returns - van.end, van.id)

    def _hand_over(self, door: Door) -> int:
        rules = self.problem.rules
        usual = rules.door_seconds + rules.household_seconds * max(0, door.households - 1)
        return usual if door.service is None else door.service

    def _seconds(self, a: object, b: object) -> int:
        return int(self.seconds[self.index[a], self.index[b]])

    def _metres(self, a: object, b: object) -> int:
        return int(self.metres[self.index[a], self.index[b]])
