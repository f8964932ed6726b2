"""What the dispatcher chooses from: the kitchen's routes of the day, and the drivers."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, visible_routes
from models.routes import Driver, Route, RouteStatus


async def routes_to_choose(
    session: AsyncSession, actor: Actor, *, day: date, kitchen_id: int, own: int | None = None
) -> list[tuple[int, str]]:
    """Numbers and names of the kitchen's routes that have not left yet, and the stop's own: no other takes a stop."""
    rows = visible_routes(actor).where(
        col(Route.day) == day,
        col(Route.kitchen_id) == kitchen_id,
        (col(Route.status) == RouteStatus.PLANNED) | (col(Route.id) == own),
    )
    return [(one.key, one.name) for one in await session.scalars(rows.order_by(col(Route.name), col(Route.id)))]


async def drivers_to_choose(session: AsyncSession, actor: Actor) -> list[tuple[int, str]]:
    """Numbers and names of the drivers who work now, for whoever plans routes."""
    demand(actor, Deed.PLAN_ROUTES)
    rows = sa.select(Driver).where(col(Driver.active)).order_by(col(Driver.name), col(Driver.id))
    return [(one.key, one.name) for one in await session.scalars(rows)]
