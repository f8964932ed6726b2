"""The day in numbers (0 is the kitchen, doors follow from 1) and the times of a trip."""

from collections.abc import Sequence
from datetime import time

import numpy as np

from domain.planning.problem import Broken, PlannedStop, Problem, Rule, Trip, Van
from domain.planning.travel import TravelTimes, Whole

DAY = 24 * 3600


class Legs:
    """Doors by number, with every leg between them.

    One matrix serves the whole day, for the hour when food is ready: a trip is shorter than speeds take to change.
    """

    def __init__(self, problem: Problem, travel: TravelTimes) -> None:
        kitchen, doors = problem.kitchen, problem.doors
        points = np.array([(kitchen.lat, kitchen.lon), *((door.lat, door.lon) for door in doors)], dtype=np.float64)
        second = kitchen.departs % DAY
        at = time(second // 3600, second // 60 % 60)
        self.problem = problem
        self.metres, self.seconds = travel.matrix(points, at)
        self.number = {door.id: number for number, door in enumerate(doors, start=1)}
        self.van = {van.id: van for van in problem.vans}
        self.opens = _column([door.opens for door in doors])
        self.closes = _column([door.closes for door in doors])
        self.boxes = _column([door.boxes for door in doors])
        self.service = _column([problem.service(door) for door in doors])

    def id(self, number: int) -> str:
        """The door's own id."""
        return self.problem.doors[number - 1].id

    def timed(self, van: Van, stops: Sequence[int]) -> Trip:
        """The trip through these stops with its times: the van leaves as early as it can, later only to wait less.

        Where the order cannot keep a window, the stop is late by as little as can be.
        """
        departs = self.problem.ready(van) + self._held(van, stops)
        now, here, planned = departs, 0, []
        for stop in stops:
            arrives = max(now + int(self.seconds[here, stop]), int(self.opens[stop]))
            now, here = arrives + int(self.service[stop]), stop
            planned.append(PlannedStop(self.id(stop), arrives, now))
        metres = sum(int(self.metres[a, b]) for a, b in zip([0, *stops], [*stops, 0], strict=True))
        return Trip(van.id, departs, tuple(planned), now + int(self.seconds[here, 0]), metres if stops else 0)

    def _held(self, van: Van, stops: Sequence[int]) -> int:
        """How long the van is held at the kitchen, where food stays hot, rather than wait at doors."""
        now, here, waited, slack = self.problem.ready(van), 0, 0, DAY
        for stop in stops:
            there = now + int(self.seconds[here, stop])
            begins = max(there, int(self.opens[stop]))
            waited += begins - there
            slack = min(slack, waited + max(0, int(self.closes[stop]) - begins))
            now, here = begins + int(self.service[stop]), stop
        return min(waited, slack)

    def broken_by(self, trip: Trip) -> list[Broken]:
        """Which rules a trip with right times breaks, and by how much."""
        van, stops = self.van[trip.van_id], [self.number[door_id] for door_id in trip.door_ids]
        found = [
            (Rule.CAPACITY, None, sum(int(self.boxes[stop]) for stop in stops) - van.capacity),
            *((Rule.WINDOW, stop.door_id, self._late(stop)) for stop in trip.stops),
            (Rule.HOT, None, self._aboard(trip) - self.problem.rules.hot_seconds),
            (Rule.SHIFT, None, trip.returns - van.end if stops else 0),
        ]
        return [Broken(rule, by, van.id, door_id) for rule, door_id, by in found if by > 0]

    def _late(self, stop: PlannedStop) -> int:
        return stop.arrives - int(self.closes[self.number[stop.door_id]])

    @staticmethod
    def _aboard(trip: Trip) -> int:
        return trip.stops[-1].leaves - trip.departs if trip.stops else 0


def _column(of_doors: list[int]) -> Whole:
    return np.array([0, *of_doors], dtype=np.int64)
