"""A plan that is done: visits put into the calendar, done at home, the weekly order, and what is behind."""

import re

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.cases import CaseStatus
from models.courses import Meeting, MeetingStatus
from models.meals import Subscription
from models.plans import ActivityKind, Every, PlanActivity
from tests.admin.conftest import Panel, text_of
from tests.case_work import case_of
from tests.domain.courses.course_work import plan_of

pytestmark = pytest.mark.usefixtures("tuesday")


async def rows_of(panel: Panel, rows):
    async with panel.cast.database.reading(panel.cast.job) as session:
        return list(await session.scalars(rows))


async def case_with_plan(panel: Panel, *activities: PlanActivity) -> tuple[int, tuple[int, ...]]:
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance, worker=cast.anna, status=CaseStatus.ACTIVE)
        made = await plan_of(session, case, cast.anna, *activities)
        return case.key, tuple(one.key for one in made)


async def test_a_visit_is_planned_as_the_plan_says_and_done_at_home(panel: Panel):
    cast = panel.cast
    bath = PlanActivity(kind=ActivityKind.VISIT, words="Къпане", times=2, every=Every.WEEK)
    number, (activity,) = await case_with_plan(panel, bath)
    at = f"/cases/{number}/sessions/series"
    async with panel.browser(cast.anna) as browser:
        awaits = text_of(await browser.get("/due"))
        assert ("За следващата седмица няма нищо насрочено" in awaits, "Къпане" in awaits) == (True, True)
        plan = await browser.get(f"/cases/{number}/plan")
        assert f'href="{at}?activity={activity}"' in plan.text
        assert "изостава от плана" in text_of(plan)
        form = await browser.get(f"{at}?activity={activity}")
        proposed = re.findall(r'name="days" value="([\d-]+)" checked', form.text)
        assert proposed == [
            "2026-11-25", "2026-11-27", "2026-12-01", "2026-12-03", "2026-12-08", "2026-12-10", "2026-12-15",
            "2026-12-17", "2026-12-21", "2026-12-22",
        ]  # fmt: skip
        typed = {
            "activity_id": activity, "days-shown": "1", "days": ["2026-11-28", "2026-12-01"], "start": "6:30",
            "minutes": "45", "worker_id": cast.anna.key,
        }  # fmt: skip
        early = await browser.post(at, data=typed)
        assert (early.status_code, "от 7:00 до 20:00 часа" in text_of(early)) == (422, True)
        assert re.findall(r'name="days" value="([\d-]+)" checked', early.text) == typed["days"]
        assert (await browser.post(at, data=typed | {"start": "7:30"})).status_code == 303
        today = {
            "day": "2026-11-24", "start": "7:00", "minutes": "30", "times": "1", "worker_id": cast.anna.key,
            "activity_id": activity,
        }  # fmt: skip
        assert (await browser.post(f"/cases/{number}/sessions/plan", data=today)).status_code == 303
        week = text_of(await browser.get("/sessions"))
        assert ("посещение" in week, "ж.к. Младост" in week) == (True, True)
        (visit,) = (await rows_of(panel, sa.select(Meeting).order_by(col(Meeting.starts_at))))[:1]
        on = f"/meetings/{visit.key}"
        page = await browser.get(on)
        assert ("Посещение при Мария Иванова" in text_of(page), "ж.к. Младост" in text_of(page)) == (True, True)
        assert "presence_" not in page.text
        empty = await browser.post(on, data={"minutes": "35", "words": "", "version": visit.version})
        assert (empty.status_code, 'id="words-error"' in empty.text, 'value="35"' in empty.text) == (422, True, True)
        done = {"minutes": "35", "words": "Изкъпана", "version": visit.version}
        assert (await browser.post(on, data=done)).status_code == 303
        assert "Изкъпана" in text_of(await browser.get(on))
        assert "Къпане" not in text_of(await browser.get("/due"))
    held = (await rows_of(panel, sa.select(Meeting).where(col(Meeting.status) == MeetingStatus.HELD)))[0]
    assert (held.key, held.minutes, held.place) == (visit.key, 35, "")
    async with panel.browser(cast.elena) as browser:
        for path in (on, f"{at}?activity={activity}", f"/cases/{number}/plan"):
            assert (await browser.get(path)).status_code == 404, path
        assert (await browser.post(at, data=typed)).status_code == 404
    assert len(await rows_of(panel, sa.select(Meeting))) == 3


async def test_the_meals_of_a_plan_become_the_weekly_order_once(panel: Panel):
    cast = panel.cast
    number, _made = await case_with_plan(
        panel, PlanActivity(kind=ActivityKind.MEAL, words="Обяд", times=2, every=Every.WEEK)
    )
    at = f"/cases/{number}/plan"
    async with panel.browser(cast.anna) as browser:
        stands = text_of(await browser.get(at))  # one stands already
        assert ("по план са 2 дни седмично" in stands, "Седмична поръчка според плана" in stands) == (True, False)
        async with cast.database.unit(cast.job) as session:
            for row in await session.scalars(
                sa.select(Subscription).where(col(Subscription.person_id) == cast.maria.key)
            ):
                await session.delete(row)
        page = await browser.get(at)
        assert "Седмична поръчка според плана" in text_of(page)
        seen = re.search(r'name="plan_seen" value="(\d+)"', page.text)
        typed = {"plan_seen": seen[1], "weekdays-shown": "1", "weekdays": ["0"]}
        few = await browser.post(f"{at}/meals", data=typed)
        assert (few.status_code, "Моля, изберете толкова дни, колкото са по план." in text_of(few)) == (422, True)
        assert re.findall(r'name="weekdays" value="(\d)" checked', few.text) == ["0"]
        made = typed | {"weekdays": ["1", "3"]}
        assert (await browser.post(f"{at}/meals", data=made)).status_code == 303
        assert (await browser.post(f"{at}/meals", data=made)).status_code == 409
        agrees = text_of(await browser.get(at))
        assert ("вторник и четвъртък" in agrees, "съвпада с плана" in agrees) == (True, True)
    (order,) = await rows_of(panel, sa.select(Subscription).where(col(Subscription.person_id) == cast.maria.key))
    assert (order.weekdays, order.portions) == (0b01010, 1)
    async with panel.browser(cast.elena) as browser:
        assert (await browser.post(f"{at}/meals", data=made)).status_code == 404
