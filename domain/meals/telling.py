"""Who hears that the food of a day, a pause or the weekly order has changed: everybody but the one who did it."""

from datetime import date
from functools import partial

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import outbox
from domain.access import Actor, ActorKind
from domain.meals.eating import DayOrder, Eater
from domain.outbox import News
from domain.phrases import Phrase, Spoken, _, near_day, spoken
from models.people import Relative

_ORDERED_BY_OFFICE = _("The office ordered food for you for {day}.")
_ORDERED_BY_RELATIVE = _("{who} ordered food for you for {day}.")
_ORDERED_FOR_KIN = _("{name} will get food on {day}.")
_CANCELLED_BY_OFFICE = _("The office cancelled your food for {day}.")
_CANCELLED_BY_RELATIVE = _("{who} cancelled your food for {day}.")
_CANCELLED_FOR_KIN = _("{name} will get no food on {day}: it was cancelled.")
_STOPPED_BY_OFFICE = _("The office stopped your food from {day}.")
_STOPPED_BY_RELATIVE = _("{who} stopped your food from {day}.")
_STOPPED_FOR_KIN = _("The food of {name} is stopped from {day}.")
_STOPPED_UNTIL_FOR_KIN = _("The food of {name} is stopped from {day}. It comes again on {returns}.")
_RESUMED_BY_OFFICE = _("The office ordered that your food comes again from {day}.")
_RESUMED_BY_RELATIVE = _("{who} ordered that your food comes again from {day}.")
_RESUMED_FOR_KIN = _("{name} will get food again from {day}.")
_WEEKLY_BY_OFFICE = _("The office changed your weekly order. Food comes: {days}.")
_WEEKLY_BY_RELATIVE = _("{who} changed your weekly order. Food comes: {days}.")
_WEEKLY_FOR_KIN = _("The weekly order of {name} changed. Food comes: {days}.")
_ENDED = _("Your weekly order of food has ended. First day without food: {day}. For questions please call the office.")
_ENDED_FOR_KIN = _("The weekly order of food of {name} has ended. First day without food: {day}.")


async def tell_of_order(session: AsyncSession, actor: Actor, eater: Eater, order: DayOrder) -> None:
    """Tell that the food of a day was ordered or cancelled."""
    words = (
        (_ORDERED_BY_OFFICE, _ORDERED_BY_RELATIVE, _ORDERED_FOR_KIN)
        if order.stands
        else (_CANCELLED_BY_OFFICE, _CANCELLED_BY_RELATIVE, _CANCELLED_FOR_KIN)
    )
    await _tell(session, actor, eater, "order", *words, day=order.day)


async def tell_of_pause(
    session: AsyncSession, actor: Actor, eater: Eater, first_day: date, returns_on: date | None
) -> None:
    """Tell that no food comes for some days."""
    kin = _STOPPED_UNTIL_FOR_KIN if returns_on else _STOPPED_FOR_KIN
    await _tell(
        session, actor, eater, "pause", _STOPPED_BY_OFFICE, _STOPPED_BY_RELATIVE, kin, day=first_day, returns=returns_on
    )


async def tell_of_return(session: AsyncSession, actor: Actor, eater: Eater, day: date) -> None:
    """Tell that food comes again."""
    await _tell(session, actor, eater, "pause", _RESUMED_BY_OFFICE, _RESUMED_BY_RELATIVE, _RESUMED_FOR_KIN, day=day)


async def tell_of_weekly_order(session: AsyncSession, actor: Actor, eater: Eater, days: Spoken) -> None:
    """Tell that the weekly order changed."""
    await _tell(session, actor, eater, "weekly", _WEEKLY_BY_OFFICE, _WEEKLY_BY_RELATIVE, _WEEKLY_FOR_KIN, days=days)


async def tell_of_end(session: AsyncSession, actor: Actor, eater: Eater, first_day: date) -> None:
    """Tell that no food comes any more, and not why."""
    await _tell(session, actor, eater, "weekly", _ENDED, _ENDED, _ENDED_FOR_KIN, day=first_day)


async def _tell(
    session: AsyncSession,
    actor: Actor,
    eater: Eater,
    kind: str,
    by_office: Phrase,
    by_relative: Phrase,
    for_kin: Phrase,
    **values: object,
) -> None:
    """Write to the person unless she did it herself, and to the relatives but the one who did it."""
    acting = actor.number if actor.kind is ActorKind.RELATIVE else None
    if actor.kind is not ActorKind.PERSON:
        who = await _first_name(session, acting) if acting else ""
        phrase = by_relative if acting else by_office
        await outbox.tell_person(session, eater, News(kind, spoken(phrase, who=who, **values)))
    await outbox.tell_relatives(
        session, eater, News(kind, spoken(for_kin, name=eater.first_name, **values)), but=acting
    )


async def _first_name(session: AsyncSession, relative_id: int) -> str:
    name = await session.scalar(sa.select(col(Relative.name)).where(col(Relative.id) == relative_id))
    return (name or "").split(" ")[0]


def days_in_a_row(days: list[date]) -> Spoken:
    """Days one after another, as people say them: "утре, сряда, 25 ноември; петък, 27 ноември"."""
    return partial(_in_a_row, days=days)


def _in_a_row(language: str, days: list[date]) -> str:
    return "; ".join(near_day(language, day) for day in days)
