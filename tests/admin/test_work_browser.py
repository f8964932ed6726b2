"""The office's work in a real browser: an order by the keyboard alone, the card, and the map of a route."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.routes.planning_day import plan_day
from models.meals import MealOrder, OrderStatus
from tests import browser
from tests.admin.conftest import Panel
from tests.browser import axe_violations, focused, opened_page
from tests.cast import PASSWORD, code_of
from tests.domain.day_of_food import WEDNESDAY, household, order

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("tuesday")]


async def sign_in(page, login):
    async def code():
        return code_of(login)

    await browser.sign_in(page, login, PASSWORD, code)
    await page.wait_for_url("**/today")


async def test_an_order_is_taken_by_the_keyboard_alone_and_the_card_shows_it(panel: Panel, served_panel):
    number = panel.cast.maria.key
    async with opened_page(f"{served_panel}/sign-in") as page:
        await sign_in(page, "anna")
        await page.goto(f"{served_panel}/phone")
        await focused(page, "#text")
        await page.keyboard.type("мар")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/phone/{number}")
        assert await axe_violations(page) == []
        await focused(page, "input[name=days]")
        await page.keyboard.press("Space")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Space")
        await page.keyboard.press("Enter")
        await page.locator("#said").wait_for()
        said = await page.inner_text("#said")
        assert "сряда, 25 ноември" in said
        assert "петък, 27 ноември" in said
        assert await axe_violations(page) == []
        await focused(page, "#text")
        await page.keyboard.type("3456")  # the next caller, without touching anything
        async with page.expect_navigation(url=f"**/phone/{number}"):  # which may well be the address shown already
            await page.keyboard.press("Enter")
        await page.goto(f"{served_panel}/people")
        await focused(page, "#text")
        await page.keyboard.type("иванова")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/people?text=*")
        await focused(page, "tbody a")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/people/{number}")
        assert await axe_violations(page) == []
        days = await page.locator("#tab tbody tr").all_inner_texts()
        assert ["отказано" in day for day in days[:3]] == [True, False, True]
    async with panel.cast.database.reading(panel.cast.job) as session:
        rows = await session.scalars(sa.select(MealOrder).order_by(col(MealOrder.day)))
        assert [(one.day, one.status) for one in rows] == [
            (date(2026, 11, 25), OrderStatus.CANCELLED),
            (date(2026, 11, 27), OrderStatus.CANCELLED),
        ]


async def test_the_map_shows_the_stops_and_leads_to_their_rows_on_every_screen(panel: Panel, served_panel):
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        donka = await household(session, cast, "Донка", block="320", lat=42.66, lon=23.39)
        for person in (cast.maria, donka):
            await order(session, cast, person)
    await plan_day(cast.database, cast.job, day=WEDNESDAY)
    async with opened_page(f"{served_panel}/sign-in") as page:
        await sign_in(page, "dispatcher")
        await page.goto(f"{served_panel}/routes?day={WEDNESDAY.isoformat()}")
        assert await axe_violations(page) == []
        await page.locator("table.board tbody th a").first.click()
        await page.locator("#map .pin.kitchen").wait_for()
        assert sorted(await page.locator("#map .pin:not(.kitchen)").all_inner_texts()) == ["1", "2"]
        assert await page.locator("#map path.way").count() == 1
        assert await axe_violations(page) == []
        await page.locator("#map .pin:not(.kitchen)").first.click()
        assert await page.evaluate("document.activeElement.id.startsWith('stop-')")
        route = page.url
        for width in (390, 683):
            await page.set_viewport_size({"width": width, "height": 800})
            for path in (route, f"{served_panel}/kitchens", f"{served_panel}/people/{cast.maria.key}"):
                await page.goto(path)
                assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
