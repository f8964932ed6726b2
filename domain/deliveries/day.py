"""The driver's day: begin, one stop at a time, and the end."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, find, visible_routes, visible_stops
from domain.database import lock_day
from domain.deliveries.views import DayStart, DaySummary, StopNow
from domain.deliveries.way import cards_on, demand_reporting, numbered, route_in_hand, waiting
from domain.refusals import Refusal
from domain.routes.cards import StopCard, all_boxes, cards_of
from models.places import Kitchen
from models.routes import Outcome, Route, RouteStatus, Stop, Vehicle


class StopsNotReported(Refusal):
    """Some stops have no outcome yet: {numbers}. Please report them first."""


async def day_start(session: AsyncSession, actor: Actor, *, day: date, route_id: int | None = None) -> DayStart:
    """What the driver has to load and when to leave; changes nothing. Raises NoRouteToday."""
    route = await route_in_hand(session, actor, day=day, route_id=route_id)
    return await _start(session, actor, route, begun_now=False)


async def begin_day(session: AsyncSession, actor: Actor, *, day: date, route_id: int | None = None) -> DayStart:
    """The van leaves the kitchen; the second press changes nothing. Raises NoRouteToday."""
    await lock_day(session, f"orders:{actor.organisation_id}:{day}", alone=False)
    route = await route_in_hand(session, actor, day=day, route_id=route_id)
    begun_now = await depart(session, actor, route)
    return await _start(session, actor, route, begun_now=begun_now)


async def depart(session: AsyncSession, actor: Actor, route: Route) -> bool:
    """Put the route under way if it is not yet; says whether this very call did it."""
    held = await find(session, visible_routes(actor).with_for_update(of=Route), route.key, fresh=True)
    if held.status is not RouteStatus.PLANNED:
        return False
    held.status, held.departed_at = RouteStatus.UNDER_WAY, clock.now()
    await session.flush()
    return True


async def _start(session: AsyncSession, actor: Actor, route: Route, *, begun_now: bool) -> DayStart:
    kitchen = await session.get_one(Kitchen, route.kitchen_id)
    vehicle = await session.get_one(Vehicle, route.vehicle_id)
    cards = await cards_on(session, actor, route)
    return DayStart(
        route_id=route.key,
        name=route.name,
        day=route.day,
        kitchen=kitchen.name,
        kitchen_address=kitchen.address,
        vehicle=vehicle.name,
        status=route.status,
        departs_at=route.departs_at,
        stops=len(cards),
        boxes=all_boxes(cards),
        begun_now=begun_now,
        first=next(iter(waiting(cards)), None),
    )


async def stop_at(session: AsyncSession, actor: Actor, *, day: date, number: int, step: int = 0) -> StopNow:
    """The stop of that number, or the one `step` places after (below zero: before) it in the order of driving.

    Past the ends it stays at the last and the first. Raises NoSuchStop.
    """
    cards = await stop_list(session, actor, day=day)
    here = cards.index(numbered(cards, number))
    return _now(cards, cards[min(max(here + step, 0), len(cards) - 1)])


def _now(cards: Sequence[StopCard], card: StopCard) -> StopNow:
    return StopNow(card, max(one.number for one in cards), len(waiting(cards)))


async def stop_list(session: AsyncSession, actor: Actor, *, day: date, route_id: int | None = None) -> list[StopCard]:
    """Every stop of the driver's route in the order of driving."""
    return await cards_on(session, actor, await route_in_hand(session, actor, day=day, route_id=route_id))


async def finish_day(session: AsyncSession, actor: Actor, *, day: date, route_id: int | None = None) -> DaySummary:
    """End the route: what was delivered, and which boxes come back. Twice changes nothing. Raises StopsNotReported."""
    route = await route_in_hand(session, actor, day=day, route_id=route_id)
    held = await find(session, visible_routes(actor).with_for_update(of=Route), route.key, fresh=True)
    cards = await cards_on(session, actor, held)
    left = waiting(cards)
    if left:
        raise StopsNotReported(numbers=", ".join(str(card.number) for card in left))
    if held.status is not RouteStatus.FINISHED:
        held.status, held.finished_at = RouteStatus.FINISHED, clock.now()
        await session.flush()
    back = [card for card in cards if card.outcome is not Outcome.DELIVERED]
    return DaySummary(
        day=held.day,
        name=held.name,
        stops=len(cards),
        outcomes=dict(Counter(card.outcome for card in cards if card.outcome)),
        undelivered=tuple(back),
        boxes_back=all_boxes(back),
    )


async def undelivered(session: AsyncSession, actor: Actor, *, day: date) -> list[StopCard]:
    """Stops of the day whose food was not handed over."""
    demand_reporting(actor)
    stops = visible_stops(actor).where(
        col(Stop.day) == day, col(Stop.outcome).is_not(None), col(Stop.outcome) != Outcome.DELIVERED
    )
    return await cards_of(session, actor, stops)
