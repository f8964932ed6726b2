"""A kitchen's day planned anew by PyVRP: fewer kilometres than repair, but people get other drivers and other hours.

For a municipality's first plan, and later when the dispatcher asks for it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyvrp
from pyvrp.stop import StoppingCriterion

from domain.planning.legs import Legs
from domain.planning.problem import Plan, Problem, UsualTrip, Van
from domain.planning.repair import as_usual, settled
from domain.planning.travel import TravelTimes

TRIP_COSTS_METRES = 5_000  # a van is sent only where it saves this much driving
EXTRA = "extra van"
SEARCH, RECOUNT, RECOUNTS = 0.7, 0.1, 3  # shares of the budget: the plan, one try at counting the missing vans; tries


def plan(
    problem: Problem,
    travel: TravelTimes,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Plan:
    """The best plan found in these seconds (or iterations): every rule holds, as many meals as possible have a place.

    Stopped early it gives the best plan yet; `progress` hears the share of the search that is done. The same iterations
    and seed give the same plan.
    """
    budget = _Budget(seconds, iterations, stop)
    found = _searched(problem, travel, budget.part(SEARCH, progress), seed)
    found = replace(found, vans_short=_fewest_vans_short(problem, travel, found, budget, seed))
    if progress:
        progress(1.0)
    return found


def _fewest_vans_short(problem: Problem, travel: TravelTimes, found: Plan, budget: "_Budget", seed: int) -> int:
    """The quick count of missing vans, less one as long as a short search finds room for the whole day without it."""
    fewest = found.vans_short
    for _ in range(RECOUNTS):
        if fewest <= 1:
            break
        extra = [replace(problem.usual_van, id=f"{EXTRA} {number}") for number in range(1, fewest)]
        richer = replace(problem, vans=(*problem.vans, *extra))
        with_them = _searched(richer, travel, budget.part(RECOUNT), seed)
        if with_them.vans_short:
            break
        fewest = max(1, len(with_them.trips) - len(problem.vans))
    return fewest


def _searched(problem: Problem, travel: TravelTimes, is_over: StoppingCriterion, seed: int) -> Plan:
    """The plan made without a solver, improved, and settled anew: the engine is not taken at its word."""
    legs = Legs(problem, travel)
    first = settled(legs, [])
    hopeless = {unplaced.door_id for unplaced in first.unplaced if not unplaced.reason.a_van_would_help}
    doors = [number for door_id, number in legs.number.items() if door_id not in hopeless]
    if not first.trips:
        return first
    return settled(legs, _Model(legs, doors).improved(as_usual(first), is_over, seed))


@dataclass(frozen=True, slots=True)
class _Budget:
    seconds: float | None
    iterations: int | None
    stop: Callable[[], bool] | None

    def __post_init__(self) -> None:
        given = [limit for limit in (self.seconds, self.iterations) if limit is not None]
        if not given or min(given) <= 0:
            raise ValueError("give the seconds, or the iterations, after which the search ends")

    def part(self, share: float, progress: Callable[[float], None] | None = None) -> StoppingCriterion:
        """A share of the budget, as the question PyVRP asks before each iteration: is it over?"""
        began, asked = time.monotonic(), -1

        def is_over(best_cost: int) -> bool:  # noqa: ARG001 - PyVRP names it
            nonlocal asked
            asked += 1
            spent = 0.0
            if self.seconds is not None:
                spent = (time.monotonic() - began) / (self.seconds * share)
            if self.iterations is not None:
                spent = max(spent, asked / (self.iterations * share))
            if progress:
                progress(min(1.0, spent) * share)
            return spent >= 1 or (self.stop is not None and self.stop())

        return is_over


class _Model:
    """The day in PyVRP's terms.

    Food must be hot until the last hand-over, not until the van is home: ways back take no time in the model, and a
    vehicle's longest duration is the hot-food limit. Doors close early enough to be home from each by the shift's end.
    Vans of one kind are one vehicle type. A door may be left out at a price above any way there: more meals always win.
    """

    def __init__(self, legs: Legs, doors: Sequence[int]) -> None:
        self.legs = legs
        self.doors = list(doors)
        self.kinds: dict[tuple[int, int, int], list[Van]] = {}
        for van in legs.problem.vans:
            if legs.problem.ready(van) <= van.end:
                self.kinds.setdefault((van.capacity, van.start, van.end), []).append(van)
        chosen = np.ix_([0, *doors], [0, *doors])
        metres, seconds = legs.metres[chosen], legs.seconds[chosen]
        self.home = seconds[1:, 0].copy()
        self.price = TRIP_COSTS_METRES + 2 * int(metres[0].max() + metres[:, 0].max())
        seconds[:, 0] = 0
        matrices: list[list[Any]] = [[metres], [seconds]]
        places = [pyvrp.Location(0, 0) for _ in range(len(doors) + 1)]
        self.data = pyvrp.ProblemData(places, self._clients(), [pyvrp.Depot(0)], self._vehicles(), *matrices)

    def improved(self, first: Sequence[UsualTrip], is_over: StoppingCriterion, seed: int) -> list[UsualTrip]:
        """The trips after the search."""
        result = pyvrp.solve(
            self.data, is_over, seed=seed, collect_stats=False, display=False, initial_solution=self._solution(first)
        )
        spare = [list(vans) for vans in self.kinds.values()]
        return [
            UsualTrip(spare[route.vehicle_type()].pop(0).id, self._door_ids(route)) for route in result.best.routes()
        ]

    def _clients(self) -> list[pyvrp.Client]:
        legs, last_end = self.legs, max(end for _, _, end in self.kinds)
        return [
            pyvrp.Client(
                place,
                delivery=[int(legs.boxes[door])],
                service_duration=int(legs.service[door]),
                tw_early=int(legs.opens[door]),
                tw_late=min(int(legs.closes[door]), last_end - int(legs.service[door]) - int(self.home[place - 1])),
                prize=self.price * max(1, int(legs.boxes[door])),
                required=False,
            )
            for place, door in enumerate(self.doors, start=1)
        ]

    def _vehicles(self) -> list[pyvrp.VehicleType]:
        return [
            pyvrp.VehicleType(
                len(vans),
                [capacity],
                fixed_cost=TRIP_COSTS_METRES,
                tw_early=self.legs.problem.ready(vans[0]),
                tw_late=end,
                shift_duration=self.legs.problem.rules.hot_seconds,
            )
            for (capacity, _, end), vans in self.kinds.items()
        ]

    def _solution(self, trips: Sequence[UsualTrip]) -> pyvrp.Solution:
        kind_of = {van.id: kind for kind, vans in enumerate(self.kinds.values()) for van in vans}
        client_of = {self.legs.id(door): client for client, door in enumerate(self.doors)}
        routes = [
            pyvrp.Route(self.data, [client_of[door_id] for door_id in trip.door_ids], kind_of[trip.van_id])
            for trip in trips
        ]
        return pyvrp.Solution(self.data, routes)

    def _door_ids(self, route: pyvrp.Route) -> tuple[str, ...]:
        return tuple(self.legs.id(self.doors[activity.idx]) for activity in route if activity.is_client())
