"""The driver's own way: which route, which stops, and which comes next."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, demand_also_in_chat, find, visible_routes
from domain.refusals import NotAllowed, Refusal
from domain.routes.cards import StopCard, cards_of
from models.routes import Route, RouteStatus, Stop


class NoRouteToday(Refusal):
    """You have no route today. Please call the dispatcher."""


class NoSuchStop(Refusal):
    """Stop {number} is no longer on your route. Please look at the whole list."""


def demand_reporting(actor: Actor) -> None:
    """Only drivers and the office say what happened at a door."""
    if actor.kind not in (ActorKind.DRIVER, ActorKind.STAFF):
        raise NotAllowed
    demand_also_in_chat(actor, Deed.REPORT_STOPS)


async def route_in_hand(session: AsyncSession, actor: Actor, *, day: date, route_id: int | None = None) -> Route:
    """The route given, or the driver's own of the day: the first that is not finished. Raises NoRouteToday."""
    demand_reporting(actor)
    rows = visible_routes(actor)
    if route_id is not None:
        return await find(session, rows, route_id, fresh=True)
    if actor.kind is not ActorKind.DRIVER:
        raise NoRouteToday
    finished = sa.case((col(Route.status) == RouteStatus.FINISHED, 1), else_=0)
    found: Route | None = await session.scalar(
        rows.where(col(Route.day) == day)
        .order_by(finished, col(Route.departs_at), col(Route.id))
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoRouteToday
    return found


async def next_day_of_driving(session: AsyncSession, actor: Actor, *, after: date, until: date) -> date | None:
    """The first day after this one, until that one, on which the driver has a route."""
    demand_reporting(actor)
    day = col(Route.day)
    rows = visible_routes(actor).with_only_columns(day).where(day > after, day <= until).order_by(day).limit(1)
    found: date | None = await session.scalar(rows)
    return found


async def cards_on(session: AsyncSession, actor: Actor, route: Route) -> list[StopCard]:
    """The stops of a route that still mean something: with food to bring, or with an outcome."""
    cards = await cards_of(session, actor, sa.select(Stop).where(col(Stop.route_id) == route.key))
    return [card for card in cards if card.portions or card.outcome]


def numbered(cards: Sequence[StopCard], number: int) -> StopCard:
    """The stop that carries the number. Raises NoSuchStop."""
    for card in cards:
        if card.number == number:
            return card
    raise NoSuchStop(number=number)


def waiting(cards: Sequence[StopCard]) -> list[StopCard]:
    """Stops without an outcome."""
    return [card for card in cards if card.outcome is None]


def next_after(cards: Sequence[StopCard], card: StopCard) -> StopCard | None:
    """The next stop without an outcome behind this one; then those that were skipped before."""
    left = waiting(cards)
    behind = [one for one in left if one.position > card.position]
    return next(iter(behind or left), None)
