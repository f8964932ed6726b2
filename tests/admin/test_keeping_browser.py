"""Keeping in a real browser: for every reader, on a narrow screen."""

import pytest

from tests import browser
from tests.admin.conftest import Panel
from tests.admin.test_keeping_page import _somebody
from tests.browser import axe_violations, opened_page
from tests.cast import PASSWORD, code_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("tuesday")]


async def test_the_pages_are_for_everybody_and_fit_a_phone(panel: Panel, served_panel):
    person = await _somebody(panel, request=True)

    async def code():
        return code_of("dpo")

    async with opened_page(f"{served_panel}/sign-in") as page:
        await browser.sign_in(page, "dpo", PASSWORD, code)
        await page.wait_for_url("**/today")
        await page.goto(f"{served_panel}/keeping/rules/case")
        assert await axe_violations(page) == []
        await page.select_option("#deed", "anonymise")
        await page.fill("#months", "60")
        await page.fill("#basis", "Номенклатура, 4.2")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/keeping")
        await page.goto(f"{served_panel}/people/{person.key}/erase")
        assert await axe_violations(page) == []
        await page.set_viewport_size({"width": 390, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
