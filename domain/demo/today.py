"""Making today a day that can be played at once."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.calendar import calendar_of
from domain.closing import close_orders
from domain.database import Database
from domain.routes.planning_day import plan_day
from models.meals import MenuItem
from models.places import DayException


async def make_today_playable(database: Database, organisation_id: int) -> None:
    """Count today's orders and plan its routes; a day of rest is made a working day, so that a newcomer can play."""
    actor = access.job("demonstration", organisation_id)
    today = clock.today()
    async with database.unit(actor) as session:
        if not (await calendar_of(session)).is_working(today):
            reason = "Демонстрация: работен ден"
            session.add(DayException(organisation_id=organisation_id, day=today, working=True, reason=reason))
        await _cook_something(session, organisation_id, today)
    await database.run(actor, lambda session: close_orders(session, actor, day=today))
    await plan_day(database, actor, day=today)


async def _cook_something(session: AsyncSession, organisation_id: int, day: date) -> None:
    """A Saturday or Sunday has no menu of its own: it gets that of the Monday after it."""
    if await session.scalar(sa.select(col(MenuItem.id)).where(col(MenuItem.day) == day).limit(1)):
        return
    monday = day + timedelta(days=7 - day.weekday())
    for item in await session.scalars(
        sa.select(MenuItem).where(col(MenuItem.day) == monday).order_by(col(MenuItem.id))
    ):
        session.add(
            MenuItem(organisation_id=organisation_id, day=day, diet=item.diet, course=item.course, dish_id=item.dish_id)
        )
