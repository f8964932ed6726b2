"""The tabs of survey, assessments, decision and plan: a case from the wish to the start, as the office does it."""

import re
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from domain import clock
from domain.access import job
from domain.assessing.forms import LIFE_DOMAINS
from models.assessing import Assessment, AssessmentStatus, Decision, Survey, SurveyStatus
from models.cases import Case, CaseStatus, Secrecy
from models.people import Person
from models.plans import PlanActivity, PlanGoal, PlanStatus, SupportPlan
from models.staff import Staff
from tests.admin.conftest import Panel, text_of
from tests.browser import axe_violations, opened_page
from tests.case_work import case_of
from tests.contract_work import signed_contract_of

R = TypeVar("R", bound=SQLModel)
pytestmark = pytest.mark.usefixtures("tuesday")
TABS = ("survey", "assessments", "decision", "plan")
ANSWERS = {"answer_wish": "Топла храна", "answer_lives_alone": "yes", "answer_seen": "Студено е."}
ASSESSED = {f"score_{key}": "3" for key in LIFE_DOMAINS} | {f"words_{key}": "Нужна е помощ." for key in LIFE_DOMAINS}
GOAL = {
    "goal_0_domain": "food", "goal_0_words": "Да има храна", "goal_0_until": "", "goal_0_status": "open",
    "goal_0_activity_0_kind": "errand", "goal_0_activity_0_words": "пазаруване", "goal_0_activity_0_who": "асистент",
    "goal_0_activity_0_times": "2", "goal_0_activity_0_every": "week", "goal_0_activity_0_until": "",
}  # fmt: skip


async def a_case(panel: Panel, programme: str = "lunch", **facts: object) -> int:
    async with panel.cast.database.unit(panel.cast.job) as session:
        person = await session.get_one(Person, panel.cast.maria.key)
        case = await case_of(session, panel.cast, person, getattr(panel.cast, programme), **facts)  # type: ignore[arg-type]
        return case.key


async def a_survey(panel: Panel, case_id: int) -> int:
    async with panel.cast.database.unit(panel.cast.job) as session:
        survey = Survey(
            organisation_id=panel.cast.sofia.key,
            case_id=case_id,
            planned_at=clock.now() + timedelta(days=1),
            staff_id=panel.cast.anna.key,
        )
        session.add(survey)
        await session.flush()
        return survey.key


async def the_only(panel: Panel, record: type[R]) -> R:
    async with panel.cast.database.reading(job("test", panel.cast.sofia.key)) as session:
        return (await session.scalars(sa.select(record))).one()


async def pressed(panel: Panel, member: Staff, path: str, **typed: object) -> tuple[int, str]:
    """Who presses sees the page first, so that the hidden version is the one shown."""
    async with panel.browser(member) as browser:
        answer = await browser.post(path, data=typed)
        return answer.status_code, text_of(answer)


async def version_on(panel: Panel, member: Staff, path: str) -> str:
    async with panel.browser(member) as browser:
        page = await browser.get(path)
        assert page.status_code == 200, text_of(page)
        return re.findall(r'name="version" value="(\d+)"', page.text)[0]


async def test_a_delegated_case_goes_from_the_wish_to_the_start(panel: Panel):
    anna, head = panel.cast.anna, panel.cast.head
    number = await a_case(panel, "assistance", status=CaseStatus.APPLIED)
    here = f"/cases/{number}"
    refused = await pressed(panel, anna, f"{here}/survey", day="28.11.2026", hour="10:00", staff_id=anna.key)
    assert refused[0] == 422
    assert "Службата не работи на този ден: събота, 28 ноември." in refused[1]
    await pressed(panel, anna, f"{here}/survey", day="25.11.2026", hour="9.30", staff_id=anna.key)
    survey = await the_only(panel, Survey)
    assert (survey.planned_at, survey.staff_id) == (datetime(2026, 11, 25, 7, 30, tzinfo=UTC), anna.key)
    at = f"{here}/survey/{survey.id}"
    version = await version_on(panel, anna, at)
    assert (await pressed(panel, anna, at, version=version, **ANSWERS))[0] == 303
    assert (await the_only(panel, Survey)).status is SurveyStatus.DONE

    await pressed(panel, anna, f"{here}/assessments", kind="individual")
    at = f"{here}/assessments/{(await the_only(panel, Assessment)).id}"
    version = await version_on(panel, anna, at)
    half = await pressed(panel, anna, f"{at}/complete", version=version, score_food="3", words_food="Не готви.")
    assert (half[0], "Не готви." in half[1], "поне двама души" in half[1]) == (422, True, True)
    team = {"members": [str(anna.key), str(head.key)], "conclusion": "Има нужда."}
    assert (await pressed(panel, anna, f"{at}/complete", version=version, **ASSESSED, **team))[0] == 303
    version = await version_on(panel, head, at)
    assert (await pressed(panel, head, f"{at}/review", version=version))[0] == 303
    assert (await the_only(panel, Assessment)).status is AssessmentStatus.REVIEWED
    assert (await pressed(panel, anna, at, version=version, **ASSESSED, **team))[0] == 422

    await pressed(panel, anna, f"{here}/decision", verdict="approve", words="Има нужда.", minutes="Протокол 3")
    decision = {"decision_id": (await the_only(panel, Decision)).key}
    assert (await pressed(panel, anna, f"{here}/decision/decide", version="1", **decision))[0] == 403
    assert (await pressed(panel, head, f"{here}/decision/decide", version="1", **decision))[0] == 303

    await pressed(panel, anna, f"{here}/plan/begin")
    at = f"{here}/plan/{(await the_only(panel, SupportPlan)).id}"
    version = await version_on(panel, anna, at)
    assert (await pressed(panel, anna, f"{at}/submit", version=version, words="За половин година"))[0] == 422
    start = {"start_day": "2026-11-24", "version": (await the_only(panel, Case)).version}
    refused = await pressed(panel, anna, f"{here}/plan/start", **start)
    assert (refused[0], "започва с одобрен план" in refused[1]) == (422, True)
    assert (await pressed(panel, anna, f"{at}/submit", version=version, **GOAL))[0] == 303
    version = await version_on(panel, head, at)
    assert (await pressed(panel, head, f"{at}/approve", version=version))[0] == 303
    start["version"] = (await the_only(panel, Case)).version
    refused = await pressed(panel, anna, f"{here}/plan/start", **start)
    assert (refused[0], "започва с подписан договор" in refused[1]) == (422, True)
    async with panel.cast.database.unit(panel.cast.staff(anna)) as session:
        await signed_contract_of(session, await the_only(panel, Case), anna)
    assert (await pressed(panel, anna, f"{here}/plan/start", **start))[0] == 303
    assert ((await the_only(panel, SupportPlan)).status, (await the_only(panel, Case)).status) == (
        PlanStatus.APPROVED, CaseStatus.ACTIVE,
    )  # fmt: skip
    async with panel.browser(panel.cast.inspector) as browser:
        pages = [text_of(await browser.get(f"{here}/{tab}")) for tab in TABS]
    shown = zip(("25.11.2026", "27", "Протокол 3", "пазаруване"), pages, strict=True)
    assert [text for text, page in shown if text not in page] == []


async def test_a_draft_is_kept_by_the_moment_it_was_typed_and_a_stale_finish_shows_both(panel: Panel):
    number = await a_case(panel, status=CaseStatus.APPLIED)
    survey = await a_survey(panel, number)
    at = f"/cases/{number}/survey/{survey}"
    async with panel.browser(panel.cast.anna) as browser:
        json = {"Accept": "application/json"}
        first = await browser.post(f"{at}/draft", data={"answer_wish": "супа", "typed_ago": "60"}, headers=json)
        assert first.json()["answers"] == {"wish": "супа"}
        older = await browser.post(
            f"{at}/draft", data={"answer_wish": "хляб", "answer_care": "сама", "typed_ago": "600"}, headers=json
        )
        assert older.json()["answers"] == {"wish": "супа", "care": "сама"}
        stale = await browser.post(at, data=ANSWERS | {"version": str(first.json()["version"])})
        assert (stale.status_code, "В момента е записано: супа" in text_of(stale)) == (409, True)
        assert "Топла храна" in text_of(stale)
        saved = await browser.post(at, data=ANSWERS | {"version": str(older.json()["version"])})
        assert saved.status_code == 303
    assert (await the_only(panel, Survey)).answers["wish"] == "Топла храна"


async def test_rows_of_a_plan_are_added_by_saving_and_taken_out_by_emptying(panel: Panel):
    number = await a_case(panel, "assistance", status=CaseStatus.APPROVED)
    anna = panel.cast.anna
    await pressed(panel, anna, f"/cases/{number}/plan/begin")
    at = f"/cases/{number}/plan/{(await the_only(panel, SupportPlan)).id}"
    second = {name.replace("goal_0", "goal_2"): text for name, text in GOAL.items()} | {"goal_2_domain": "health"}
    async with panel.browser(anna) as browser:
        # the empty row between the two is left out, and what is wrong is said where it was typed
        wrong = await browser.post(at, data=GOAL | second | {"version": "1", "goal_2_activity_0_times": "99"})
        assert (wrong.status_code, 'id="goal_2_activity_0_times-error"' in wrong.text) == (422, True)
        assert (await browser.post(at, data=GOAL | second | {"version": "1"})).status_code == 303
        page = (await browser.get(at)).text
        names = re.findall(r'name="(goal_\d_(?:activity_\d_)?words)"', page)
        assert names == [
            "goal_0_words", "goal_0_activity_0_words", "goal_0_activity_1_words",
            "goal_1_words", "goal_1_activity_0_words", "goal_1_activity_1_words",
            "goal_2_words", "goal_2_activity_0_words",
        ]  # fmt: skip
        version = re.findall(r'name="version" value="(\d+)"', page)[0]
        stale = await browser.post(at, data=GOAL | {"version": "1"})
        assert (stale.status_code, "В момента е записано" in text_of(stale)) == (409, True)
        assert (await browser.post(at, data=GOAL | {"version": version})).status_code == 303
    assert (await the_only(panel, PlanGoal)).life_domain == "food"
    assert (await the_only(panel, PlanActivity)).words == "пазаруване"


async def test_the_term_is_shown_and_marked_when_it_has_passed(panel: Panel):
    number = await a_case(panel, status=CaseStatus.APPLIED)
    async with panel.browser(panel.cast.anna) as browser:
        for day, words in (("2026-12-07", "до понеделник, 7 декември"), ("2026-11-23", "просрочено")):
            async with panel.cast.database.unit(panel.cast.job) as session:
                case = await session.get_one(Case, number)
                case.assess_by = datetime.fromisoformat(day).date()
            for tab in ("survey", "assessments"):
                assert words in text_of(await browser.get(f"/cases/{number}/{tab}"))


async def test_nothing_of_a_case_is_shown_to_who_may_not_open_it(panel: Panel):
    cast = panel.cast
    number = await a_case(panel, status=CaseStatus.ASSESSED, secrecy=Secrecy.CHILD, team=(cast.anna,))
    survey = await a_survey(panel, number)
    other = await a_case(panel, "assistance", status=CaseStatus.APPLIED)
    for member, status in ((cast.anna, 200), (cast.head, 404), (cast.elena, 404), (cast.nurse, 404), (cast.cook, 403)):
        async with panel.browser(member) as browser:
            pages = [await browser.get(f"/cases/{number}/{tab}") for tab in (*TABS, f"survey/{survey}")]
            assert {page.status_code for page in pages} == {status}
            for place, answered in ((number, {200: 303}), (other, {200: 404})):
                draft = await browser.post(f"/cases/{place}/survey/{survey}/draft", data={"answer_wish": "x"})
                assert draft.status_code == answered.get(status, status)
    async with panel.browser(cast.anna) as browser:
        assert (await browser.get(f"/cases/{other}/survey/{survey}")).status_code == 404


@pytest.mark.browser
async def test_a_tablet_without_connection_keeps_the_survey_and_sends_it_later(panel: Panel, served_panel: str):
    number = await a_case(panel, "assistance", status=CaseStatus.ASSESSED)
    async with panel.browser(panel.cast.anna) as browser:
        made = [
            (await browser.post(f"/cases/{number}/{path}", data={"kind": "individual"})).headers["location"]
            for path in ("assessments", "plan/begin")
        ]
        cookie = {"name": "panel", "value": browser.cookies["panel"], "url": served_panel}
    here = f"/cases/{number}/survey/{await a_survey(panel, number)}"
    async with opened_page(f"{served_panel}/sign-in", width=390, expected=("ERR_INTERNET_DISCONNECTED",)) as page:
        await page.context.add_cookies([cookie])
        for path in (f"/cases/{number}/survey", f"/cases/{number}/decision", f"/cases/{number}/plan", *made, here):
            await page.goto(served_panel + path)
            assert (path, await axe_violations(page)) == (path, [])
            assert (path, await page.evaluate("document.documentElement.scrollWidth - innerWidth")) == (path, 0)
        await page.context.set_offline(True)
        await page.fill("#answer_wish", "Топла храна")
        await page.get_by_text("Още не е изпратено").wait_for()
        await page.get_by_text("Приключи анкетата").click()  # what is required is still missing, and nothing is lost
        assert page.url == served_panel + here
        await page.context.set_offline(False)
        await page.get_by_text("Записано в службата.").wait_for()
        assert (await the_only(panel, Survey)).draft["wish"] == "Топла храна"
        copies = "Object.keys(localStorage).filter(key => key.startsWith('survey:')).sort()"
        assert await page.evaluate(copies) == []
        own = f"survey:{panel.cast.anna.key}:0"
        await page.evaluate("own => { localStorage[own] = '{}'; localStorage['survey:0:5'] = '{}' }", own)
        await page.select_option("#answer_lives_alone", "yes")
        await page.fill("#answer_seen", "Студено е.")
        await page.get_by_text("Приключи анкетата").click()
        await page.wait_for_url(f"**/cases/{number}/survey")
        assert (await the_only(panel, Survey)).status is SurveyStatus.DONE
        assert await page.evaluate(copies) == [own]  # not sent yet, and nobody else's
        await page.get_by_role("button", name="Меню").click()
        await page.get_by_role("button", name="Изход").click()
        await page.wait_for_url("**/sign-in*")
        assert await page.evaluate(copies) == []
