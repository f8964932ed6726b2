"""What awaits a worker, the tasks of a case and the timelines in the panel; one of them in a real browser."""

from datetime import date

import pytest
import sqlalchemy as sa

from domain import clock
from models.cases import Case, CaseStatus, Secrecy
from models.places import RuleSet
from models.timelines import CaseTask, CountedFrom, TimelineStep
from tests import browser
from tests.admin.conftest import Panel, text_of
from tests.browser import axe_violations, opened_page
from tests.case_work import case_of
from tests.cast import PASSWORD, code_of

pytestmark = pytest.mark.usefixtures("tuesday")
TUESDAY = date(2026, 11, 24)


async def a_case(panel: Panel, **facts) -> Case:
    """Anna's case of Мария, with a late step of its timeline and a task for today."""
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance, **{"worker": cast.anna, **facts})
        case.review_on = date(2026, 12, 1)
        session.add_all([
            TimelineStep(
                organisation_id=cast.sofia.key, rules=RuleSet.DELEGATED, title="Подгответе прегледа", days=-30,
                counted_from=CountedFrom.REVIEW, since=date(2026, 1, 1),
            ),
            CaseTask(
                organisation_id=cast.sofia.key, case_id=case.key, words="Питайте сина", due_on=TUESDAY,
                set_at=clock.now(),
            ),
        ])  # fmt: skip
    return case


async def test_the_page_says_what_is_overdue_today_and_soon_and_the_head_sees_the_team(panel: Panel):
    case = await a_case(panel)
    async with panel.browser(panel.cast.anna) as browser:
        page = text_of(await browser.get("/due"))
        places = [page.index(text) for text in ("Просрочени: 1", "За днес: 1", "В следващите 7 дни: 1")]
        assert places == sorted(places)
        assert "Подгответе прегледа ✗ петък, 30 октомври Мария Иванова" in page
        assert "Кой колко има" not in text_of(await browser.get("/due?whose=team"))
    async with panel.browser(panel.cast.head) as browser:
        assert "Нищо не предстои днес" in text_of(await browser.get("/due"))
        page = text_of(await browser.get("/due?whose=team"))
        assert "Анна Костова ✓ в нормата 1 1 1 1" in page
        assert "Питайте сина ! вторник, 24 ноември Мария Иванова" in page
        assert case.number in text_of(await browser.get(f"/due?worker={panel.cast.anna.key}"))
        assert case.number not in text_of(await browser.get("/due?worker=999"))
    async with panel.browser(panel.cast.elena) as browser:
        assert case.number not in text_of(await browser.get(f"/due?worker={panel.cast.anna.key}"))
        assert (await browser.get(f"/cases/{case.key}/tasks")).status_code == 404


async def test_a_task_is_set_moved_handed_over_and_done(panel: Panel):
    case = await a_case(panel)
    home = f"/cases/{case.key}/tasks"
    async with panel.browser(panel.cast.anna) as browser:
        refused = await browser.post(home, data={"words": "Купете лампа", "due_on": "2026-11-01", "worker_id": ""})
        assert refused.status_code == 422
        assert 'value="Купете лампа"' in refused.text
        assert "Този ден е минал" in text_of(refused)
        form = {"words": "Купете лампа", "due_on": "2026-11-30", "worker_id": str(panel.cast.head.key)}
        assert (await browser.post(home, data=form)).status_code == 303
        page = text_of(await browser.get(home))
        assert "Купете лампа ⏱ понеделник, 30 ноември Христо Малинов" in page
        step = {"step_id": "1"}
        moved = await browser.post(f"{home}/one/move", data=step | {"due_on": "2026-11-26", "reason": ""})
        assert moved.status_code == 422
        assert "Моля, напишете защо" in text_of(moved)
        form = step | {"due_on": "2026-11-26", "reason": "Болна е."}
        assert (await browser.post(f"{home}/one/move", data=form)).status_code == 303
        assert "преместено: Болна е." in text_of(await browser.get(home))
        assert "Подгответе прегледа" in text_of(await browser.get(f"{home}/one?task=3"))
        task = {"task_id": "1", "version": "1"}
        given = await browser.post(f"{home}/one/give", data=task | {"worker_id": str(panel.cast.head.key)})
        assert given.status_code == 303
        stale = await browser.post(f"{home}/one/done", data=task | {"outcome": "Ще дойде."})
        assert stale.status_code == 409
        assert ">Ще дойде.</textarea>" in stale.text
        assert 'name="version" value="2"' in stale.text
        done = await browser.post(f"{home}/one/done", data=task | {"version": "2", "outcome": "Ще дойде."})
        assert done.status_code == 303
        assert "Питайте сина вторник, 24 ноември 2026 · Анна Костова Ще дойде." in text_of(await browser.get(home))
        assert (await browser.get(f"{home}/one?task=1")).status_code == 404


async def test_the_tasks_of_a_guarded_case_are_its_teams(panel: Panel):
    case = await a_case(panel, secrecy=Secrecy.CHILD, team=(panel.cast.anna,))
    for member in (panel.cast.head, panel.cast.admin):
        async with panel.browser(member) as browser:
            for path in ("/due", "/due?whose=team", f"/due?worker={panel.cast.anna.key}"):
                assert case.number not in (await browser.get(path)).text
            assert (await browser.get(f"/cases/{case.key}/tasks")).status_code == 404
            assert (await browser.post(f"/cases/{case.key}/tasks", data={"words": "x"})).status_code == 404
    async with panel.browser(panel.cast.anna) as browser:
        assert case.number in (await browser.get("/due")).text
    async with panel.cast.database.reading(panel.cast.job) as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(CaseTask)) == 1


async def test_the_administrator_changes_the_timelines(panel: Panel):
    form = {
        "title": "Обадете се", "service": "rules:municipal", "counted_from": "wish", "days": "3", "working_days": "yes",
    }  # fmt: skip
    async with panel.browser(panel.cast.admin) as browser:
        for wrong in ({"service": "x:1"}, {"days": "три"}, {"days": "−3"}, {"title": ""}, {"counted_from": ""}):
            assert (await browser.post("/timelines/new", data=form | wrong)).status_code == 422, wrong
        assert (await browser.post("/timelines/new", data=form)).status_code == 303
        page = text_of(await browser.get("/timelines"))
        assert "Обадете се 3 работни дни от деня на заявеното желание всяка общинска услуга" in page
        review = {"days": "-7", "counted_from": "review", "working_days-shown": "1", "service": "service:1"}
        changed = {key: text for key, text in (form | review).items() if key != "working_days"}
        assert (await browser.post("/timelines/1", data=changed | {"version": "1"})).status_code == 303
        assert "7 дни преди прегледа" in text_of(await browser.get("/timelines"))
        stale = await browser.post("/timelines/1", data=form | {"version": "1"})
        assert stale.status_code == 409
        form["active-shown"] = "1"
        assert (await browser.post("/timelines/1", data=form | {"version": "2"})).status_code == 303
        assert "не се използва" in text_of(await browser.get("/timelines"))


@pytest.mark.browser
async def test_what_is_due_is_done_on_a_telephone(panel: Panel, served_panel):
    case = await a_case(panel, status=CaseStatus.ACTIVE)

    async def code() -> str:
        return code_of("anna")

    async with opened_page(f"{served_panel}/sign-in", width=390) as page:
        await browser.sign_in(page, "anna", PASSWORD, code)
        await page.wait_for_url("**/today")
        await page.goto(f"{served_panel}/due")
        assert await axe_violations(page) == []
        await page.get_by_role("link", name="Подгответе прегледа").click()
        await page.locator("#outcome").fill("Говорихме с нея и със сина.")
        assert await axe_violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.get_by_role("button", name="Отбелязване като свършено").click()
        await page.wait_for_url(f"**/cases/{case.key}/tasks")
        assert "Говорихме с нея и със сина." in await page.inner_text("#tab")
        assert await axe_violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
