"""Ordering and cancelling the food of one day: one row for each person and day, whatever happens."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, evening, menus, statements
from domain.access import Actor, ActorKind
from domain.calendar import Calendar, calendar_of
from domain.meals import eating, offers, telling
from domain.meals.eating import DayOrder, Eater
from domain.meals.late import Changed, tell_of_late_changes
from domain.meals.offers import DayIsPast, DayOffer
from domain.refusals import Refusal
from models.audit import AuditAction
from models.base import table_of
from models.meals import MealOrder, OrderOrigin, OrderStatus
from models.people import Diet

MAX_PORTIONS = 9


class OrderCutOffPassed(Refusal):
    """It is too late to order for {day}. Please choose a later day, or call the office."""


class CancelCutOffPassed(Refusal):
    """The food for {day} is already being cooked. If nobody will be at home, please call the office."""


class DishClashes(Refusal):
    """Take care, for {day}: {dishes}. Please confirm that you want it all the same, or choose another day."""


class WrongPortions(Refusal):
    """One to nine portions can be ordered. Please say another number."""


@dataclass(frozen=True)
class OrderTaken:
    """What is now true of the day, and whether anything changed by this."""

    order: DayOrder | None
    changed: bool
    offer: DayOffer


@dataclass(frozen=True)
class Wish:
    """What somebody wants for a day."""

    status: OrderStatus
    origin: OrderOrigin
    portions: int
    diet: Diet


async def order_meal(
    session: AsyncSession,
    actor: Actor,
    *,
    person_id: int,
    day: date,
    origin: OrderOrigin | None = None,
    portions: int | None = None,
    diet: Diet | None = None,
    accept_clash: bool = False,
) -> OrderTaken:
    """Order or change the food of one day, until the cut-off of the programme; twice the same changes nothing.

    Without `portions` and `diet` it is as in the weekly order. A dish with the person's allergens is refused until the
    clash has been accepted. A single day can be ordered in a pause, which goes on. After that only the office may.
    """
    eater, calendar = await begin(session, actor, person_id, [day])
    return await take_order(
        session, actor, eater, calendar, day, origin, portions=portions, diet=diet, accept_clash=accept_clash
    )


async def cancel_meal(
    session: AsyncSession, actor: Actor, *, person_id: int, day: date, origin: OrderOrigin | None = None
) -> OrderTaken:
    """Cancel the food of one day, until the programme's cut-off; twice changes nothing. Later only the office may."""
    eater, calendar = await begin(session, actor, person_id, [day])
    return await take_cancellation(session, actor, eater, calendar, day, origin)


async def begin(session: AsyncSession, actor: Actor, person_id: int, days: Collection[date]) -> tuple[Eater, Calendar]:
    """The person, read after every lock, so that what is read stays true."""
    await eating.may_order(session, actor, person_id)
    await eating.lock_orders(session, actor, person_id, sorted(days))
    eater = await eating.load(session, actor, person_id=person_id, first=min(days), last=max(days))
    return eater, await calendar_of(session)


async def take_order(
    session: AsyncSession,
    actor: Actor,
    eater: Eater,
    calendar: Calendar,
    day: date,
    origin: OrderOrigin | None,
    *,
    portions: int | None = None,
    diet: Diet | None = None,
    accept_clash: bool = False,
) -> OrderTaken:
    """Order the day for somebody whose rows are locked."""
    offer = (await offers.offers_of(session, actor, eater, calendar, [day], diet))[0]
    if day < clock.today():
        raise DayIsPast
    wish = Wish(
        OrderStatus.ORDERED, origin or _origin(actor), offer.portions if portions is None else portions, offer.menu.diet
    )
    if not 1 <= wish.portions <= MAX_PORTIONS:
        raise WrongPortions
    if offer.order and _is_as_wished(offer.order, wish):
        return OrderTaken(offer.order, changed=False, offer=offer)
    if not offer.can_order:
        raise OrderCutOffPassed(day=day, until=offer.order_until)
    if offer.clashes and not accept_clash:
        dishes = partial(menus.clash_words, dishes=offer.clashes, allergens=eater.allergens)
        raise DishClashes(day=day, dishes=dishes, clashes=offer.clashes)
    return await _write(session, actor, eater, offer, wish)


async def take_cancellation(
    session: AsyncSession, actor: Actor, eater: Eater, calendar: Calendar, day: date, origin: OrderOrigin | None
) -> OrderTaken:
    """Cancel the day for somebody whose rows are locked."""
    offer = (await offers.offers_of(session, actor, eater, calendar, [day]))[0]
    if day < clock.today():
        raise DayIsPast
    if not offer.wanted:
        return OrderTaken(offer.order, changed=False, offer=offer)
    if not offer.can_cancel:
        raise CancelCutOffPassed(day=day, until=offer.cancel_until)
    await evening.withdraw_tomorrow(session, person_id=eater.id, days=[day])
    wish = Wish(OrderStatus.CANCELLED, origin or _origin(actor), offer.portions, offer.menu.diet)
    return await _write(session, actor, eater, offer, wish)


def _origin(actor: Actor) -> OrderOrigin:
    """How the wish reached us, where the door does not say it."""
    origins = {ActorKind.PERSON: OrderOrigin.CHAT, ActorKind.RELATIVE: OrderOrigin.RELATIVE}
    return origins.get(actor.kind, OrderOrigin.OFFICE)


def _is_as_wished(order: DayOrder, wish: Wish) -> bool:
    return (order.status, order.portions, order.diet) == (wish.status, wish.portions, wish.diet)


_ORDER = table_of(MealOrder)
_CHANGING = ("diet", "portions", "status", "origin", "ordered_at", "late", "kitchen_id", "programme_id")


def _upsert(insert: sqlite.Insert | postgresql.Insert) -> sa.Executable:
    """One row for each person and day, decided by the database."""
    upsert = insert.on_conflict_do_update(
        index_elements=["person_id", "day"], set_={name: insert.excluded[name] for name in _CHANGING}
    )
    return upsert.returning(_ORDER.c.id)


_UPSERTS = {"sqlite": _upsert(sqlite.insert(_ORDER)), "postgresql": _upsert(postgresql.insert(_ORDER))}


async def _write(session: AsyncSession, actor: Actor, eater: Eater, offer: DayOffer, wish: Wish) -> OrderTaken:
    before = offer.order
    late = bool(before and before.closed_at) or (offer.late and wish.status is OrderStatus.ORDERED)
    standing = eater.standing_on(offer.day)
    rows = await statements.fetch(
        session,
        _UPSERTS[session.get_bind().dialect.name],
        organisation_id=eater.organisation_id,
        person_id=eater.id,
        day=offer.day,
        kitchen_id=eater.kitchen_id,
        programme_id=standing.programme.id if standing else None,
        diet=wish.diet,
        portions=wish.portions,
        status=wish.status,
        origin=wish.origin,
        ordered_at=clock.now(),
        late=late,
    )
    order = DayOrder(
        id=rows[0].id,
        day=offer.day,
        status=wish.status,
        diet=wish.diet,
        portions=wish.portions,
        origin=wish.origin,
        closed_at=before.closed_at if before else None,
        late=late,
        stop_id=before.stop_id if before else None,
    )
    await _note(session, eater, before, order)
    await telling.tell_of_order(session, actor, eater, order)
    if late or (before and before.late):
        await tell_of_late_changes(session, [Changed(eater.kitchen_id, offer.day)])
    return OrderTaken(
        order, changed=True, offer=replace(offer, order=order, wanted=order.stands, portions=order.portions)
    )


async def _note(session: AsyncSession, eater: Eater, before: DayOrder | None, after: DayOrder) -> None:
    await statements.note(
        session,
        AuditAction.CHANGED if before else AuditAction.CREATED,
        "meal_order",
        after.id,
        person_id=eater.id,
        before=_plain(before) if before else None,
        after=_plain(after),
    )


def _plain(order: DayOrder) -> dict[str, str | int | bool]:
    return {
        "day": order.day.isoformat(),
        "status": order.status.value,
        "portions": order.portions,
        "diet": order.diet.value,
        "origin": order.origin.value,
        "late": order.late,
    }
