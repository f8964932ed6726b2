"""The facts of one person that decide about a meal: one query for the person, the weekly order, pauses and orders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from domain import access, statements
from domain.access import Actor, ActorKind
from domain.calendar import Calendar, is_weekday
from domain.database import lock_day
from domain.refusals import NotFound, Refusal
from models.base import table_of
from models.meals import MealOrder, OrderOrigin, OrderStatus, Pause, PauseReason, Subscription
from models.people import Address, Diet, Person, PersonStatus
from models.places import WORKING_WEEK, District, Programme

_PERSON, _ADDRESS, _DISTRICT = table_of(Person), table_of(Address), table_of(District)
_SUBSCRIPTION, _PROGRAMME = table_of(Subscription), table_of(Programme)
_PAUSE, _ORDER = table_of(Pause), table_of(MealOrder)


class NoMeals(Refusal):
    """Meals at home are not arranged for this person. Please call the office to enrol."""


@dataclass(frozen=True)
class DayOrder:
    """What is written of one day for one person."""

    id: int
    day: date
    status: OrderStatus
    diet: Diet
    portions: int
    origin: OrderOrigin
    closed_at: datetime | None
    late: bool
    stop_id: int | None

    @property
    def stands(self) -> bool:
        """Whether the day's food is wanted."""
        return self.status is OrderStatus.ORDERED


@dataclass(frozen=True)
class PauseDays:
    """Days without food: up to the day before `returns_on`, open while that is not known."""

    id: int
    starts_on: date
    returns_on: date | None
    reason: PauseReason

    def covers(self, day: date) -> bool:
        """Whether the day lies in the pause."""
        return self.starts_on <= day and (self.returns_on is None or day < self.returns_on)


@dataclass
class MealProgramme:
    """The programme of a weekly order, as far as its days and cut-offs go."""

    id: int
    name: str
    name_en: str
    weekdays: int
    order_days_before: int
    order_until: time
    cancel_days_before: int
    cancel_until: time


@dataclass(frozen=True)
class Standing:
    """A standing weekly order with the programme it belongs to."""

    programme: MealProgramme
    id: int
    weekdays: int
    portions: int
    starts_on: date
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the weekly order is in force on the day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass
class Eater:
    """A person as far as meals are concerned, over some days."""

    id: int
    organisation_id: int
    office_id: int
    first_name: str
    last_name: str
    language: str
    status: PersonStatus
    diet: Diet
    allergens: int
    kitchen_id: int
    standings: list[Standing] = field(default_factory=list)
    pauses: list[PauseDays] = field(default_factory=list)
    orders: dict[date, DayOrder] = field(default_factory=dict)

    @property
    def key(self) -> int:
        """The person's number."""
        return self.id

    def standing_on(self, day: date) -> Standing | None:
        """The weekly order in force on the day."""
        return next((standing for standing in self.standings if standing.holds_on(day)), None)

    def pause_on(self, day: date) -> PauseDays | None:
        """The pause in which the day lies."""
        return next((pause for pause in self.pauses if pause.covers(day)), None)

    def wants(self, calendar: Calendar, day: date) -> bool:
        """Whether food is to come on the day: what was said of the day itself, else the weekly order outside pauses."""
        order = self.orders.get(day)
        if order:
            return order.stands
        standing = self.standing_on(day)
        if not standing or self.pause_on(day) or not calendar.serves(standing.programme, day):
            return False
        return stands_on(calendar, standing.weekdays, day)


def standing_masks(calendar: Calendar, day: date) -> list[int]:
    """The sets of weekdays one of which a weekly order must hold whole to bring food on the day.

    Who eats every working day also eats on an extra working Saturday.
    """
    masks = [1 << day.weekday()]
    if calendar.exceptions.get(day) and not is_weekday(WORKING_WEEK, day):
        masks.append(WORKING_WEEK)
    return masks


def stands_on(calendar: Calendar, weekdays: int, day: date) -> bool:
    """Whether a weekly order brings food on the day."""
    return any(weekdays & mask == mask for mask in standing_masks(calendar, day))


_EATER_COLUMNS = (
    _PERSON.c.id,
    _PERSON.c.organisation_id,
    _PERSON.c.office_id,
    _PERSON.c.first_name,
    _PERSON.c.last_name,
    _PERSON.c.language,
    _PERSON.c.status,
    _PERSON.c.diet,
    _PERSON.c.allergens,
    _DISTRICT.c.kitchen_id,
)
_STANDING_COLUMNS = (
    _SUBSCRIPTION.c.id,
    _SUBSCRIPTION.c.weekdays,
    _SUBSCRIPTION.c.portions,
    _SUBSCRIPTION.c.starts_on,
    _SUBSCRIPTION.c.ends_on,
)
_PAUSE_COLUMNS = (_PAUSE.c.id, _PAUSE.c.starts_on, _PAUSE.c.returns_on, _PAUSE.c.reason)
_ORDER_COLUMNS = (
    _ORDER.c.id,
    _ORDER.c.day,
    _ORDER.c.status,
    _ORDER.c.diet,
    _ORDER.c.portions,
    _ORDER.c.origin,
    _ORDER.c.closed_at,
    _ORDER.c.late,
    _ORDER.c.stop_id,
)
_FIRST, _LAST = sa.bindparam("first", type_=sa.Date()), sa.bindparam("last", type_=sa.Date())

#: A person has one weekly order, seldom a pause and a few orders in the days asked for: their rows are joined into one
#: answer, and taken apart again by their numbers.
_EATER = (
    sa.select(
        *_EATER_COLUMNS,
        *_STANDING_COLUMNS,
        *(_PROGRAMME.c[field.name] for field in fields(MealProgramme)),
        *_PAUSE_COLUMNS,
        *_ORDER_COLUMNS,
    )
    .select_from(_PERSON)
    .join(_ADDRESS, _ADDRESS.c.id == _PERSON.c.address_id)
    .join(_DISTRICT, _DISTRICT.c.id == _ADDRESS.c.district_id)
    .outerjoin(
        _SUBSCRIPTION,
        (_SUBSCRIPTION.c.person_id == _PERSON.c.id)
        & (_SUBSCRIPTION.c.starts_on <= _LAST)
        & (_SUBSCRIPTION.c.ends_on.is_(None) | (_SUBSCRIPTION.c.ends_on >= _FIRST)),
    )
    .outerjoin(_PROGRAMME, _PROGRAMME.c.id == _SUBSCRIPTION.c.programme_id)
    .outerjoin(
        _PAUSE,
        (_PAUSE.c.person_id == _PERSON.c.id)
        & (_PAUSE.c.starts_on <= _LAST)
        & (_PAUSE.c.returns_on.is_(None) | (_PAUSE.c.returns_on > _FIRST)),
    )
    .outerjoin(_ORDER, (_ORDER.c.person_id == _PERSON.c.id) & _ORDER.c.day.between(_FIRST, _LAST))
    .where(_PERSON.c.id == sa.bindparam("person"), _PERSON.c.organisation_id == sa.bindparam("organisation"))
)


async def may_see(session: AsyncSession, actor: Actor, person_id: int) -> None:
    """Raise NotFound unless the actor may see the person."""
    await _allowed(session, actor, access.visible_people, person_id)


async def may_order(session: AsyncSession, actor: Actor, person_id: int) -> None:
    """Raise NotFound unless the actor may order food for the person."""
    await _allowed(session, actor, access.orderable_people, person_id)


async def _allowed(
    session: AsyncSession, actor: Actor, people: Callable[[Actor], access.Rows[Person]], person_id: int
) -> None:
    """A person's own chat speaks for that person and nobody else, which needs no look-up."""
    if actor.kind is not ActorKind.PERSON:
        await access.find(session, people(actor), person_id)
    elif actor.number != person_id:
        raise NotFound


async def lock_orders(session: AsyncSession, actor: Actor, person_id: int, days: Sequence[date]) -> None:
    """Wait for the count of these days, then for whoever else is changing this person's orders.

    Always in this order, so that nobody waits in a ring.
    """
    for day in sorted(days):
        await lock_day(session, f"orders:{actor.organisation}:{day}", alone=False)
    await lock_day(session, f"eater:{person_id}", alone=True)


async def lock_habits(session: AsyncSession, actor: Actor, person_id: int) -> None:
    """Wait for any count, then for whoever else is changing this person's orders: before pauses and weekly orders."""
    await lock_day(session, habits_key(actor), alone=False)
    await lock_day(session, f"eater:{person_id}", alone=True)


def habits_key(actor: Actor) -> str:
    """What a count takes alone, so that no pause or weekly order changes under it."""
    return f"habits:{actor.organisation}"


async def load(session: AsyncSession, actor: Actor, *, person_id: int, first: date, last: date) -> Eater:
    """The person with the weekly order, pauses and orders from the first to the last day. Raises NotFound, NoMeals."""
    rows = await statements.fetch(
        session, _EATER, person=person_id, organisation=actor.organisation, first=first, last=last
    )
    if not rows:
        raise NotFound
    eater = _taken_apart(rows)
    if eater.status is not PersonStatus.ACTIVE or not eater.standings:
        raise NoMeals
    return eater


def _taken_apart(rows: Sequence[Any]) -> Eater:
    standings: dict[int, Standing] = {}
    pauses: dict[int, PauseDays] = {}
    orders: dict[date, DayOrder] = {}
    for row in rows:
        standing, programme, pause, order = row[10:15], row[15:23], row[23:27], row[27:36]
        if standing[0] is not None and standing[0] not in standings:
            standings[standing[0]] = Standing(MealProgramme(*programme), *standing)
        if pause[0] is not None:
            pauses[pause[0]] = PauseDays(*pause)
        if order[0] is not None:
            orders[order[1]] = DayOrder(*order)
    eater = Eater(*rows[0][:10])
    eater.standings = sorted(standings.values(), key=lambda found: found.starts_on)
    eater.pauses = sorted(pauses.values(), key=lambda found: found.starts_on)
    eater.orders = orders
    return eater
