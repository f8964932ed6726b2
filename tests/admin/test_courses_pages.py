"""Courses and sessions in the panel: made, filled, held and counted by those whose work it is, hidden from others."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from models.cases import Case, CaseStatus, Secrecy
from models.courses import Attendance, Course, CourseStatus, Meeting, Presence, SignUp, SignUpStatus
from models.waiting import Places
from tests.admin.conftest import Panel, text_of
from tests.case_work import case_of
from tests.domain.courses.course_work import children, hours_of_the_centre, meeting_of, open_course, trainings

pytestmark = pytest.mark.usefixtures("tuesday")


async def first(panel: Panel, rows):
    async with panel.cast.database.reading(panel.cast.job) as session:
        return await session.scalar(rows)


async def test_a_training_is_made_filled_and_held(panel: Panel):
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        service = await trainings(session, cast)
        await hours_of_the_centre(session, cast.mladost)
    form = {
        "office_id": cast.mladost.key, "programme_id": service.key, "kind": "training", "title": "Училище за родители",
        "seats": "1", "starts_on": "2026-11-24", "public": "yes", "public-shown": "1", "leader_id": cast.anna.key,
    }  # fmt: skip
    async with panel.browser(cast.anna) as browser:
        made = await browser.post("/courses/new", data=form)
        course = await first(panel, sa.select(Course))
        at = f"/courses/{course.key}"
        assert (made.status_code, made.headers["location"]) == (303, at)
        assert (await browser.post(f"{at}/open", data={"version": course.version})).status_code == 303
        for guest in ("Дора Христова", "Елка Минчева"):
            await browser.post(f"{at}/guest", data={"name": guest, "phone": "0888 111 222"})
        again = await browser.post(f"{at}/guest", data={"name": "Дора Христова", "phone": "0888 111 222"})
        assert (again.status_code, "Този участник вече е записан." in text_of(again)) == (422, True)
        assert 'value="0888 111 222"' in again.text
        found = text_of(await browser.get(f"{at}?text=иванова"))
        assert "Запиши човека" in found
        closed = await browser.post(
            f"{at}/meetings",
            data={"day": "2026-11-28", "start": "10:00", "minutes": "60", "times": "1", "worker_id": cast.anna.key},
        )
        assert "Работното време е: понеделник – петък 8:30–12:30, 13:00–17:00" in text_of(closed)
        assert 'value="2026-11-28"' in closed.text
        planned = {"day": "2026-11-24", "start": "9.00", "minutes": "45", "times": "2", "worker_id": cast.anna.key}
        assert (await browser.post(f"{at}/meetings", data=planned)).status_code == 303
        meeting = await first(panel, sa.select(Meeting).order_by(col(Meeting.starts_at)))
        on = f"/meetings/{meeting.key}"
        assert "Дора Христова" in text_of(await browser.get(on))
        seated = await first(panel, sa.select(SignUp).where(col(SignUp.status) == SignUpStatus.SEATED))
        nobody = await browser.post(on, data={"minutes": "50", "version": meeting.version, "words": "Добре"})
        assert (nobody.status_code, f'id="presence_{seated.key}-error"' in nobody.text) == (422, True)
        assert "Добре" in nobody.text
        marks = {"minutes": "50", "version": meeting.version, f"presence_{seated.key}": "excused", "others": "came"}
        assert (await browser.post(on, data=marks)).status_code == 303
        late = await browser.post(on, data=marks | {f"presence_{seated.key}": "came"})
        assert (late.status_code, f'id="presence_{seated.key}-stands"' in late.text) == (409, True)
        paper = await browser.get(f"{on}/list.pdf")
        assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
        assert "Училище за родители" in text_of(await browser.get("/sessions?week=2026-11-24"))
        await browser.post(f"{at}/give-up", data={"sign_up_id": seated.key})
    assert (await first(panel, sa.select(Attendance))).presence is Presence.EXCUSED
    moved_up = await first(panel, sa.select(SignUp).where(col(SignUp.status) == SignUpStatus.SEATED))
    assert moved_up.name == "Елка Минчева"
    async with panel.browser(cast.elena) as browser:
        assert "Училище за родители" not in text_of(await browser.get("/courses"))
        for path in (at, on, f"{on}/list.pdf", f"{at}/edit"):
            assert (await browser.get(path)).status_code == 404, path
        assert (await browser.post(f"{at}/cancel", data={"version": 1, "cancel_words": "x"})).status_code == 404
    assert (await first(panel, sa.select(Course))).status is CourseStatus.OPEN


async def test_two_who_change_a_course_see_both_versions(panel: Panel):
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        course = await open_course(session, cast, await trainings(session, cast))
    form = {
        "office_id": cast.mladost.key, "programme_id": course.programme_id, "kind": "group", "seats": "3",
        "starts_on": "2026-12-01", "version": course.version,
    }  # fmt: skip
    async with panel.browser(cast.anna) as anna, panel.browser(cast.head) as head:
        at = f"/courses/{course.key}/edit"
        assert (await anna.post(at, data=form | {"title": "От Анна"})).status_code == 303
        late = await head.post(at, data=form | {"title": "От Христо"})
        assert late.status_code == 409
        assert 'value="От Христо"' in late.text
        assert "От Анна" in text_of(late)
        version = re.search(r'name="version" value="(\d+)"', late.text)
        assert (await head.post(at, data=form | {"title": "От Христо", "version": version[1]})).status_code == 303


async def test_of_a_childs_session_only_the_team_knows(panel: Panel):
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        service = await children(session, cast, part_of="C00")
        session.add(
            Places(
                organisation_id=cast.sofia.key, programme_id=service.key, starts_on=date(2026, 1, 1), number=100,
                monthly=True,
            )
        )  # fmt: skip
        course = await open_course(session, cast, service)
        case = await case_of(session, cast, cast.maria, service, secrecy=Secrecy.CHILD, team=(cast.anna,))
        session.add(
            SignUp(
                organisation_id=cast.sofia.key, course_id=course.key, status=SignUpStatus.SEATED, case_id=case.key,
                signed_at=clock.now(),
            )
        )  # fmt: skip
        alone = await meeting_of(session, cast, cast.anna, case_id=case.key, topic="Тайна тема")
        group = await meeting_of(session, cast, cast.head, course_id=course.key)
    pages = (f"/courses/{course.key}", f"/meetings/{group.key}")
    async with panel.browser(cast.anna) as browser:
        for path in (*pages, f"/meetings/{alone.key}", f"/cases/{case.key}/sessions", "/sessions"):
            assert "Мария Иванова" in text_of(await browser.get(path)), path
        tab = text_of(await browser.get(f"/cases/{case.key}/sessions"))
        assert "За месеца на центъра" in tab
        day = {"day": "2026-11-25", "start": "10:30", "minutes": "30", "times": "3", "worker_id": cast.anna.key}
        assert (await browser.post(f"/cases/{case.key}/sessions/plan", data=day)).status_code == 303
    for member in (cast.head, cast.admin):
        async with panel.browser(member) as browser:
            for path in pages:
                page = text_of(await browser.get(path))
                assert ("участник по случай" in page, "Мария" in page) == (True, False), path
            for path in (f"/meetings/{alone.key}", f"/cases/{case.key}/sessions", f"/meetings/{alone.key}/list.pdf"):
                assert (await browser.get(path)).status_code == 404, path
            assert "Тайна" not in (await browser.get("/sessions")).text
            month = text_of(await browser.get("/courses/month"))
            assert ("0 от 100" in month, "безплатно" in month, "T6 деца, пострадали от насилие" in month) == (True,) * 3
    assert (await first(panel, sa.select(Case))).status is CaseStatus.ACTIVE


async def test_the_head_writes_the_hours_of_the_own_office(panel: Panel):
    cast = panel.cast
    at = f"/courses/hours/{cast.mladost.key}"
    async with panel.browser(cast.head) as browser:
        wrong = await browser.post(at, data={"seen": "", "day_0": "от 8 до 5", "day_1": "8:30–12:30"})
        assert (wrong.status_code, 'value="от 8 до 5"' in wrong.text) == (422, True)
        assert (await browser.post(at, data={"seen": "", "day_1": "8:30-12:30 и 13:00-17:00"})).status_code == 303
        assert "вторник 8:30–12:30, 13:00–17:00" in text_of(await browser.get("/courses/hours"))
        late = await browser.post(at, data={"seen": "", "day_1": "9:00–12:00"})
        assert (late.status_code, 'id="day_1-stands"' in late.text) == (409, True)
        assert (await browser.get(f"/courses/hours/{cast.lyulin.key}")).status_code == 404
