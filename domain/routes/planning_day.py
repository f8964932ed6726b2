"""A day's routes: repaired from the usual ones by default, planned anew only on request.

The work is done outside the transaction and written in one, and only while the day is still the one that was planned.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand
from domain.database import Database, lock_day
from domain.refusals import NotAllowed, NotFound, Refusal
from domain.routes.proposing import Proposal, compared, load_proposal, store_proposal
from domain.routes.whole_day import WholeDay, read_day
from domain.routes.working_out import KitchenDay, KitchenWays, kitchen_day, planned
from domain.routes.writing import write_day
from domain.settings import settings
from models.routes import Route, RouteStatus, UsualRoute

_TRIES = 5

Prepare = Callable[[WholeDay], list[KitchenDay]]


class DayKeepsChanging(Refusal):
    """Orders for this day keep changing. Please plan it again in a minute."""


class RoutesUnderWay(Refusal):
    """Vans of this kitchen are already under way. Please move single stops by hand."""


@dataclass(frozen=True)
class KitchenPlanned:
    """How the planning of one kitchen's day came out."""

    kitchen_id: int
    routes: int
    stops: int
    unplaced: int
    vans_short: int
    metres: int


@dataclass(frozen=True)
class DayPlanned:
    """What was planned, by kitchen. Vans that are already under way are not counted: they stay as they are."""

    day: date
    kitchens: tuple[KitchenPlanned, ...]

    @property
    def stops(self) -> int:
        """All stops of the day."""
        return sum(kitchen.stops for kitchen in self.kitchens)

    @property
    def unplaced(self) -> int:
        """Doors that no van could take."""
        return sum(kitchen.unplaced for kitchen in self.kitchens)

    @property
    def vans_short(self) -> int:
        """How many vans more the day needs."""
        return sum(kitchen.vans_short for kitchen in self.kitchens)


async def plan_day(
    database: Database, actor: Actor, *, day: date, kitchen_id: int | None = None, fresh: bool = False
) -> DayPlanned:
    """Plan the routes of the actor's organisation for a day, of one kitchen or of all.

    Today's routes, else the usual ones, are repaired; a kitchen that has neither is planned by the engine, and what
    comes out becomes its usual routes. `fresh` has every kitchen planned by the engine. Raises RoutesUnderWay for a
    fresh plan of a day that has begun, DayKeepsChanging when orders never stop coming in.
    """
    demand(actor, Deed.PLAN_ROUTES)

    def prepare(whole: WholeDay) -> list[KitchenDay]:
        numbers = _kitchens(whole, kitchen_id)
        if fresh:
            _demand_nothing_under_way(whole, numbers)
        return [kitchen_day(whole, number) for number in numbers]

    return await _plan_and_write(database, actor, day, prepare, fresh=fresh)


async def propose_day(database: Database, actor: Actor, *, day: date, kitchen_id: int) -> Proposal:
    """Plan a kitchen's day anew and keep it as a proposal; nothing changes before `accept_proposal`."""
    demand(actor, Deed.PLAN_ROUTES)
    whole = await _read(database, actor, day)
    _demand_nothing_under_way(whole, _kitchens(whole, kitchen_id))
    wanted = kitchen_day(whole, kitchen_id)
    now, then = await asyncio.gather(_worked_out([wanted], fresh=False), _worked_out([wanted], fresh=True))
    proposal = compared(day, now[0], then[0])
    await database.run(actor, lambda session: store_proposal(session, actor, day=day, found=then[0], proposal=proposal))
    return proposal


async def accept_proposal(database: Database, actor: Actor, *, day: date, kitchen_id: int) -> DayPlanned:
    """Make the proposal the day's routes and, from now on, the usual ones. Raises NoProposal, RoutesUnderWay."""
    demand(actor, Deed.PLAN_ROUTES)
    async with database.reading(actor) as session:
        wanted = await load_proposal(session, day=day, kitchen_id=kitchen_id)

    def prepare(whole: WholeDay) -> list[KitchenDay]:
        _demand_nothing_under_way(whole, _kitchens(whole, kitchen_id))
        return [replace(kitchen_day(whole, kitchen_id, wanted), by_hand=frozenset())]

    done = await _plan_and_write(database, actor, day, prepare, fresh=False)
    await database.run(actor, lambda session: keep_as_usual(session, actor, day=day, kitchen_id=kitchen_id))
    return done


async def keep_as_usual(session: AsyncSession, actor: Actor, *, day: date, kitchen_id: int) -> int:
    """Make a day's routes the kitchen's usual ones; says how many. A usual route whose van did not drive stays.

    A door that moved to another usual route leaves its old one.
    """
    demand(actor, Deed.PLAN_ROUTES)
    await _lock_usual_routes(session, actor)
    routes = await session.scalars(
        sa.select(Route).where(col(Route.day) == day, col(Route.kitchen_id) == kitchen_id).order_by(col(Route.id))
    )
    whole = await read_day(session, day)
    order = {
        route.key: [stop.address_id for stop in whole.stops if stop.route_id == route.key] for route in routes.all()
    }
    moved = {number for numbers in order.values() for number in numbers}
    known = {row.vehicle_id: row for row in await session.scalars(sa.select(UsualRoute).order_by(col(UsualRoute.id)))}
    for row in known.values():
        if row.kitchen_id == kitchen_id and moved.intersection(row.addresses):
            row.addresses = [number for number in row.addresses if number not in moved]
    for route_id, numbers in order.items():
        route = await session.get_one(Route, route_id)
        usual = known.get(route.vehicle_id)
        if usual is None:
            usual = UsualRoute(
                organisation_id=route.organisation_id, name=route.name, kitchen_id=kitchen_id,
                vehicle_id=route.vehicle_id, driver_id=route.driver_id,
            )  # fmt: skip
            session.add(usual)
        usual.addresses = [*numbers, *(number for number in usual.addresses if number not in moved)]
    await session.flush()
    return len(order)


async def _lock_usual_routes(session: AsyncSession, actor: Actor) -> None:
    await lock_day(session, f"usual:{actor.organisation_id}", alone=True)


async def _plan_and_write(database: Database, actor: Actor, day: date, prepare: Prepare, *, fresh: bool) -> DayPlanned:
    """Work the day out beside the database and write it, unless the day has changed meanwhile: then once more.

    The second time only repairs what the first has found, so it is quick and catches up with the orders.
    """
    found: tuple[KitchenWays, ...] = ()
    for _ in range(_TRIES):
        whole = await _read(database, actor, day)
        days = prepare(whole)
        new = {one.kitchen.kitchen_id for one in days if one.wanted is None}
        before = {ways.kitchen_id: ways for ways in found}
        days = [_going_on_from(before.get(one.kitchen.kitchen_id), whole, one) for one in days]
        found = await _worked_out(days, fresh=fresh and not found)
        if await database.run(actor, _writing(actor, whole, found, new)):
            return DayPlanned(day, tuple(_counted(ways) for ways in found))
    raise DayKeepsChanging


def _going_on_from(ways: KitchenWays | None, whole: WholeDay, day: KitchenDay) -> KitchenDay:
    """The same kitchen, to be repaired from what an earlier try found for it."""
    if ways is None:
        return day
    return replace(day, wanted=kitchen_day(whole, ways.kitchen_id, wanted_of(ways)).wanted)


def wanted_of(ways: KitchenWays) -> list[tuple[int, Sequence[int]]]:
    """The order of a finished plan, to begin the next from."""
    return [(way.vehicle_id, [placed.address_id for placed in way.placed]) for way in ways.ways]


def _writing(actor: Actor, whole: WholeDay, found: tuple[KitchenWays, ...], new: set[int]) -> Any:
    """The unit that writes a plan, if nothing it stands on has changed; False otherwise."""

    async def write(session: AsyncSession) -> bool:
        await lock_day(session, f"orders:{actor.organisation_id}:{whole.day}", alone=True)
        if new:  # two days planned at once must not both make the first usual routes
            await _lock_usual_routes(session, actor)
        if await read_day(session, whole.day) != whole:
            return False
        await write_day(session, actor, whole, found)
        for kitchen_id in sorted(new):
            await keep_as_usual(session, actor, day=whole.day, kitchen_id=kitchen_id)
        return True

    return write


async def _worked_out(days: list[KitchenDay], *, fresh: bool) -> tuple[KitchenWays, ...]:
    """In a thread: the solver lets go of the interpreter, and large kitchens get processes of their own."""
    return await asyncio.to_thread(planned, days, fresh=fresh, seconds=float(settings().planning_seconds))


async def _read(database: Database, actor: Actor, day: date) -> WholeDay:
    if actor.organisation_id is None:
        raise NotAllowed
    async with database.reading(actor) as session:
        return await read_day(session, day)


def _kitchens(whole: WholeDay, kitchen_id: int | None) -> list[int]:
    """The kitchens to plan: those with food to bring or routes to clear. Raises NotFound for an unknown one."""
    known = [kitchen.kitchen_id for kitchen in whole.kitchens]
    if kitchen_id is not None:
        if kitchen_id not in known:
            raise NotFound
        return [kitchen_id]
    busy = {home.kitchen_id for home in whole.homes} | {route.kitchen_id for route in whole.routes}
    busy |= {plan.kitchen_id for plan in whole.plans}
    return [number for number in known if number in busy]


def _demand_nothing_under_way(whole: WholeDay, kitchens: Sequence[int]) -> None:
    if any(route.kitchen_id in kitchens and route.status is not RouteStatus.PLANNED for route in whole.routes):
        raise RoutesUnderWay


def _counted(ways: KitchenWays) -> KitchenPlanned:
    return KitchenPlanned(
        kitchen_id=ways.kitchen_id,
        routes=len(ways.ways),
        stops=sum(len(way.placed) for way in ways.ways),
        unplaced=len(ways.unplaced),
        vans_short=ways.vans_short,
        metres=sum(way.metres for way in ways.ways),
    )
