"""The second step in the panel: set up once with paper for a lost telephone, asked each time, let go by nobody."""

import re

import pytest
import sqlalchemy as sa
from sqlmodel import col

from admin import kept
from domain import clock
from domain.second_factor import present_code
from models.staff import Role, Staff
from tests.admin.conftest import Panel, text_of
from tests.browser import axe_violations, focused, opened_page
from tests.cast import PASSWORD, code_of

pytestmark = pytest.mark.usefixtures("tuesday")
SIGN_IN = {"login": "anna", "password": PASSWORD}


async def without_an_app(panel: Panel) -> None:
    async with panel.cast.database.unit(panel.cast.job) as session:
        member = await session.get_one(Staff, panel.cast.anna.key)
        member.totp_sealed = member.totp_confirmed_at = None


async def renewed(browser, login: str, path: str, **form: str):
    """A press that password and code are asked for, and its answer after they were given."""
    asked = await browser.post(path, data=form)
    sealed = re.search(r'name="kept" value="([^"]+)"', asked.text)[1]
    return await browser.post("/renew", data={"password": PASSWORD, "code": code_of(login), "kept": sealed})


async def test_after_the_password_alone_nothing_opens(panel: Panel):
    async with panel.browser() as anna:
        page = await anna.post("/sign-in", data=SIGN_IN)
        assert (page.status_code, 'autocomplete="one-time-code"' in page.text) == (200, True)
        assert [(await anna.get(path)).headers["location"] for path in ("/today", "/me")] == [
            "/sign-in?next=%2Ftoday",
            "/sign-in?next=%2Fme",
        ]
        for path in ("/me/recovery-codes", "/sign-in/onward", "/renew", "/sign-out"):
            assert (await anna.post(path)).status_code == 401
        wrong = await anna.post("/sign-in/second", data={"code": "123456", "next": "/tasks"})
        assert (wrong.status_code, "Кодът не е верен" in text_of(wrong)) == (401, True)
        assert (await anna.get("/sign-in/second?next=//evil.example")).status_code == 200
        right = await anna.post("/sign-in/second", data={"code": code_of("anna"), "next": "/tasks"})
        assert (right.status_code, right.headers["location"]) == (303, "/tasks")
        assert (await anna.get("/tasks")).status_code == 200
        assert (await anna.get("/sign-in/second")).headers["location"] == "/sign-in"


async def test_who_waits_too_long_with_the_code_begins_anew_and_loses_nothing(panel: Panel):
    sealed = kept.seal(kept.Kept("/me", panel.cast.anna.key, kept.ImmutableMultiDict({"x": "y"})))
    async with panel.browser() as anna:
        await anna.post("/sign-in", data=SIGN_IN)
        clock.set_to(clock.now() + clock.timedelta(minutes=31))
        late = await anna.post("/sign-in/second", data={"code": code_of("anna"), "kept": sealed})
        assert (late.status_code, f'name="kept" value="{sealed}"' in late.text) == (401, True)
        assert 'id="password"' in late.text


async def test_the_first_sign_in_shows_recovery_codes_once_and_brings_the_form_back(panel: Panel):
    await without_an_app(panel)
    sealed = kept.seal(kept.Kept("/people/new", panel.cast.anna.key, kept.ImmutableMultiDict({"first_name": "Калина"})))
    async with panel.browser() as anna:
        page = await anna.post("/sign-in", data=SIGN_IN | {"kept": sealed})
        assert "<svg" in page.text
        code = await present_code(panel.cast.database, login="anna")
        shown = await anna.post("/sign-in/second", data={"code": code, "kept": sealed})
        codes = re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", shown.text)
        assert len(set(codes)) == 10
        back = await anna.post("/sign-in/onward", data={"kept": sealed})
        assert 'value="Калина"' in back.text
        assert "10 кода" in text_of(await anna.get("/me"))
    async with panel.browser() as another:
        await another.post("/sign-in", data=SIGN_IN)
        assert (await another.post("/sign-in/second", data={"code": codes[0]})).status_code == 303
        assert "9 кода" in text_of(await another.get("/me"))


async def test_new_recovery_codes_are_made_after_both_were_asked_anew(panel: Panel):
    async with panel.browser(panel.cast.anna) as anna:
        answer = await renewed(anna, "anna", "/me/recovery-codes")
        assert len(re.findall(r"<code>\d{4} \d{4} \d{4}</code>", answer.text)) == 10
        assert "<code>" not in (await anna.get("/me")).text


async def test_what_one_asked_for_is_not_done_for_another(panel: Panel):
    async with panel.browser(panel.cast.anna) as anna, panel.browser(panel.cast.elena) as elena:
        asked = await anna.post("/me/recovery-codes")
        sealed = re.search(r'name="kept" value="([^"]+)"', asked.text)[1]
        answer = await elena.post("/renew", data={"password": PASSWORD, "code": code_of("elena"), "kept": sealed})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_the_administrator_sets_the_second_step_anew_and_gives_an_inspector_a_period(panel: Panel):
    cast = panel.cast
    async with panel.browser(cast.admin) as admin, panel.browser(cast.anna) as anna:
        answer = await renewed(admin, "admin", f"/staff/{cast.anna.key}/second-step")
        assert answer.headers["location"] == f"/staff/{cast.anna.key}"
        assert (await anna.get("/me")).status_code == 303
        assert "настройва се при първото влизане" in text_of(await admin.get(f"/staff/{cast.anna.key}"))
        form = {"name": "Нов Инспектор", "login": "new", "role": "inspector", "password": "четири думи без смисъл"}
        refused = await admin.post("/staff/new", data=form | {"works_from": "2026-11-24"})
        assert (refused.status_code, refused.text.count("✗ Моля, посочете деня.")) == (422, 1)
        await admin.post("/staff/new", data=form | {"works_from": "2026-11-24", "works_until": "30.11.2026"})
    async with cast.database.reading(cast.job) as session:
        made = (await session.scalars(sa.select(Staff).where(col(Staff.login) == "new"))).one()
    assert (made.role, f"{made.works_from}", f"{made.works_until}") == (Role.INSPECTOR, "2026-11-24", "2026-11-30")


@pytest.mark.browser
async def test_the_app_is_set_up_by_the_keyboard_on_a_small_screen(panel: Panel, served_panel):
    await without_an_app(panel)
    async with opened_page(f"{served_panel}/sign-in?next=/me", width=390) as page:
        await page.fill("#login", "anna")
        await page.fill("#password", PASSWORD)
        await page.keyboard.press("Enter")
        await focused(page, "#code")
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert await axe_violations(page) == []
        await page.keyboard.type(await present_code(panel.cast.database, login="anna"))
        await page.keyboard.press("Enter")
        await page.locator("#codes").wait_for()
        assert await axe_violations(page) == []
        await focused(page, "button.main")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/me")
        assert await axe_violations(page) == []
        await page.get_by_role("button", name="Направи десет нови кода").click()
        await focused(page, "#password")
        assert await axe_violations(page) == []
