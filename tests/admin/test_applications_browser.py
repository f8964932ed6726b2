"""Applications in a real browser: the form and its question who it is, on a narrow screen and for every reader."""

from datetime import date

import pytest
import sqlalchemy as sa

from models.applications import PersonPair
from tests.admin.conftest import Panel
from tests.admin.test_work_browser import sign_in
from tests.browser import axe_violations, opened_page
from tests.cast import MARIA_EGN
from tests.domain.applications.forms import add_papers
from tests.domain.applications.test_pairs import entered

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("tuesday")]


async def fits(page) -> bool:
    """Nothing stands out of the screen to the right."""
    return await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def test_the_pages_are_for_everybody_and_fit_a_phone(panel: Panel, served_panel):
    people = panel.cast
    twin = await entered(people, "Мария", "Иванова", date(1944, 8, 3))
    async with people.database.unit(people.job) as session:
        papers = await add_papers(session, people.assistance, "form", "id")
        pair = (await session.scalars(sa.select(PersonPair))).one()
    async with opened_page(f"{served_panel}/sign-in", width=390, expected=("422",)) as page:
        await sign_in(page, people.head.login)
        await page.goto(f"{served_panel}/applications/new")
        assert (await axe_violations(page), await fits(page)) == ([], True)
        assert not await page.get_by_label("Документ form").is_visible()
        await page.select_option("#programme_id", str(people.assistance.key))
        await page.get_by_label("Документ form").check()
        await page.select_option("#district_id", str(people.mladost_district.key))
        for name, text in (("first_name", "Мария"), ("last_name", "Иванова"), ("egn", MARIA_EGN), ("wanted", "къпане")):
            await page.fill(f"#{name}", text)
        await page.press("#last_name", "Enter")
        await page.locator("#known").wait_for()
        assert (await axe_violations(page), await fits(page)) == ([], True)
        assert await page.input_value("#wanted") == "къпане"
        await page.check(f"input[name=judged][value='{people.maria.key}']")
        await page.locator("#known button").press("Enter")
        await page.get_by_role("heading", name="Документи").wait_for()
        assert await page.locator(f"input[name=papers][value='{papers['form']}']").is_checked()
        assert (await axe_violations(page), await fits(page)) == ([], True)
        joining = f"{served_panel}/applications/pairs/{pair.key}/join"
        await page.goto(joining)
        assert (await axe_violations(page), await fits(page)) == ([], True)
        await page.check("input[name=born][value=goes]")
        await page.get_by_role("button", name="Обединяване на картоните").press("Enter")
        await page.wait_for_url(f"**/people/{people.maria.key}")
        await page.goto(f"{served_panel}/people/{twin.key}")
        assert page.url == f"{served_panel}/people/{people.maria.key}"
