"""Menus in the panel: the week for each diet, entered by the kitchen, with what is missing on top."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.meals import Course, Dish, MenuItem
from models.people import Diet
from tests.admin.conftest import Panel, text_of
from tests.admin.forms import Typed, form_of

pytestmark = pytest.mark.usefixtures("tuesday")

EMPTY_WEEK = "2026-12-07"


async def dishes_of(panel: Panel, day: date) -> dict[tuple[Diet, Course], str]:
    async with panel.cast.database.reading(panel.cast.staff(panel.cast.cook)) as session:
        rows = (
            sa.select(MenuItem, Dish).join(Dish, col(Dish.id) == col(MenuItem.dish_id)).where(col(MenuItem.day) == day)
        )
        return {(item.diet, item.course): dish.name for item, dish in await session.execute(rows)}


async def number_of(panel: Panel, name: str, organisation_id: int | None = None) -> int:
    async with panel.cast.database.engine.connect() as connection:
        found = await connection.execute(
            sa.text("SELECT id FROM dish WHERE name = :name AND organisation_id = :owner"),
            {"name": name, "owner": organisation_id or panel.cast.sofia.key},
        )
        return int(found.scalar_one())


async def test_the_week_shows_dishes_energy_and_allergens_for_each_diet(panel):
    async with panel.browser(panel.cast.anna) as browser:
        said = text_of(await browser.get("/menus"))
    for part in ("Обща диета", "Диабетна диета", "Пилешка супа", "250 г, 220 ккал", "целина", "880 ккал"):
        assert part in said
    assert "/menus/2026" not in said


async def test_days_without_a_menu_are_said_on_top(panel):
    async with panel.browser(panel.cast.cook) as browser:
        assert "Дни без меню" not in text_of(await browser.get("/menus"))
        said = text_of(await browser.get("/menus", params={"week": EMPTY_WEEK}))
    assert "Дни без меню понеделник, 7 декември" in said


async def empty_day(browser) -> Typed:
    return form_of((await browser.get(f"/menus/{EMPTY_WEEK}")).text, f"/menus/{EMPTY_WEEK}")


async def test_the_kitchen_enters_a_day_and_leaves_a_course_out(panel):
    soup, rice = await number_of(panel, "Пилешка супа"), await number_of(panel, "Ориз със зеленчуци")
    async with panel.browser(panel.cast.cook) as browser:
        typed = await empty_day(browser)
        typed |= {"general-soup": [str(soup)], "general-main": [str(rice)], "diabetic-main": [str(rice)]}
        page = await browser.post(f"/menus/{EMPTY_WEEK}", data=typed, follow_redirects=True)
    assert "Менюто за понеделник, 7 декември е записано." in text_of(page)
    assert await dishes_of(panel, date(2026, 12, 7)) == {
        (Diet.GENERAL, Course.SOUP): "Пилешка супа",
        (Diet.GENERAL, Course.MAIN): "Ориз със зеленчуци",
        (Diet.DIABETIC, Course.MAIN): "Ориз със зеленчуци",
    }


async def test_another_municipalitys_dish_and_a_dish_of_another_course_are_refused(panel):
    theirs = await number_of(panel, "Пилешка супа", panel.cast.burgas.key)
    rice = await number_of(panel, "Ориз със зеленчуци")
    async with panel.browser(panel.cast.cook) as browser:
        empty = await empty_day(browser)
        for soup, status in ((str(theirs), 404), (str(rice), 422), ("нещо", 422)):
            answer = await browser.post(f"/menus/{EMPTY_WEEK}", data=empty | {"general-soup": [soup]})
            assert answer.status_code == status
    assert await dishes_of(panel, date(2026, 12, 7)) == {}


async def test_a_week_is_copied_into_the_next_and_what_was_entered_stays(panel):
    async with panel.browser(panel.cast.cook) as browser:
        page = await browser.post("/menus/copy", data={"week": "2026-11-30"}, follow_redirects=True)
    assert "Седмицата е копирана." in text_of(page)
    assert len(await dishes_of(panel, date(2026, 12, 7))) == len(await dishes_of(panel, date(2026, 11, 30))) == 15


async def test_the_office_reads_menus_but_does_not_write_them(panel):
    async with panel.browser(panel.cast.anna) as browser:
        assert (await browser.get(f"/menus/{EMPTY_WEEK}")).status_code == 403
        assert (await browser.post(f"/menus/{EMPTY_WEEK}", data={})).status_code == 403
        assert (await browser.post("/menus/copy", data={"week": "2026-11-30"})).status_code == 403
    assert await dishes_of(panel, date(2026, 12, 7)) == {}


@pytest.mark.parametrize("day", ["soup", "2026-02-30", "9999-12-31"])
async def test_what_is_no_day_is_not_here(panel, day):
    async with panel.browser(panel.cast.cook) as browser:
        assert (await browser.get(f"/menus/{day}")).status_code == 404
        assert (await browser.get("/menus", params={"week": day})).status_code == 404
