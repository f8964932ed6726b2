"""Applications in a real browser: the form and its question who it is, on a narrow screen and for every reader."""

import pytest

from tests.admin.conftest import Panel
from tests.admin.test_work_browser import sign_in
from tests.browser import axe_violations, opened_page
from tests.cast import MARIA_EGN
from tests.domain.applications.forms import add_papers

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("tuesday")]


async def fits(page) -> bool:
    """Nothing stands out of the screen to the right."""
    return await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def test_the_pages_are_for_everybody_and_fit_a_phone(panel: Panel, served_panel):
    people = panel.cast
    async with people.database.unit(people.job) as session:
        await add_papers(session, people.assistance, "form", "id")
    async with opened_page(f"{served_panel}/sign-in", width=390, expected=("422",)) as page:
        await sign_in(page, "anna")
        await page.goto(f"{served_panel}/applications/new")
        assert (await axe_violations(page), await fits(page)) == ([], True)
        await page.select_option("#programme_id", str(people.assistance.key))
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
        assert (await axe_violations(page), await fits(page)) == ([], True)
        for path in (f"{page.url}/register", f"{served_panel}/applications", f"{served_panel}/applications/pairs"):
            await page.goto(path)
            assert (path, await axe_violations(page), await fits(page)) == (path, [], True)
