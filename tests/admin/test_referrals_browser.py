"""Referrals in a real browser: for everybody, on a narrow screen, and sent and accepted by keyboard alone."""

import pytest

from models.referrals import ConsentGiver, Purpose
from tests.admin.conftest import Panel
from tests.admin.test_work_browser import sign_in
from tests.browser import axe_violations, focused, opened_page
from tests.case_work import case_of
from tests.domain.referrals.letters import agreed, referred_to_us

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("tuesday")]


async def fits(page) -> bool:
    """Nothing stands out of the screen to the right."""
    return await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def test_the_pages_are_for_everybody_and_fit_a_phone(panel: Panel, served_panel):
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance)
    await agreed(cast, cast.maria, Purpose.SHARING, ConsentGiver.PERSON)
    sent = await referred_to_us(cast)
    async with opened_page(f"{served_panel}/sign-in", width=390) as page:
        await sign_in(page, "hristo")
        for path in (f"/referrals/new?person={cast.maria.id}&case={case.id}", f"/referrals/{sent.id}"):
            await page.goto(f"{served_panel}{path}")
            assert (path, await axe_violations(page), await fits(page)) == (path, [], True)
        await page.locator(f"form[action='/referrals/{sent.id}/accept'] button").press("Enter")
        await page.get_by_text("Стефка Божинова").wait_for()
        assert (await axe_violations(page), await fits(page)) == ([], True)
        await page.focus("#text")
        await focused(page, "#text")
        await page.keyboard.type("Посетихме я")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.get_by_text("Другата страна вече може").wait_for()
        await page.get_by_text("Посетихме я").wait_for()
