"""Ordering by phone: everything the clerk needs on one page, saved by one press, with the answer to read aloud."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor, Deed, demand
from domain.calendar import calendar_of
from domain.meals import eating, offers, ordering
from domain.meals.eating import Eater, PauseDays
from domain.meals.offers import DayOffer
from domain.meals.telling import days_in_a_row
from domain.meals.weekly import Weekly, weekly_of
from domain.phrases import _, say
from models.meals import OrderOrigin

DAYS_SHOWN = 5

_ORDERED = _("I have noted food for: {days}.")
_CANCELLED = _("No food comes: {days}.")
_NOTHING_CHANGED = _("Nothing has changed.")
_GOODBYE = _("Thank you for calling. Goodbye!")


@dataclass(frozen=True)
class PhoneCard:
    """What the clerk sees of the caller: the days with their menus, the weekly order and the pauses."""

    eater: Eater
    days: list[DayOffer]
    weekly: Weekly
    pauses: list[PauseDays]


@dataclass(frozen=True)
class PhoneOrder:
    """What was changed by the call."""

    ordered: list[date]
    cancelled: list[date]

    def read_aloud(self, language: str) -> str:
        """The answer to read to the caller, so that she hears what is now true."""
        said = [
            say(language, phrase, days=days_in_a_row(days))
            for phrase, days in ((_ORDERED, self.ordered), (_CANCELLED, self.cancelled))
            if days
        ]
        return " ".join([*(said or [say(language, _NOTHING_CHANGED)]), say(language, _GOODBYE)])


async def phone_card(session: AsyncSession, actor: Actor, *, person_id: int, count: int = DAYS_SHOWN) -> PhoneCard:
    """The next days of a person who is on the phone. Raises NoMeals."""
    demand(actor, Deed.ORDER)
    await eating.may_order(session, actor, person_id)
    today = clock.today()
    last = today + timedelta(days=offers.HORIZON + count)
    eater = await eating.load(session, actor, person_id=person_id, first=today, last=last)
    calendar = await calendar_of(session)
    days = await offers.offers_of(session, actor, eater, calendar, offers.served_days(eater, calendar, count))
    return PhoneCard(eater, days, weekly_of(eater), eater.pauses)


async def take_phone_order(
    session: AsyncSession, actor: Actor, *, person_id: int, days: Collection[date], cancelled: Collection[date] = ()
) -> PhoneOrder:
    """Order some days and cancel others, all or nothing; days that are so already stay untouched.

    The clerk sees every clash marked on the page and says it to the caller, so a ticked day is a confirmed one.
    """
    demand(actor, Deed.ORDER)
    touched = sorted({*days, *cancelled})
    if not touched:
        return PhoneOrder([], [])
    eater, calendar = await ordering.begin(session, actor, person_id, touched)
    ordered_now, cancelled_now = list[date](), list[date]()
    for day in touched:
        if day in days:
            taken = await ordering.take_order(
                session, actor, eater, calendar, day, OrderOrigin.PHONE, accept_clash=True
            )
        else:
            taken = await ordering.take_cancellation(session, actor, eater, calendar, day, OrderOrigin.PHONE)
        if taken.changed:
            (ordered_now if day in days else cancelled_now).append(day)
    return PhoneOrder(ordered_now, cancelled_now)
