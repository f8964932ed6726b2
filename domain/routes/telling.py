"""Telling drivers their day: once before it begins, and again when the office has changed it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand
from domain.outbox import News, tell_driver
from domain.phrases import Spoken, _, _n, hour_words, near_day, say, say_n, spoken
from domain.routes.cards import StopCard, cards_of
from models.outbox import Priority
from models.places import Kitchen
from models.routes import DayPlan, Driver, Route, Stop


@dataclass(frozen=True)
class DriversTold:
    """How many drivers were written to, and the routes whose drivers need a printed sheet."""

    told: int
    need_paper: tuple[str, ...]


async def tell_drivers(session: AsyncSession, actor: Actor, *, day: date) -> DriversTold:
    """Tell every driver the day's route; from now on the numbers of its stops stay. Twice tells nobody twice."""
    demand(actor, Deed.PLAN_ROUTES)
    rows = await session.execute(
        sa.select(Route, Kitchen, Driver)
        .join(Kitchen, col(Kitchen.id) == col(Route.kitchen_id))
        .join(Driver, col(Driver.id) == col(Route.driver_id), isouter=True)
        .where(col(Route.day) == day)
        .order_by(col(Route.id))
    )
    cards = await cards_of(session, actor, sa.select(Stop).where(col(Stop.day) == day))
    told, need_paper = 0, []
    for route, kitchen, driver in rows:
        stops = [card for card in cards if card.route_id == route.key]
        news = News(
            kind="driver_day",
            text=_day_text(route, kitchen, stops),
            dedupe=f"route:{route.key}:driver:{route.driver_id}",
            must_arrive=True,
        )
        if driver and await tell_driver(session, driver, news):
            told += 1
        else:
            need_paper.append(route.name)
    plans = await session.scalars(
        sa.select(DayPlan).where(col(DayPlan.day) == day, col(DayPlan.told_at).is_(None)).order_by(col(DayPlan.id))
    )
    for plan in plans:
        plan.told_at = clock.now()
    await session.flush()
    return DriversTold(told, tuple(need_paper))


def _day_text(route: Route, kitchen: Kitchen, stops: Iterable[StopCard]) -> Spoken:
    cards = list(stops)
    portions = sum(card.portions for card in cards)

    def text(language: str) -> str:
        return say(
            language,
            _("{day}: {kitchen}, departure at {hour}. {stops}, {boxes}. Press “Begin the day” when you leave."),
            day=near_day(language, route.day).capitalize(),
            kitchen=kitchen.name,
            hour=hour_words(route.departs_at),
            stops=stop_words(language, len(cards)),
            boxes=box_words(language, portions),
        )

    return text


def stop_words(language: str, n: int) -> str:
    """So many stops: "53 спирки"."""
    return say_n(language, _n("{n} stop", "{n} stops"), n)


def box_words(language: str, n: int) -> str:
    """So many boxes: "60 кутии"."""
    return say_n(language, _n("{n} box", "{n} boxes"), n)


async def tell_of_change(session: AsyncSession, routes: Iterable[Route]) -> None:
    """Tell the drivers of these routes that the office has changed them, where they know them already."""
    for route in routes:
        driver = await session.get(Driver, route.driver_id) if route.driver_id else None
        if driver and await announced(session, route):
            text = spoken(_("The office has changed your route {route}. Please open the whole list."), route=route.name)
            await tell_driver(session, driver, News("route_changed", text, priority=Priority.REPLY, must_arrive=True))


async def tell_of_driver(session: AsyncSession, route: Route, *, was: int | None) -> None:
    """Tell the driver who loses a route and the one who gets it, where the day is known already."""
    if not await announced(session, route):
        return
    for driver_id, phrase in (
        (was, _("You no longer drive the route {route}. Another driver has it now.")),
        (route.driver_id, _("You drive the route {route}. Please press “Begin the day”.")),
    ):
        driver = await session.get(Driver, driver_id) if driver_id else None
        if driver:
            news = News("route_changed", spoken(phrase, route=route.name), priority=Priority.REPLY, must_arrive=True)
            await tell_driver(session, driver, news)


async def announced(session: AsyncSession, route: Route) -> bool:
    """Whether the drivers of the route's kitchen know their day."""
    told = await session.scalar(
        sa.select(col(DayPlan.told_at)).where(
            col(DayPlan.day) == route.day, col(DayPlan.kitchen_id) == route.kitchen_id
        )
    )
    return told is not None
