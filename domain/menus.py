"""What is cooked: the dishes of each day and diet, their allergens, and the week in which the kitchen enters them."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, statements
from domain.access import Actor, Deed, demand
from domain.calendar import calendar_of
from domain.database import lock_day
from domain.phrases import word
from domain.refusals import NotFound, Refusal
from domain.versions import demand_seen
from models.base import table_of
from models.meals import Course, Dish, MenuItem
from models.people import Allergen, Diet

DAYS_OF_WEEK = 7


class DishOfAnotherCourse(Refusal):
    """{dish} does not belong to this course. Please choose a dish from the list of the course."""


class MenuIsPast(Refusal):
    """The menu of a day that has passed cannot be changed. Please choose a day from today on."""


class NothingToCopy(Refusal):
    """That week has no menu. Please choose a week in which the dishes are entered."""


@dataclass(frozen=True)
class MenuDish:
    """A dish as it stands in a menu."""

    id: int
    name: str
    name_en: str
    grams: int
    kcal: int
    allergens: int

    def named(self, language: str) -> str:
        """The name in the reader's language, as far as the kitchen has entered it."""
        return self.name if language == "bg" or not self.name_en else self.name_en


@dataclass(frozen=True)
class DishLine:
    """One course of a menu."""

    course: Course
    dish: MenuDish


@dataclass(frozen=True)
class Menu:
    """The lunch of one day for one diet, in the order it is eaten; without dishes while nobody has entered them."""

    day: date
    diet: Diet
    dishes: list[DishLine] = field(default_factory=list)

    @property
    def allergens(self) -> int:
        """Every allergen that some dish of the menu holds."""
        found = 0
        for line in self.dishes:
            found |= line.dish.allergens
        return found

    def names(self, language: str) -> list[str]:
        """The dishes by name, in the order they are eaten."""
        return [line.dish.named(language) for line in self.dishes]


@dataclass(frozen=True)
class WeekGrid:
    """The menus of one week: the days that are worked, and the dish of each day, diet and course."""

    monday: date
    days: list[date]
    cells: dict[tuple[date, Diet, Course], MenuDish]
    choices: dict[Course, list[MenuDish]]


class Eater(Protocol):
    """Whoever has allergens."""

    @property
    def allergens(self) -> int:
        """Bits of `models.people.Allergen`."""


_ITEM, _DISH = table_of(MenuItem), table_of(Dish)
_COURSES = list(Course)
_DISH_COLUMNS = (_DISH.c.id, _DISH.c.name, _DISH.c.name_en, _DISH.c.grams, _DISH.c.kcal, _DISH.c.allergens)
_MENUS = (
    sa.select(_ITEM.c.day, _ITEM.c.diet, _ITEM.c.course, *_DISH_COLUMNS)
    .join(_DISH, _DISH.c.id == _ITEM.c.dish_id)
    .where(
        _ITEM.c.organisation_id == sa.bindparam("organisation"),
        _ITEM.c.day.in_(sa.bindparam("days", expanding=True)),
        _ITEM.c.diet.in_(sa.bindparam("diets", expanding=True)),
    )
)


async def menu_of(session: AsyncSession, actor: Actor, *, day: date, diet: Diet) -> Menu:
    """What is cooked on the day for the diet."""
    return (await read_menus(session, actor, days=[day], diets=[diet]))[day, diet]


async def read_menus(
    session: AsyncSession, actor: Actor, *, days: Collection[date], diets: Collection[Diet]
) -> dict[tuple[date, Diet], Menu]:
    """What is cooked on each of the days for each of the diets, by one query."""
    menus = {(day, diet): Menu(day, diet) for day in days for diet in diets}
    rows = await statements.fetch(session, _MENUS, organisation=actor.organisation, days=list(days), diets=list(diets))
    for day, diet, course, *dish in rows:
        menus[day, diet].dishes.append(DishLine(course, MenuDish(*dish)))
    for menu in menus.values():
        menu.dishes.sort(key=lambda line: _COURSES.index(line.course))
    return menus


def clashes(menu: Menu, person: Eater) -> list[MenuDish]:
    """The dishes that the person must not eat: never offered without saying so."""
    return [line.dish for line in menu.dishes if line.dish.allergens & person.allergens]


def allergens_of(mask: int) -> list[Allergen]:
    """The allergens whose bits are set, in the order of Annex II."""
    return [allergen for allergen in Allergen if mask & allergen]


def allergen_words(language: str, mask: int) -> str:
    """The allergens whose bits are set, by name: "milk, eggs"."""
    return ", ".join(word(language, allergen) for allergen in allergens_of(mask))


def clash_words(language: str, dishes: Iterable[MenuDish], allergens: int) -> str:
    """Each dish with what in it clashes: "Мусака (яйца, мляко)"."""
    found = [(dish.named(language), allergen_words(language, dish.allergens & allergens)) for dish in dishes]
    return ", ".join(f"{name} ({why})" for name, why in found)


async def week_grid(session: AsyncSession, actor: Actor, *, monday: date) -> WeekGrid:
    """The week's menus as the kitchen writes them, with the dishes to choose from."""
    demand(actor, Deed.SEE_MENUS)
    calendar = await calendar_of(session)
    week = _week(monday)
    menus = await read_menus(session, actor, days=week, diets=list(Diet))
    filled = {menu.day for menu in menus.values() if menu.dishes}
    return WeekGrid(
        monday=week[0],
        days=[day for day in week if calendar.is_working(day) or day in filled],
        cells={(m.day, m.diet, line.course): line.dish for m in menus.values() for line in m.dishes},
        choices=await _choices(session),
    )


async def _choices(session: AsyncSession) -> dict[Course, list[MenuDish]]:
    choices: dict[Course, list[MenuDish]] = {course: [] for course in Course}
    rows = sa.select(Dish).where(col(Dish.active)).order_by(col(Dish.name))
    for dish in await session.scalars(rows):
        choices[dish.course].append(_in_menu(dish))
    return choices


def _in_menu(dish: Dish) -> MenuDish:
    return MenuDish(dish.key, dish.name, dish.name_en, dish.grams, dish.kcal, dish.allergens)


def day_mark(grid: WeekGrid, day: date) -> str:
    """What a form of one day was filled from."""
    cells = [(diet.value, course.value, dish.id) for (of, diet, course), dish in grid.cells.items() if of == day]
    return hashlib.sha256(repr(sorted(cells)).encode()).hexdigest()[:32]


async def set_day(
    session: AsyncSession,
    actor: Actor,
    *,
    day: date,
    menus: Mapping[Diet, Mapping[Course, int | None]],
    seen: str | None = None,
) -> None:
    """Enter the dishes of a day for several diets. Raises Stale when `seen` is not the mark of what stands now."""
    demand(actor, Deed.EDIT_MENUS)
    await lock_day(session, f"menu:{actor.organisation}:{day}", alone=True)
    demand_seen(seen, day_mark(await week_grid(session, actor, monday=day), day))
    for diet, dishes in menus.items():
        await set_menu(session, actor, day=day, diet=diet, dishes=dishes)


async def set_menu(
    session: AsyncSession, actor: Actor, *, day: date, diet: Diet, dishes: Mapping[Course, int | None]
) -> Menu:
    """Enter the dishes of a day and diet; a course without a dish is left out, one that is not named stays."""
    demand(actor, Deed.EDIT_MENUS)
    if day < clock.today():
        raise MenuIsPast
    await _check_dishes(session, dishes)
    await _write_menu(session, actor.organisation, day, diet, dishes)
    await session.flush()
    return await menu_of(session, actor, day=day, diet=diet)


async def _check_dishes(session: AsyncSession, dishes: Mapping[Course, int | None]) -> None:
    wanted = {number for number in dishes.values() if number is not None}
    found = {dish.key: dish for dish in await session.scalars(sa.select(Dish).where(col(Dish.id).in_(wanted)))}
    for course, number in dishes.items():
        if number is None:
            continue
        if number not in found:
            raise NotFound
        if found[number].course is not course:
            raise DishOfAnotherCourse(dish=found[number].name)


async def _write_menu(
    session: AsyncSession, organisation_id: int, day: date, diet: Diet, dishes: Mapping[Course, int | None]
) -> None:
    rows = sa.select(MenuItem).where(col(MenuItem.day) == day, col(MenuItem.diet) == diet).order_by(col(MenuItem.id))
    items = {item.course: item for item in await session.scalars(rows)}
    for course, number in dishes.items():
        item = items.get(course)
        if item is None and number is not None:
            session.add(MenuItem(organisation_id=organisation_id, day=day, diet=diet, course=course, dish_id=number))
        elif item is not None and number is None:
            await session.delete(item)
        elif item is not None and number is not None and item.dish_id != number:
            item.dish_id = number


async def copy_week(session: AsyncSession, actor: Actor, *, monday: date, to_monday: date) -> int:
    """Write one week's menus into another; a day and diet already entered stays. Says how many were written."""
    demand(actor, Deed.EDIT_MENUS)
    source, target = _week(monday), _week(to_monday)
    menus = await read_menus(session, actor, days=[*source, *target], diets=list(Diet))
    if not any(menus[day, diet].dishes for day in source for diet in Diet):
        raise NothingToCopy
    calendar = await calendar_of(session)
    written = 0
    for old, new in zip(source, target, strict=True):
        if new < clock.today() or not calendar.is_working(new):
            continue
        for diet in Diet:
            lines = menus[old, diet].dishes
            if lines and not menus[new, diet].dishes:
                dishes = {line.course: line.dish.id for line in lines}
                await _write_menu(session, actor.organisation, new, diet, dishes)
                written += 1
    await session.flush()
    return written


def _week(day: date) -> list[date]:
    """The seven days of the week in which the day lies."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=ahead) for ahead in range(DAYS_OF_WEEK)]
