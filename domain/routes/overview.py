"""The board of a day: every route with its progress, without its single stops; a fixed number of quick queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, visible_kitchens, visible_routes
from domain.routes.board import UnplacedDoor, is_late, minutes_late, unplaced_doors
from models.meals import MealOrder, OrderStatus
from models.places import Kitchen
from models.routes import DayPlan, Driver, Outcome, Route, RouteStatus, Stop


@dataclass(frozen=True)
class RouteProgress:
    """How far one route is. `troubles` are stops at which something other than a delivery was reported."""

    route_id: int
    kitchen_id: int
    name: str
    driver: str
    status: RouteStatus
    leaves_at: datetime
    boxes: int
    stops: int
    done: int
    troubles: int
    late_minutes: int

    @property
    def is_late(self) -> bool:
        """Further behind its plan than is nobody's worry."""
        return is_late(self.late_minutes)

    @property
    def goes_well(self) -> bool:
        """Nothing on it waits for a person: somebody drives it, in time, and every door was in order so far."""
        return bool(self.driver) and not self.is_late and not self.troubles


@dataclass(frozen=True)
class KitchenProgress:
    """One kitchen's day: its routes, and what is on none."""

    kitchen_id: int
    name: str
    planned_at: datetime | None
    vans_short: int
    has_proposal: bool
    routes: tuple[RouteProgress, ...]
    unplaced: tuple[UnplacedDoor, ...]


async def routes_overview(session: AsyncSession, actor: Actor, *, day: date) -> list[KitchenProgress]:
    """The kitchens of the actor's organisation with the progress of their routes on the day."""
    demand(actor, Deed.SEE_ROUTES)
    routes = await routes_progress(session, actor, day=day)
    unplaced = await unplaced_doors(session, actor, day=day)
    plans = {plan.kitchen_id: plan for plan in await session.scalars(sa.select(DayPlan).where(col(DayPlan.day) == day))}
    kitchens = await session.scalars(visible_kitchens(actor).order_by(col(Kitchen.name), col(Kitchen.id)))
    return [_kitchen(one, plans.get(one.key), routes, unplaced) for one in kitchens]


def _kitchen(
    kitchen: Kitchen, plan: DayPlan | None, routes: Sequence[RouteProgress], unplaced: Sequence[UnplacedDoor]
) -> KitchenProgress:
    return KitchenProgress(
        kitchen_id=kitchen.key,
        name=kitchen.name,
        planned_at=plan.planned_at if plan else None,
        vans_short=plan.vans_short if plan else 0,
        has_proposal=bool(plan and plan.facts.get("proposal")),
        routes=tuple(route for route in routes if route.kitchen_id == kitchen.key),
        unplaced=tuple(door for door in unplaced if door.kitchen_id == kitchen.key),
    )


async def routes_progress(session: AsyncSession, actor: Actor, *, day: date) -> list[RouteProgress]:
    """How far each route of the day is, of those the actor may see."""
    mine = visible_routes(actor).where(col(Route.day) == day).with_only_columns(col(Route.id))
    counts = await _counts(session, mine)
    boxes = await _boxes(session, mine)
    stops = await _stops_under_way(session, mine)
    rows = await session.execute(
        sa.select(Route, col(Driver.name))
        .join(Driver, col(Driver.id) == col(Route.driver_id), isouter=True)
        .where(col(Route.id).in_(mine))
        .order_by(col(Route.name), col(Route.id))
    )
    return [
        _progress(route, driver, counts.get(route.key, (0, 0, 0)), boxes.get(route.key, 0), stops.get(route.key, []))
        for route, driver in rows
    ]


def _progress(
    route: Route, driver: str | None, counts: tuple[int, int, int], boxes: int, stops: Sequence[Any]
) -> RouteProgress:
    whole, done, delivered = counts
    return RouteProgress(
        route_id=route.key,
        kitchen_id=route.kitchen_id,
        name=route.name,
        driver=driver or "",
        status=route.status,
        leaves_at=route.departed_at or route.departs_at,
        boxes=boxes,
        stops=whole,
        done=done,
        troubles=done - delivered,
        late_minutes=minutes_late(route.status, route.departs_at, stops),
    )


async def _counts(session: AsyncSession, routes: Any) -> dict[int, tuple[int, int, int]]:
    """All stops, those with an outcome and those delivered, by route."""
    delivered = sa.func.sum(sa.case((col(Stop.outcome) == Outcome.DELIVERED, 1), else_=0))
    rows = await session.execute(
        sa.select(col(Stop.route_id), sa.func.count(), sa.func.count(col(Stop.outcome)), delivered)
        .where(col(Stop.route_id).in_(routes))
        .group_by(col(Stop.route_id))
    )
    return {route: (whole, done, given) for route, whole, done, given in rows}


async def _boxes(session: AsyncSession, routes: Any) -> dict[int, int]:
    rows = await session.execute(
        sa.select(col(Stop.route_id), sa.func.sum(col(MealOrder.portions)))
        .join(MealOrder, col(MealOrder.stop_id) == col(Stop.id))
        .where(col(Stop.route_id).in_(routes), col(MealOrder.status) == OrderStatus.ORDERED)
        .group_by(col(Stop.route_id))
    )
    return dict(rows.all())


async def _stops_under_way(session: AsyncSession, routes: Any) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """Planned arrival and report of each stop, of the vans that are out: only they can be late on the way."""
    rows = await session.execute(
        sa.select(col(Stop.route_id), col(Stop.arrives_at), col(Stop.reported_at))
        .join(Route, col(Route.id) == col(Stop.route_id))
        .where(col(Stop.route_id).in_(routes), col(Route.status) == RouteStatus.UNDER_WAY)
        .order_by(col(Stop.route_id), col(Stop.position))
    )
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for route, planned, reported in rows:
        found.setdefault(route, []).append((planned, reported))
    return found
