"""Stopping food for some days, and letting it come again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, evening
from domain.access import Actor
from domain.calendar import Calendar, calendar_of
from domain.meals import eating, offers, telling
from domain.meals.eating import Eater
from domain.meals.late import Changed, tell_of_late_changes
from domain.meals.weekly import first_open_day
from domain.refusals import Refusal
from domain.versions import demand_seen
from models.meals import MealOrder, OrderStatus, Pause, PauseReason, Subscription

#: Food is not ordered further ahead than this.
FAR = timedelta(days=366)


class ReturnTooEarly(Refusal):
    """The day of return must come after the first day without food. Please choose a later day."""


@dataclass(frozen=True)
class PauseTaken:
    """What is now true: the first day without food, the day of return, and the days whose food still comes."""

    first_day: date
    returns_on: date | None
    already_cooking: list[date]
    changed: bool


@dataclass(frozen=True)
class FoodResumed:
    """What is now true: the first day on which the weekly order brings food again, and whether anything changed."""

    first_day: date
    changed: bool


async def stop_food(
    session: AsyncSession,
    actor: Actor,
    *,
    person_id: int,
    reason: PauseReason,
    from_day: date | None = None,
    returns_on: date | None = None,
    seen: str | None = None,
) -> PauseTaken:
    """Stop food from a day (else at once) up to the day before the return (else until called off).

    Days ordered in that time are cancelled. Where the cut-off to cancel has passed, the food of the day still comes and
    the day is named, unless the office stops it: then it is cancelled late. A pause that overlaps becomes this one.
    A return on a day without service is one on the next day with it, so that the day that is promised is true.
    `seen` is the mark of the pause that a form was filled from. Raises Stale when another stands.
    """
    start = max(from_day or clock.today(), clock.today())
    if returns_on is not None and returns_on <= start:
        raise ReturnTooEarly
    await eating.may_order(session, actor, person_id)
    await eating.lock_habits(session, actor, person_id)
    await _demand_pause_seen(session, person_id, seen)
    calendar = await calendar_of(session)
    last = returns_on - timedelta(days=1) if returns_on else start + FAR
    eater = await eating.load(session, actor, person_id=person_id, first=start, last=last)
    if returns_on is not None:
        returns_on = _next_service(eater, calendar, returns_on)
    cooking = [] if offers.is_office(actor) else _already_cooking(eater, calendar, start, last)
    cancelled = await cancel_orders(session, person_id, start, last, but=cooking)
    paused = await _pause(session, eater, start, returns_on, reason)
    first_day = _first_without(eater, calendar, start, last, cooking)
    if cancelled or paused:
        await evening.withdraw_tomorrow(session, person_id=person_id, days=cancelled)
        await telling.tell_of_pause(session, actor, eater, first_day, returns_on)
    return PauseTaken(first_day, returns_on, cooking, changed=bool(cancelled or paused))


def _next_service(eater: Eater, calendar: Calendar, day: date) -> date:
    while not calendar.serves(eater.standings[-1].programme, day):
        day += timedelta(days=1)
    return day


def _already_cooking(eater: Eater, calendar: Calendar, start: date, last: date) -> list[date]:
    """Wanted days that can no longer be cancelled."""
    now, found, day = clock.now(), list[date](), start
    while day <= last:
        standing = eater.standing_on(day)
        if standing and calendar.serves(standing.programme, day):
            if now <= calendar.cancel_cut_off(standing.programme, day):
                break
            if eater.wants(calendar, day):
                found.append(day)
        day += timedelta(days=1)
    return found


def _first_without(eater: Eater, calendar: Calendar, start: date, last: date, cooking: list[date]) -> date:
    """The first day on which food would have come and does not."""
    day = start
    while day <= last:
        standing = eater.standing_on(day)
        if day not in cooking and standing and calendar.serves(standing.programme, day):
            return day
        day += timedelta(days=1)
    return start


async def cancel_orders(session: AsyncSession, person_id: int, start: date, last: date, but: list[date]) -> list[date]:
    """Take back what was ordered in the pause: an order nobody has counted goes away, a counted one stays as cancelled.

    So that the weekly order, and nothing older, decides when food comes again.
    """
    rows = (
        sa.select(MealOrder)
        .where(
            col(MealOrder.person_id) == person_id,
            col(MealOrder.day).between(start, last),
            col(MealOrder.day).not_in(but),
            col(MealOrder.status) == OrderStatus.ORDERED,
        )
        .order_by(col(MealOrder.day))
    )
    orders = (await session.scalars(rows)).all()
    known = [Changed(order.kitchen_id, order.day) for order in orders if order.closed_at or order.late]
    for order in orders:
        if order.closed_at is None:
            await session.delete(order)
        else:
            order.status, order.late, order.ordered_at = OrderStatus.CANCELLED, True, clock.now()
    await session.flush()
    await tell_of_late_changes(session, known)
    return [order.day for order in orders]


async def _pause(
    session: AsyncSession, eater: Eater, start: date, returns_on: date | None, reason: PauseReason
) -> bool:
    """Write the pause over those that overlap; says whether anything changed."""
    old = await _pauses_from(session, eater.id, start)
    overlapping = [pause for pause in old if returns_on is None or pause.starts_on < returns_on]
    if not overlapping:
        session.add(
            Pause(
                organisation_id=eater.organisation_id,
                person_id=eater.id,
                starts_on=start,
                returns_on=returns_on,
                reason=reason,
            )
        )
        await session.flush()
        return True
    first, *others = overlapping
    for other in others:
        await session.delete(other)
    await session.flush()
    first.starts_on, first.returns_on, first.reason = min(first.starts_on, start), returns_on, reason
    first.suspension_id = None  # what somebody asked for outlasts the rest of a case
    changed = bool(others) or session.is_modified(first)
    await session.flush()
    return changed


async def resume_food(
    session: AsyncSession, actor: Actor, *, person_id: int, from_day: date | None = None, seen: str | None = None
) -> FoodResumed:
    """End the pause: the weekly order brings food from `from_day`, or from the first day still open to order."""
    await eating.may_order(session, actor, person_id)
    await eating.lock_habits(session, actor, person_id)
    await _demand_pause_seen(session, person_id, seen)
    calendar = await calendar_of(session)
    today = clock.today()
    eater = await eating.load(session, actor, person_id=person_id, first=today, last=today + FAR)
    first_open = first_open_day(calendar, eater.standings[-1].programme)
    first_day = max(from_day or first_open, first_open)
    pauses = [
        pause
        for pause in await _pauses_from(session, person_id, today)
        if pause.returns_on is None or pause.returns_on > first_day
    ]
    for pause in pauses:
        if pause.starts_on >= first_day:
            await session.delete(pause)
        else:
            pause.returns_on = first_day
    await session.flush()
    if pauses:
        await telling.tell_of_return(session, actor, eater, first_day)
    return FoodResumed(first_day, changed=bool(pauses))


def pause_shown(pauses: Iterable[Pause]) -> Pause | None:
    """Of the pauses that have not ended, the first one: that a form shows."""
    return next((one for one in pauses if one.returns_on is None or one.returns_on > clock.today()), None)


def pause_mark(pause: Pause | None) -> str:
    """What a form was filled from; empty where no pause stands."""
    return f"{pause.starts_on} {pause.returns_on} {pause.reason.value}" if pause else ""


async def _demand_pause_seen(session: AsyncSession, person_id: int, seen: str | None) -> None:
    stands = pause_shown(await _pauses_from(session, person_id, clock.today()))
    demand_seen(seen, pause_mark(stands), stands)


async def _pauses_from(session: AsyncSession, person_id: int, day: date) -> list[Pause]:
    """The pauses that have not ended before the day, the first one first."""
    rows = (
        sa.select(Pause)
        .where(
            col(Pause.person_id) == person_id,
            col(Pause.returns_on).is_(None) | (col(Pause.returns_on) >= day),
        )
        .order_by(col(Pause.starts_on), col(Pause.id))
    )
    return list(await session.scalars(rows))


async def end_meals(session: AsyncSession, actor: Actor, *, person_id: int, from_day: date) -> list[date]:
    """End the weekly order and take back every order from a day on, late ones included. Says which days had one.

    For whoever ends the service to a person: nobody is told here, since that is said in other words or not at all.
    """
    await eating.may_order(session, actor, person_id)
    await eating.lock_habits(session, actor, person_id)
    return (await end_food(session, person_id, from_day)).cancelled


@dataclass(frozen=True)
class FoodEnded:
    """The days whose orders were taken back, and whether a weekly order ended."""

    cancelled: list[date]
    weekly: bool


async def end_food(session: AsyncSession, person_id: int, from_day: date) -> FoodEnded:
    """End the weekly order and every order from a day on, for who has asked for leave and waited for the habits."""
    cancelled = await cancel_orders(session, person_id, from_day, from_day + FAR, but=[])
    rows = sa.select(Subscription).where(
        col(Subscription.person_id) == person_id,
        col(Subscription.ends_on).is_(None) | (col(Subscription.ends_on) >= from_day),
    )
    held = (await session.scalars(rows.order_by(col(Subscription.id)))).all()
    for subscription in held:
        subscription.ends_on = from_day - timedelta(days=1)
    await session.flush()
    await evening.withdraw_tomorrow(session, person_id=person_id, days=cancelled)
    return FoodEnded(cancelled, bool(held))
