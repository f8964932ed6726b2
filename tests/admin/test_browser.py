"""The panel in a real browser: no error in the console, no request off the machine, readable, by keyboard."""

from datetime import timedelta

import pytest

from domain import clock
from tests import browser
from tests.admin.conftest import Panel
from tests.admin.test_today import alarm, asks_for_a_call
from tests.browser import axe_violations, focused, opened_page
from tests.cast import PASSWORD, code_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("tuesday")]


async def sign_in(page, login="anna"):
    async def code():
        return code_of(login)

    await browser.sign_in(page, login, PASSWORD, code)
    await page.wait_for_url("**/today")


async def test_anna_signs_in_and_sees_an_alarm_appear_without_doing_anything(panel: Panel, served_panel):
    async with opened_page(f"{served_panel}/sign-in") as page:
        assert await axe_violations(page) == []
        await sign_in(page)
        assert await page.locator(".alarm").count() == 0
        await alarm(panel.cast)
        await page.evaluate("panel.renew()")
        assert await page.locator(".alarm .clock").inner_text() == "24 мин"
        assert await axe_violations(page) == []
        await page.get_by_role("button", name="Обаждам се").click()
        await page.wait_for_url("**/tasks/1")
        assert await axe_violations(page) == []
        await page.check("input[value=spoke_well]")
        await page.get_by_role("button", name="Приключи задачата").click()
        await page.wait_for_url("**/tasks")
        assert await page.locator(".alarms").count() == 0


async def test_a_small_screen_keeps_the_menu_behind_a_button_and_every_alarm_in_sight(panel: Panel, served_panel):
    await alarm(panel.cast)
    await asks_for_a_call(panel.cast)
    async with opened_page(f"{served_panel}/sign-in", width=390) as page:
        await sign_in(page)
        for path in ("/today", "/tasks"):
            await page.goto(served_panel + path)
            assert await page.locator(".alarms, .alarm").first.is_visible()
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        menu = page.get_by_role("button", name="Меню")
        await menu.click()
        assert await page.get_by_role("link", name="Задачи", exact=True).is_visible()


async def test_a_plain_list_is_searched_and_added_to_by_keys(panel: Panel, served_panel):
    async with opened_page(f"{served_panel}/sign-in") as page:
        await sign_in(page, "admin")
        await page.goto(f"{served_panel}/records/offices/list")
        await page.keyboard.press("/")
        await focused(page, "[type=search], [data-search]")
        await page.keyboard.type("люлин")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**q=*")
        await page.keyboard.press("n")
        await page.wait_for_url("**/create")


async def test_a_form_typed_in_an_expired_session_is_brought_back(panel: Panel, served_panel):
    async with opened_page(f"{served_panel}/sign-in", expected=("401",)) as page:
        await sign_in(page, "admin")
        await page.goto(f"{served_panel}/staff/new")
        await page.fill("#name", "Калина Нова")
        await page.fill("#login", "kalina")
        await page.check("input[value=kitchen]")
        await page.fill("input[type=password]", "четири думи за суп")
        await page.context.clear_cookies()
        await page.get_by_role("button", name="Добави").click()
        clock.set_to(clock.now() + timedelta(seconds=30))  # each code works once
        await page.fill("#password", PASSWORD)
        await page.fill("#login", "admin")
        await page.get_by_role("button", name="Вход").click()
        assert await axe_violations(page) == []
        await focused(page, "#code")
        await page.keyboard.type(code_of("admin"))
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/staff/new")
        assert await page.input_value("#name") == "Калина Нова"
        assert await page.is_checked("input[value=kitchen]")
