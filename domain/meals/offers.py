"""What each day offers a person: the dishes, what in them clashes, what is wanted, and until when it can change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, menus
from domain.access import Actor, ActorKind, Deed
from domain.calendar import Calendar, calendar_of
from domain.meals import eating
from domain.meals.eating import DayOrder, Eater, NoMeals, PauseDays, Standing
from domain.menus import Menu, MenuDish
from domain.refusals import Refusal
from models.people import Diet

#: No holidays are so long that no working day follows within this many days.
HORIZON = 31
AHEAD = timedelta(days=HORIZON)


class NotServedThatDay(Refusal):
    """No food is brought on {day}. Please choose another day."""


class DayIsPast(Refusal):
    """That day has passed. Please choose a day from today on."""


@dataclass(frozen=True)
class DayOffer:
    """One day of one person, as the person stands to it now.

    `wanted` counts the weekly order too. `can_order` and `can_cancel` say what this actor may still do; the office may
    after the cut-offs, and what it does then is `late`.
    """

    day: date
    menu: Menu
    clashes: list[MenuDish]
    order: DayOrder | None
    wanted: bool
    portions: int
    pause: PauseDays | None
    can_order: bool
    can_cancel: bool
    order_until: datetime
    cancel_until: datetime

    @property
    def late(self) -> bool:
        """Whether the kitchens have been told to cook already."""
        return clock.now() > self.order_until


async def days_ahead(session: AsyncSession, actor: Actor, *, person_id: int, count: int = 5) -> list[DayOffer]:
    """The next days on which food is brought, from the first one for which anything can still be said."""
    await eating.may_see(session, actor, person_id)
    today = clock.today()
    eater = await eating.load(
        session, actor, person_id=person_id, first=today, last=today + timedelta(days=HORIZON + count)
    )
    calendar = await calendar_of(session)
    return await offers_of(session, actor, eater, calendar, served_days(eater, calendar, count))


async def offer_of(session: AsyncSession, actor: Actor, *, person_id: int, day: date) -> DayOffer:
    """What one day offers the person. Raises NotServedThatDay, NoMeals."""
    await eating.may_see(session, actor, person_id)
    eater = await eating.load(session, actor, person_id=person_id, first=day, last=day)
    return (await offers_of(session, actor, eater, await calendar_of(session), [day]))[0]


def served_days(eater: Eater, calendar: Calendar, count: int) -> list[date]:
    """The next days on which food is brought to the person; today only while it can still be cancelled."""
    now, found = clock.now(), list[date]()
    day = clock.today()
    for ahead in range(HORIZON + count):
        day = clock.today() + timedelta(days=ahead)
        standing = eater.standing_on(day)
        if not standing or not calendar.serves(standing.programme, day):
            continue
        programme = standing.programme
        if now <= max(calendar.cancel_cut_off(programme, day), calendar.order_cut_off(programme, day)):
            found.append(day)
        if len(found) == count:
            break
    return found


async def offers_of(
    session: AsyncSession,
    actor: Actor,
    eater: Eater,
    calendar: Calendar,
    days: Sequence[date],
    diet: Diet | None = None,
) -> list[DayOffer]:
    """What the days offer, in `diet` where one is asked for, else in that of the day's order, else in the person's."""
    diets = {day: diet or _diet_of(eater, day) for day in days}
    standings = {day: _standing_that_serves(eater, calendar, day) for day in days}
    found = await menus.read_menus(session, actor, days=days, diets=set(diets.values()))
    return [_offer(actor, eater, calendar, standings[day], found[day, diets[day]]) for day in days]


def _diet_of(eater: Eater, day: date) -> Diet:
    order = eater.orders.get(day)
    return order.diet if order and order.stands else eater.diet


def _standing_that_serves(eater: Eater, calendar: Calendar, day: date) -> Standing:
    standing = eater.standing_on(day)
    if not standing:
        raise NoMeals
    if not calendar.serves(standing.programme, day):
        raise NotServedThatDay(day=day)
    return standing


def _offer(actor: Actor, eater: Eater, calendar: Calendar, standing: Standing, menu: Menu) -> DayOffer:
    day, now = menu.day, clock.now()
    order = eater.orders.get(day)
    order_until = calendar.order_cut_off(standing.programme, day)
    cancel_until = calendar.cancel_cut_off(standing.programme, day)
    after_hours = is_office(actor) and day >= clock.today()
    return DayOffer(
        day=day,
        menu=menu,
        clashes=menus.clashes(menu, eater),
        order=order,
        wanted=eater.wants(calendar, day),
        portions=order.portions if order else standing.portions,
        pause=eater.pause_on(day),
        can_order=now <= order_until or after_hours,
        can_cancel=now <= cancel_until or after_hours,
        order_until=order_until,
        cancel_until=cancel_until,
    )


def days_from(day: date) -> list[date]:
    """The day and those after it, as far ahead as anything is offered."""
    return [day + timedelta(days=ahead) for ahead in range(HORIZON + 1)]


def is_office(actor: Actor) -> bool:
    """Whether the actor may change orders after the cut-offs."""
    return actor.kind is ActorKind.STAFF and actor.may(Deed.ORDER)
