"""Where is my food: what is known of today's meal of one person."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, statements
from domain.access import Actor
from domain.calendar import Calendar, calendar_of
from domain.meals import eating, offers
from domain.meals.eating import Eater
from domain.phrases import hour_words
from models.base import table_of
from models.meals import MealOrder, OrderStatus
from models.routes import Outcome, Route, RouteStatus, Stop


class FoodIs(StrEnum):
    """Where today's food is, as the person asks for it."""

    NOT_ORDERED = "not_ordered"
    PLANNED = "planned"  #: ordered; with a window once the routes are planned
    ON_ITS_WAY = "on_its_way"
    LATE = "late"  #: the promised half hour has passed, and nobody has reported from the door
    DELIVERED = "delivered"
    NOT_OPENED = "not_opened"
    NOT_DELIVERED = "not_delivered"  #: refused, wrong address or something else: the office knows more


@dataclass(frozen=True)
class Whereabouts:
    """Where the food of `day` is; the window is the half hour promised, `next_day` the next with food if not today."""

    kind: FoodIs
    day: date
    window_from: datetime | None = None
    window_until: datetime | None = None
    delivered_at: datetime | None = None
    next_day: date | None = None

    def hours(self) -> dict[str, str]:
        """Its hours for a sentence: when the promised half hour starts and ends, when it was brought; "" if unknown."""
        hours = {"start": self.window_from, "end": self.window_until, "hour": self.delivered_at}
        return {name: hour_words(moment) if moment else "" for name, moment in hours.items()}


_ORDER, _STOP, _ROUTE = table_of(MealOrder), table_of(Stop), table_of(Route)
_TODAY = (
    sa.select(_STOP.c.window_from, _STOP.c.window_until, _STOP.c.outcome, _STOP.c.reported_at, _ROUTE.c.status)
    .select_from(_ORDER)
    .outerjoin(_STOP, _STOP.c.id == _ORDER.c.stop_id)
    .outerjoin(_ROUTE, _ROUTE.c.id == _STOP.c.route_id)
    .where(
        _ORDER.c.person_id == sa.bindparam("person"),
        _ORDER.c.organisation_id == sa.bindparam("organisation"),
        _ORDER.c.day == sa.bindparam("day"),
        _ORDER.c.status == OrderStatus.ORDERED,
    )
)
_AFTER_THE_DOOR = {Outcome.DELIVERED: FoodIs.DELIVERED, Outcome.NOT_OPENED: FoodIs.NOT_OPENED}


async def whereabouts(session: AsyncSession, actor: Actor, *, person_id: int) -> Whereabouts:
    """Where today's food of the person is."""
    await eating.may_see(session, actor, person_id)
    today = clock.today()
    counted = await counted_today(session, actor, person_id, today)
    if counted:
        return counted
    eater = await eating.load(session, actor, person_id=person_id, first=today, last=today + offers.AHEAD)
    return by_the_weekly_order(eater, await calendar_of(session), today)


async def counted_today(session: AsyncSession, actor: Actor, person_id: int, today: date) -> Whereabouts | None:
    """What the books and the route say of today's food; nothing where no order stands in the books."""
    rows = await statements.fetch(session, _TODAY, person=person_id, organisation=actor.organisation, day=today)
    if not rows:
        return None
    window_from, window_until, outcome, reported_at, status = rows[0]
    if outcome:
        kind = _AFTER_THE_DOOR.get(outcome, FoodIs.NOT_DELIVERED)
    elif window_until and clock.now() > window_until:
        kind = FoodIs.LATE
    else:
        kind = FoodIs.ON_ITS_WAY if status is RouteStatus.UNDER_WAY else FoodIs.PLANNED
    delivered_at = reported_at if kind is FoodIs.DELIVERED else None
    return Whereabouts(kind, today, window_from, window_until, delivered_at)


def by_the_weekly_order(eater: Eater, calendar: Calendar, today: date) -> Whereabouts:
    """No order stands in the books: the weekly order may still bring food today, else it comes some other day."""
    wanted = [day for day in offers.days_from(today) if eater.wants(calendar, day)]
    if today in wanted:
        return Whereabouts(FoodIs.PLANNED, today)
    return Whereabouts(FoodIs.NOT_ORDERED, today, next_day=wanted[0] if wanted else None)
