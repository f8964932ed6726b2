"""Courses in a real browser: marked by the keyboard alone, readable to everybody, and whole on a phone."""

import pytest
import sqlalchemy as sa

from models.courses import Attendance, Presence, SignUp, SignUpStatus
from models.plans import ActivityKind, PlanActivity
from tests.admin.conftest import Panel
from tests.admin.test_work_browser import sign_in
from tests.browser import axe_violations, focused, opened_page
from tests.case_work import case_of
from tests.domain.courses.course_work import hours_of_the_centre, meeting_of, plan_of, public_training

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("tuesday")]


async def test_who_came_is_marked_by_the_keyboard_and_fits_a_phone(panel: Panel, served_panel, tuesday):
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        await hours_of_the_centre(session, cast.mladost)
        course = await public_training(session, cast, seats=1, leader_id=cast.anna.key)
        case = await case_of(session, cast, cast.maria, cast.assistance, worker=cast.anna)
        for number, name in enumerate(("Дора Христова", "Елка Минчева")):
            status = SignUpStatus.WAITING if number else SignUpStatus.SEATED
            session.add(
                SignUp(
                    organisation_id=cast.sofia.key, course_id=course.key, status=status, name=name,
                    phone="+359888111222", signed_at=tuesday,
                )
            )  # fmt: skip
        meeting = await meeting_of(session, cast, cast.anna, course_id=course.key)
        bath = PlanActivity(kind=ActivityKind.VISIT, words="Къпане", times=2)
        meal = PlanActivity(kind=ActivityKind.MEAL, words="Обяд", times=3)
        await plan_of(session, case, cast.anna, bath, meal)
        visit = await meeting_of(session, cast, cast.anna, case_id=case.key, activity_id=bath.key, at=tuesday)
    async with opened_page(f"{served_panel}/sign-in") as page:
        await sign_in(page, "hristo")
        on = f"{served_panel}/meetings/{meeting.key}"
        await page.goto(on)
        await focused(page, "input[type=radio]")
        await page.keyboard.press("Space")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.locator(".says").first.wait_for()
        assert await axe_violations(page) == []
        paths = (
            f"/courses/{course.key}", f"/meetings/{visit.key}", f"/cases/{case.key}/plan",
            f"/cases/{case.key}/sessions/series?activity={bath.key}",
        )  # fmt: skip
        await page.set_viewport_size({"width": 390, "height": 800})
        for path in paths:
            await page.goto(served_panel + path)
            assert await axe_violations(page) == [], path
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    async with cast.database.reading(cast.job) as session:
        assert [one.presence for one in await session.scalars(sa.select(Attendance))] == [Presence.EXCUSED]
