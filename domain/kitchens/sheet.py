"""A kitchen's day put together: how much of what, for whom, on which van."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, find, visible_kitchens
from domain.addresses import address_line
from domain.kitchens.counting import Portions, Way, menus_of_day, portions_of, ways_of
from domain.kitchens.views import (
    KitchenSheet,
    KitchenToday,
    Label,
    PackingRoute,
    PackingStop,
    SheetLine,
    SiteLoad,
    Unrouted,
)
from domain.routes.cards import Boxes, in_order
from domain.routes.whole_day import storey
from models.meals import Course, Dish, MealOrder, OrderStatus
from models.people import Diet
from models.places import Kitchen
from models.routes import DayPlan


async def kitchens_today(session: AsyncSession, actor: Actor, *, day: date) -> list[KitchenToday]:
    """The kitchens somebody may see, with their portions of the day; two queries."""
    demand(actor, Deed.SEE_KITCHENS)
    kitchens = await session.scalars(visible_kitchens(actor).order_by(col(Kitchen.name)))
    rows = await session.execute(
        sa.select(
            col(MealOrder.kitchen_id),
            col(MealOrder.diet),
            sa.func.sum(col(MealOrder.portions)),
            sa.func.count(col(MealOrder.closed_at)),
        )
        .where(col(MealOrder.day) == day, col(MealOrder.status) == OrderStatus.ORDERED)
        .group_by(col(MealOrder.kitchen_id), col(MealOrder.diet))
    )
    counted: dict[int, Counter[Diet]] = {}
    closed: set[int] = set()
    for kitchen_id, diet, portions, closed_rows in rows:
        counted.setdefault(kitchen_id, Counter())[diet] += int(portions)
        if closed_rows:
            closed.add(kitchen_id)
    return [
        KitchenToday(
            kitchen_id=kitchen.key,
            name=kitchen.name,
            day=day,
            closed=kitchen.key in closed,
            portions=sum(counted.get(kitchen.key, Counter()).values()),
            by_diet=in_order(counted.get(kitchen.key, Counter())),
        )
        for kitchen in kitchens
    ]


async def kitchen_sheet(session: AsyncSession, actor: Actor, *, kitchen_id: int, day: date) -> KitchenSheet:
    """Everything one kitchen needs for a day; an office reads the names of its own people alone. Raises NotFound."""
    demand(actor, Deed.SEE_KITCHENS)
    kitchen = await find(session, visible_kitchens(actor), kitchen_id)
    portions = await portions_of(session, actor, kitchen_id, day)
    menus = await menus_of_day(session, day)
    ways = await ways_of(session, {one.route_id for one in portions if one.route_id})
    plan = await session.scalar(
        sa.select(DayPlan).where(col(DayPlan.kitchen_id) == kitchen_id, col(DayPlan.day) == day)
    )
    by_diet: Counter[Diet] = Counter()
    for one in portions:
        by_diet[one.diet] += one.portions
    return KitchenSheet(
        kitchen_id=kitchen.key,
        kitchen=kitchen.name,
        day=day,
        closed=any(one.closed for one in portions),
        portions=sum(by_diet.values()),
        late=sum(one.portions for one in portions if one.late),
        homes=_boxes(one for one in portions if one.site is None),
        lines=_lines(menus, by_diet),
        missing_menus=tuple(diet for diet in in_order(by_diet) if not menus.get(diet)),
        sites=_sites(actor, portions, ways),
        packing=_packing(portions, ways),
        unrouted=_unrouted(actor, portions),
        vans_short=plan.vans_short if plan else 0,
    )


async def labels_of(session: AsyncSession, actor: Actor, *, kitchen_id: int, day: date) -> list[Label]:
    """One label for each box for a home, in the order of packing; an office has those of its own. Raises NotFound."""
    demand(actor, Deed.SEE_KITCHENS)
    await find(session, visible_kitchens(actor), kitchen_id)
    portions = await portions_of(session, actor, kitchen_id, day)
    menus = await menus_of_day(session, day)
    ways = await ways_of(session, {one.route_id for one in portions if one.route_id})
    contains = {diet: _allergens(dishes) for diet, dishes in menus.items()}
    order = {route_id: place for place, route_id in enumerate(ways)}
    homes = [one for one in portions if one.person and one.person.full_name]
    homes.sort(key=lambda one: (order.get(one.route_id or 0, len(order)), one.position, one.order_id))
    return [
        Label(
            person_id=one.person.key,
            name=one.person.full_name,
            diet=one.diet,
            contains=contains.get(one.diet, 0),
            avoid=one.person.allergens,
            route=ways[one.route_id][0].name if one.route_id in ways else "",
            number=one.number,
            day=day,
        )
        for one in homes
        if one.person
        for _box in range(one.portions)
    ]


def _lines(menus: dict[Diet, list[tuple[Course, Dish]]], by_diet: Counter[Diet]) -> tuple[SheetLine, ...]:
    """Portions of each dish; the same dish for two diets is one line."""
    counted: dict[tuple[Course, str], Counter[Diet]] = {}
    for course in Course:
        for diet in in_order(by_diet):
            for of_course, dish in menus.get(diet, []):
                if of_course is course:
                    counted.setdefault((course, dish.name), Counter())[diet] += by_diet[diet]
    return tuple(
        SheetLine(course, dish, in_order(of_diets), sum(of_diets.values()))
        for (course, dish), of_diets in counted.items()
    )


def _sites(actor: Actor, portions: Sequence[Portions], ways: dict[int, Way]) -> tuple[SiteLoad, ...]:
    return tuple(
        SiteLoad(
            name=one.site.name,
            address=address_line(actor.language, one.address),
            diet=one.diet,
            portions=one.portions,
            opens=one.site.opens,
            closes=one.site.closes,
            route=ways[one.route_id][0].name if one.route_id in ways else "",
            number=one.number,
        )
        for one in sorted(portions, key=lambda one: one.name)
        if one.site
    )


def _packing(portions: Sequence[Portions], ways: dict[int, Way]) -> tuple[PackingRoute, ...]:
    by_route: dict[int, dict[int, list[Portions]]] = {}
    for one in portions:
        if one.route_id in ways and one.number is not None and one.route_id is not None:
            by_route.setdefault(one.route_id, {}).setdefault(one.number, []).append(one)
    return tuple(
        PackingRoute(
            route_id=route.key,
            name=route.name,
            vehicle=vehicle.name,
            driver=driver.name if driver else "",
            departs_at=route.departs_at,
            boxes=_boxes(one for group in by_route[route.key].values() for one in group),
            stops=tuple(
                PackingStop(number, ", ".join(one.name for one in group if one.name), _boxes(group))
                for number, group in by_route[route.key].items()
            ),
        )
        for route, vehicle, driver in ways.values()
        if route.key in by_route
    )


def _unrouted(actor: Actor, portions: Sequence[Portions]) -> tuple[Unrouted, ...]:
    waiting: dict[int, list[Portions]] = {}
    for one in portions:
        if one.route_id is None:
            waiting.setdefault(one.address.key, []).append(one)
    return tuple(
        Unrouted(
            ", ".join(one.name for one in group if one.name),
            address_line(actor.language, group[0].address),
            _boxes(group),
        )
        for group in sorted(waiting.values(), key=_by_house)
    )


def _by_house(group: Sequence[Portions]) -> tuple[Any, ...]:
    address = group[0].address
    return address.estate, address.street, address.block, address.number, address.entrance, storey(address.floor)


def _boxes(portions: Iterable[Portions]) -> Boxes:
    counted: Counter[Diet] = Counter()
    for one in portions:
        counted[one.diet] += one.portions
    return in_order(counted)


def _allergens(dishes: Iterable[tuple[Course, Dish]]) -> int:
    found = 0
    for _course, dish in dishes:
        found |= dish.allergens
    return found
