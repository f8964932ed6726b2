"""Several kitchens planned at once on the machine's cores: they share no vans, so each is a problem of its own."""

import multiprocessing
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, wait
from multiprocessing.synchronize import Event
from typing import Any

from domain.planning.engine import plan
from domain.planning.problem import Plan, Problem
from domain.planning.travel import TravelTimes

LOOK_EVERY = 0.2  # seconds between looks at the workers' progress and at the wish to stop


def plan_many(
    problems: Mapping[str, Problem],
    travel: TravelTimes,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> dict[str, Plan]:
    """The plans by kitchen, each searched for so many seconds (or iterations); `progress` hears kitchen and share done.

    When `stop` says so, kitchens being planned end with their best plan yet; those not begun are not in the answer.
    """
    if not problems:
        return {}
    spawn = multiprocessing.get_context("spawn")
    stopping, shares = spawn.Event(), spawn.Array("d", len(problems), lock=False)
    cores = workers or len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(
        min(cores, len(problems)), mp_context=spawn, initializer=_begin_work, initargs=(stopping, shares)
    ) as pool:
        jobs = {
            key: pool.submit(_plan_one, number, problems[key], travel, seconds, iterations, seed)
            for number, key in enumerate(_largest_first(problems))
        }
        _attend(jobs, stopping, shares, stop, progress)
        return {key: jobs[key].result() for key in problems if not jobs[key].cancelled()}


def _attend(
    jobs: Mapping[str, Future[Plan]],
    stopping: Event,
    shares: Any,
    stop: Callable[[], bool] | None,
    progress: Callable[[str, float], None] | None,
) -> None:
    """Tell of the progress and pass on the wish to stop, until all is done."""
    told = dict.fromkeys(jobs, 0.0)
    running = set(jobs.values())
    while running:
        running = wait(running, timeout=LOOK_EVERY).not_done
        for number, key in enumerate(jobs):
            if progress and shares[number] > told[key]:
                told[key] = shares[number]
                progress(key, told[key])
        if stop and stop() and not stopping.is_set():
            for job in jobs.values():
                job.cancel()
            stopping.set()  # only now: a kitchen that ends makes room for the next one


def _largest_first(problems: Mapping[str, Problem]) -> list[str]:
    return sorted(problems, key=lambda key: -len(problems[key].doors))


_of_worker: dict[str, Any] = {}


def _begin_work(stopping: Event, shares: Any) -> None:
    _of_worker.update(stopping=stopping, shares=shares)


def _plan_one(
    number: int, problem: Problem, travel: TravelTimes, seconds: float | None, iterations: int | None, seed: int
) -> Plan:
    def done(share: float) -> None:
        _of_worker["shares"][number] = share

    stopping = _of_worker["stopping"]
    return plan(problem, travel, seconds=seconds, iterations=iterations, seed=seed, stop=stopping.is_set, progress=done)
