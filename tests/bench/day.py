"""The day behind the doors: closing the orders, planning the routes, printing the papers."""

import asyncio
import time
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from statistics import median

import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import Actor
from domain.closing import close_orders
from domain.database import Database
from domain.demo.loading import Loaded
from domain.kitchens import kitchen_sheet, labels_of
from domain.papers import kitchen_sheet_pdf, labels_pdf, route_sheet_pdf
from domain.planning.problem import Plan, PlannedStop, Problem, Reason, Trip
from domain.planning.problem import Unplaced as LeftOut
from domain.planning.verify import broken_rules
from domain.routes.board import routes_to_print
from domain.routes.planning_day import plan_day
from domain.routes.whole_day import read_day
from domain.routes.working_out import REASONS, TRAVEL, KitchenDay, door_key, kitchen_day
from models.routes import DayPlan, Route, Stop, Unplaced
from tests.bench.figures import Figure
from tests.bench.ground import TOMORROW, cpu_seconds, in_fresh_process, municipality, somebody, working_days


def closing(people: int = 3_000, many: int = 50_000, days: int = 5) -> Iterator[Figure]:
    """The CPU of counting a day, and how it grows with the number of people."""
    few = in_fresh_process(_closed, people, days)
    yield Figure(f"day.close_orders.{people}.cpu_s", few, "s")
    yield Figure("day.close_orders.growth", in_fresh_process(_closed, many, days) / few, "times")


def _closed(people: int, days: int) -> float:
    return asyncio.run(_closed_days(people, days))


async def _closed_days(people: int, days: int) -> float:
    """The usual day of several, each counted once."""
    async with municipality(people) as (database, loaded):
        actor = somebody(loaded)
        return median([await cpu_seconds(partial(_close, database, actor, day)) for day in working_days(days)])


async def _close(database: Database, actor: Actor, day: date) -> None:
    done = await database.run(actor, lambda session: close_orders(session, actor, day=day))
    if not done.people:
        raise AssertionError(f"nobody eats on {day}")


def papers(people: int = 3_000, times: int = 3) -> Iterator[Figure]:
    """The CPU of all papers of a day: kitchen sheets, labels, route sheets; nothing is kept from another time."""
    yield Figure(f"day.papers.{people}.cpu_s", median(in_fresh_process(_printed, people) for _ in range(times)), "s")


def _printed(people: int) -> float:
    return asyncio.run(_printed_day(people))


async def _printed_day(people: int) -> float:
    async with municipality(people) as (database, loaded):
        await _close(database, somebody(loaded), TOMORROW)
        await plan_day(database, somebody(loaded), day=TOMORROW)
        return await cpu_seconds(partial(_print_all, database, loaded))


async def _print_all(database: Database, loaded: Loaded) -> None:
    """As the panel does it: read what is asked for, then set it."""
    actor = somebody(loaded)
    for kitchen_id in loaded.kitchens.values():
        async with database.reading(actor) as session:
            sheet = await kitchen_sheet(session, actor, kitchen_id=kitchen_id, day=TOMORROW)
            labels = await labels_of(session, actor, kitchen_id=kitchen_id, day=TOMORROW)
            routes = await routes_to_print(session, actor, day=TOMORROW, kitchen_id=kitchen_id)
        await kitchen_sheet_pdf(sheet, organisation="Примерна община")
        await labels_pdf(labels)
        await route_sheet_pdf(routes, organisation="Примерна община")


def routes(people: int = 1_658) -> Iterator[Figure]:
    """The time in which a whole day is planned from nothing, and what an independent verifier finds in it."""
    seconds, broken, unplaced = asyncio.run(_planned(people))
    yield Figure(f"day.routes.{people}.wall_s", seconds, "s")
    yield Figure(f"day.routes.{people}.broken_rules", broken, "rules")
    yield Figure(f"day.routes.{people}.unplaced", unplaced, "doors")


async def _planned(people: int) -> tuple[float, int, int]:
    async with municipality(people) as (database, loaded):
        actor = somebody(loaded)
        await _close(database, actor, TOMORROW)
        begun = time.monotonic()
        done = await plan_day(database, actor, day=TOMORROW, fresh=True)
        seconds = time.monotonic() - begun
        return seconds, await _broken(database, actor), done.unplaced


async def _broken(database: Database, actor: Actor) -> int:
    """Broken rules of the day as it stands in the database, whatever the planner believed of it."""
    async with database.reading(actor) as session:
        whole = await read_day(session, TOMORROW)
        routes = list(await session.scalars(sa.select(Route).where(col(Route.day) == TOMORROW)))
        stops = list(
            await session.scalars(sa.select(Stop).where(col(Stop.day) == TOMORROW).order_by(col(Stop.position)))
        )
        left_out = list(await session.scalars(sa.select(Unplaced).where(col(Unplaced.day) == TOMORROW)))
        short = {plan.kitchen_id: plan.vans_short for plan in await session.scalars(sa.select(DayPlan))}
    found = 0
    for kitchen_id, vans_short in short.items():
        day = kitchen_day(whole, kitchen_id)
        mine = [route for route in routes if route.kitchen_id == kitchen_id]
        plan = Plan(
            tuple(_trip(day, route, [stop for stop in stops if stop.route_id == route.key]) for route in mine),
            tuple(_left_out(day, [row for row in left_out if row.kitchen_id == kitchen_id])),
            vans_short,
        )
        found += len(broken_rules(day.problem, TRAVEL, plan))
    return found


def _trip(day: KitchenDay, route: Route, stops: list[Stop]) -> Trip:
    """The van's way door by door: households of one entrance are one stop of the van."""
    first: dict[str, Stop] = {}
    for stop in stops:
        first.setdefault(door_key(day.places[stop.address_id], stop.site_id), stop)
    return Trip(
        str(route.vehicle_id),
        _second(route.departs_at),
        tuple(_stop(day.problem, key, stop) for key, stop in first.items()),
        _second(route.returns_at),
        route.metres,
    )


def _stop(problem: Problem, key: str, stop: Stop) -> PlannedStop:
    door = next(door for door in problem.doors if door.id == key)
    begins = _second(stop.arrives_at)
    return PlannedStop(key, begins, begins + problem.service(door))


def _left_out(day: KitchenDay, rows: list[Unplaced]) -> Iterator[LeftOut]:
    reasons = {reason: planned for planned, reason in REASONS.items()}
    keys = {home.address_id: key for key, homes in day.households.items() for home in homes}
    for key, reason in {keys[row.address_id]: row.reason for row in rows if row.address_id in keys}.items():
        yield LeftOut(key, reasons.get(reason, Reason.NO_TIME))


def _second(moment: datetime) -> int:
    """The second of the local day."""
    hour = clock.local(moment)
    return hour.hour * 3600 + hour.minute * 60 + hour.second
