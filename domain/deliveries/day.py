"""The driver's day: begin, one stop at a time, and the end."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.deliveries.views import DayStart, DaySummary, StopNow
from domain.refusals import Refusal
from domain.routes.cards import StopCard


class NoRouteToday(Refusal):
    """You have no route today. Please call the dispatcher."""


class NoSuchStop(Refusal):
    """Stop {number} is no longer on your route. Please look at the whole list."""


class StopsNotReported(Refusal):
    """Some stops have no outcome yet: {numbers}. Please report them first."""


async def day_start(session: AsyncSession, actor: Actor, *, day: date) -> DayStart:
    """What the driver has to load and when to leave; changes nothing. Raises NoRouteToday."""
    raise NotImplementedError


async def begin_day(session: AsyncSession, actor: Actor, *, day: date) -> DayStart:
    """The van leaves the kitchen; the second press changes nothing."""
    raise NotImplementedError


async def current_stop(session: AsyncSession, actor: Actor, *, day: date) -> StopNow | None:
    """The first stop without an outcome; None when all is reported."""
    raise NotImplementedError


async def stop_at(session: AsyncSession, actor: Actor, *, day: date, number: int, step: int = 0) -> StopNow:
    """The stop of that number, or the one `step` places after (before) it in the order of driving."""
    raise NotImplementedError


async def stop_list(session: AsyncSession, actor: Actor, *, day: date) -> list[StopCard]:
    """Every stop of the driver's route in the order of driving."""
    raise NotImplementedError


async def finish_day(session: AsyncSession, actor: Actor, *, day: date) -> DaySummary:
    """End the route: what was delivered, and which boxes come back. Twice changes nothing."""
    raise NotImplementedError


async def undelivered(session: AsyncSession, actor: Actor, *, day: date) -> list[StopCard]:
    """Stops of the day whose food was not handed over."""
    raise NotImplementedError
