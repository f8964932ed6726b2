"""The standing weekly order: on which weekdays food comes without asking."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import sqlalchemy as sa
from babel.dates import get_day_names
from babel.lists import format_list
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import Actor, Deed
from domain.calendar import Calendar, Timetable, calendar_of
from domain.meals import eating, offers, telling
from domain.meals.eating import Eater, NoMeals, Standing
from domain.meals.ordering import MAX_PORTIONS, WrongPortions
from domain.phrases import _, say
from domain.refusals import Refusal
from domain.versions import demand_seen
from models.meals import Subscription
from models.people import PersonStatus
from models.places import WORKING_WEEK, Programme, ProgrammeKind

_EVERY_WORKING_DAY = _("every working day")
_NO_DAY = _("only when you order")
WEEK = range(7)


class NotOnThatWeekday(Refusal):
    """The programme brings no food on one of these weekdays. Please choose other days."""


@dataclass(frozen=True)
class Weekly:
    """A weekly order; bit 0 of `weekdays` is Monday. It holds from `first_day` on."""

    weekdays: int
    portions: int
    first_day: date
    changed: bool = False

    @property
    def days(self) -> list[int]:
        """The weekdays with food, Monday is 0."""
        return [day for day in WEEK if self.weekdays >> day & 1]

    @property
    def mark(self) -> str:
        """What a form was filled from."""
        return f"{self.weekdays}x{self.portions}"

    def in_words(self, language: str) -> str:
        """The weekly order in words: "every working day", "понеделник, сряда и петък"."""
        return weekday_words(language, self.weekdays)


def weekday_words(language: str, weekdays: int) -> str:
    """Weekdays in words."""
    if weekdays == WORKING_WEEK:
        return say(language, _EVERY_WORKING_DAY)
    names = get_day_names("wide", locale=language)
    found = [names[day] for day in WEEK if weekdays >> day & 1]
    return format_list(found, locale=language) if found else say(language, _NO_DAY)


def weekdays_of(days: Collection[int]) -> int:
    """The bits of weekdays, Monday is 0."""
    return sum(1 << day for day in set(days))


async def weekly_order(session: AsyncSession, actor: Actor, *, person_id: int) -> Weekly:
    """The weekly order that holds now or is the next to hold. Raises NoMeals."""
    await eating.may_see(session, actor, person_id)
    return weekly_of(await _load(session, actor, person_id))


def weekly_of(eater: Eater) -> Weekly:
    """The weekly order of somebody who has been read: the one that holds, or the next to hold."""
    standing = eater.standings[-1]
    return Weekly(standing.weekdays, standing.portions, standing.starts_on)


async def set_weekly_order(
    session: AsyncSession, actor: Actor, *, person_id: int, weekdays: int, portions: int = 1, seen: str | None = None
) -> Weekly:
    """Change the weekly order from the first day that can still be ordered; without weekdays food comes only on order.

    The first weekly order of a person enrols for meals, which only the office does. `seen` is the mark of the order
    that a form was filled from. Raises Stale when another stands.
    """
    if not 1 <= portions <= MAX_PORTIONS:
        raise WrongPortions
    await eating.may_order(session, actor, person_id)
    await eating.lock_habits(session, actor, person_id)
    calendar = await calendar_of(session)
    try:
        eater = await _load(session, actor, person_id)
    except NoMeals:
        return await _enrol(session, actor, calendar, person_id, weekdays, portions)
    standing = eater.standings[-1]
    demand_seen(seen, weekly_of(eater).mark, await session.get_one(Subscription, standing.id))
    _check(standing.programme, weekdays)
    first_day = first_open_day(calendar, standing.programme)
    if (standing.weekdays, standing.portions) == (weekdays, portions):
        return Weekly(weekdays, portions, standing.starts_on)
    await _replace(session, standing, weekdays, portions, first_day)
    await telling.tell_of_weekly_order(session, actor, eater, partial(weekday_words, weekdays=weekdays))
    return Weekly(weekdays, portions, first_day, changed=True)


def first_open_day(calendar: Calendar, programme: Timetable) -> date:
    """The first day with food that can still be ordered."""
    day, now = clock.today(), clock.now()
    while not calendar.serves(programme, day) or now > calendar.order_cut_off(programme, day):
        day += timedelta(days=1)
    return day


def _check(programme: Timetable, weekdays: int) -> None:
    if weekdays & ~programme.weekdays:
        raise NotOnThatWeekday


async def _load(session: AsyncSession, actor: Actor, person_id: int) -> Eater:
    last = clock.today() + timedelta(days=offers.HORIZON)
    return await eating.load(session, actor, person_id=person_id, first=clock.today(), last=last)


async def _replace(session: AsyncSession, standing: Standing, weekdays: int, portions: int, first_day: date) -> None:
    """What has held stays written; a weekly order that has not begun is changed in its place."""
    row = await session.get_one(Subscription, standing.id)
    if row.starts_on >= first_day:
        row.weekdays, row.portions = weekdays, portions
        return
    ends_on, row.ends_on = row.ends_on, first_day - timedelta(days=1)
    await session.flush()
    session.add(
        Subscription(
            organisation_id=row.organisation_id,
            person_id=row.person_id,
            programme_id=row.programme_id,
            weekdays=weekdays,
            portions=portions,
            starts_on=first_day,
            ends_on=ends_on,
        )
    )
    await session.flush()


async def programme_to_enrol(session: AsyncSession) -> Programme | None:
    """The programme that a first weekly order enrols for; none where the municipality brings no meals."""
    rows = sa.select(Programme).where(col(Programme.kind) == ProgrammeKind.MEALS, col(Programme.active))
    return (await session.scalars(rows.order_by(col(Programme.code)).limit(1))).first()


async def _enrol(
    session: AsyncSession, actor: Actor, calendar: Calendar, person_id: int, weekdays: int, portions: int
) -> Weekly:
    if not actor.may(Deed.EDIT_PEOPLE):
        raise NoMeals
    person = await access.find(session, access.orderable_people(actor), person_id)
    programme = await programme_to_enrol(session)
    if programme is None or person.status is not PersonStatus.ACTIVE:
        raise NoMeals
    _check(programme, weekdays)
    first_day = first_open_day(calendar, programme)
    session.add(
        Subscription(
            organisation_id=person.organisation_id,
            person_id=person.key,
            programme_id=programme.key,
            weekdays=weekdays,
            portions=portions,
            starts_on=first_day,
        )
    )
    await session.flush()
    return Weekly(weekdays, portions, first_day, changed=True)
