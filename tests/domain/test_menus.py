"""Menus: what is cooked for whom, entering a week, and who may."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import menus
from domain.menus import DishOfAnotherCourse, MenuIsPast, NothingToCopy
from domain.refusals import NotAllowed, NotFound
from models.meals import Course, Dish
from models.people import Allergen, Diet
from tests.cast import MONDAY, Cast

WEDNESDAY = MONDAY + timedelta(days=2)
WEEK_AFTER_NEXT = MONDAY + timedelta(days=14)


async def _dish(people: Cast, name: str, organisation_id: int | None = None) -> int:
    async with people.database.reading(
        people.staff(people.burgas_admin if organisation_id else people.cook)
    ) as session:
        found = await session.scalar(sa.select(Dish).where(col(Dish.name) == name))
    assert found is not None
    return found.key


async def test_a_menu_has_its_dishes_in_the_order_they_are_eaten(people: Cast) -> None:
    maria = people.person(people.maria)
    async with people.database.reading(maria) as session:
        menu = await menus.menu_of(session, maria, day=WEDNESDAY, diet=Diet.GENERAL)
        none = await menus.menu_of(session, maria, day=WEEK_AFTER_NEXT, diet=Diet.GENERAL)
    assert [(line.course, line.dish.name) for line in menu.dishes] == [
        (Course.SOUP, "Пилешка супа"),
        (Course.MAIN, "Мусака"),
        (Course.DESSERT, "Мляко с ориз"),
        (Course.BREAD, "Хляб"),
    ]
    assert menu.allergens == Allergen.CELERY | Allergen.EGGS | Allergen.MILK | Allergen.GLUTEN
    assert (none.dishes, none.allergens) == ([], 0)
    assert menus.clash_words("en", [menu.dishes[1].dish], int(Allergen.EGGS | Allergen.FISH)) == "Moussaka (eggs)"


async def test_several_days_are_read_at_once(people: Cast) -> None:
    actor = people.staff(people.anna)
    days = [WEDNESDAY, WEDNESDAY + timedelta(days=1), WEEK_AFTER_NEXT]
    async with people.database.reading(actor) as session:
        found = await menus.read_menus(session, actor, days=days, diets=[Diet.VEGETARIAN])
    assert {day: menu.names("en") for (day, _diet), menu in found.items()} == {
        days[0]: ["Rice with vegetables", "Apple", "Bread"],
        days[1]: ["Rice with vegetables", "Apple", "Bread"],
        days[2]: [],
    }


async def test_the_kitchen_enters_changes_and_leaves_out_courses(people: Cast, tuesday: object) -> None:
    cook = people.staff(people.cook)
    rice, apple = await _dish(people, "Ориз със зеленчуци"), await _dish(people, "Ябълка")
    async with people.database.unit(cook) as session:
        menu = await menus.set_menu(
            session,
            cook,
            day=WEDNESDAY,
            diet=Diet.GENERAL,
            dishes={Course.MAIN: rice, Course.DESSERT: apple, Course.BREAD: None},
        )
    assert menu.names("en") == ["Chicken soup", "Rice with vegetables", "Apple"]


async def test_what_cannot_be_is_refused(people: Cast, tuesday: object) -> None:
    cook = people.staff(people.cook)
    apple, foreign = await _dish(people, "Ябълка"), await _dish(people, "Ябълка", people.burgas.id)
    refused: list[tuple[date, dict[Course, int | None], type[Exception]]] = [
        (MONDAY, {Course.DESSERT: apple}, MenuIsPast),
        (WEDNESDAY, {Course.MAIN: apple}, DishOfAnotherCourse),
        (WEDNESDAY, {Course.DESSERT: foreign}, NotFound),
    ]
    for day, dishes, refusal in refused:
        with pytest.raises(refusal):
            async with people.database.unit(cook) as session:
                await menus.set_menu(session, cook, day=day, diet=Diet.GENERAL, dishes=dishes)
    for member in (people.anna, people.dispatcher):
        actor = people.staff(member)
        async with people.database.unit(actor) as session:
            with pytest.raises(NotAllowed):
                await menus.set_menu(session, actor, day=WEDNESDAY, diet=Diet.GENERAL, dishes={Course.DESSERT: apple})
            with pytest.raises(NotAllowed):
                await menus.copy_week(session, actor, monday=MONDAY, to_monday=WEEK_AFTER_NEXT)
    maria = people.person(people.maria)
    async with people.database.reading(maria) as session:
        menu = await menus.menu_of(session, maria, day=WEDNESDAY, diet=Diet.GENERAL)
    assert menu.names("en") == ["Chicken soup", "Moussaka", "Rice pudding", "Bread"]


async def test_the_week_shows_worked_days_and_only_our_dishes(people: Cast) -> None:
    cook = people.staff(people.cook)
    async with people.database.reading(cook) as session:
        grid = await menus.week_grid(session, cook, monday=WEDNESDAY)
        choices = {course: [dish.name for dish in dishes] for course, dishes in grid.choices.items()}
    assert (grid.monday, grid.days) == (MONDAY, [MONDAY + timedelta(days=ahead) for ahead in range(5)])
    assert grid.cells[WEDNESDAY, Diet.DIABETIC, Course.MAIN].name == "Ориз със зеленчуци"
    assert len(grid.cells) == 5 * (4 + 4 + 3 + 4)
    assert choices == {
        Course.SOUP: ["Пилешка супа"],
        Course.MAIN: ["Мусака", "Ориз със зеленчуци"],
        Course.DESSERT: ["Мляко с ориз", "Ябълка"],
        Course.BREAD: ["Хляб"],
    }


async def test_a_week_is_copied_over_nothing_that_is_entered(people: Cast, tuesday: object) -> None:
    cook = people.staff(people.cook)
    apple = await _dish(people, "Ябълка")
    day = WEEK_AFTER_NEXT + timedelta(days=1)
    async with people.database.unit(cook) as session:
        await menus.set_menu(session, cook, day=day, diet=Diet.GENERAL, dishes={Course.DESSERT: apple})
        written = await menus.copy_week(session, cook, monday=MONDAY, to_monday=WEEK_AFTER_NEXT)
        again = await menus.copy_week(session, cook, monday=MONDAY, to_monday=WEEK_AFTER_NEXT)
        kept = await menus.menu_of(session, cook, day=day, diet=Diet.GENERAL)
        copied = await menus.menu_of(session, cook, day=WEEK_AFTER_NEXT, diet=Diet.GENERAL)
        with pytest.raises(NothingToCopy):
            await menus.copy_week(session, cook, monday=date(2027, 6, 7), to_monday=date(2027, 6, 14))
    assert (written, again) == (5 * 4 - 1, 0)
    assert kept.names("en") == ["Apple"]
    assert copied.names("en") == ["Chicken soup", "Moussaka", "Rice pudding", "Bread"]
