"""Sessions are planned within the hours and apart from others, held with who came, and cancelled with a word."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.courses.activities import progress_of
from domain.courses.holding import NotYetHeld, hold_meeting
from domain.courses.meetings import (
    CancellingMeetingNeedsWords,
    CaseIsOver,
    MeetingFacts,
    MeetingIsOver,
    WorkerIsBusy,
    cancel_meeting,
    plan_case_meetings,
    plan_course_meetings,
)
from domain.courses.reading import meeting_card
from domain.courses.signing import sign_up_case, sign_up_guest
from domain.courses.week import my_week, sessions_of_case
from domain.refusals import NotAllowed, NotFound, Stale, WrongInput
from models.cases import Case, CaseStatus, Secrecy
from models.courses import Attendance, Meeting, MeetingStatus, Presence
from models.plans import ActivityKind, Every, PlanActivity
from tests.bot.chat import link
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import (
    WEDNESDAY,
    children,
    hours_of_the_centre,
    meeting_of,
    messages,
    open_course,
    plan_of,
    public_training,
)

CAME, EXCUSED, ABSENT = Presence.CAME, Presence.EXCUSED, Presence.ABSENT


def at_ten(cast: Cast, **facts) -> MeetingFacts:
    return MeetingFacts(**{"day": WEDNESDAY, "start": time(10, 0), "minutes": 60, "worker_id": cast.anna.key} | facts)


async def test_a_weekly_series_leaves_holidays_out_and_nobody_is_in_two_places_at_once(people: Cast, tuesday):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await hours_of_the_centre(session, people.mladost)
        course = await public_training(session, people)
        friday = at_ten(people, day=date(2026, 12, 11), times=4)
        series = await plan_course_meetings(session, anna, course_id=course.key, facts=friday)
        assert [clock.local(one.starts_at).date().isoformat() for one in series.meetings] == [
            "2026-12-11", "2026-12-18", "2027-01-08", "2027-01-15",
        ]  # fmt: skip
        assert list(series.left_out) == [date(2026, 12, 25), date(2027, 1, 1)]
        case = await case_of(session, people, people.maria, people.assistance)
        for start, minutes in ((time(10, 30), 30), (time(9, 30), 31), (time(10, 0), 60), (time(9, 0), 180)):
            facts = at_ten(people, day=date(2026, 12, 18), start=start, minutes=minutes)
            with pytest.raises(WorkerIsBusy):
                await plan_case_meetings(session, anna, case_id=case.key, facts=facts)
        for start in (time(9, 0), time(11, 0)):
            facts = at_ten(people, day=date(2026, 12, 18), start=start)
            await plan_case_meetings(session, anna, case_id=case.key, facts=facts)
        bad = replace(friday, minutes=0, times=99, worker_id=people.elena.key)
        with pytest.raises(WrongInput) as wrong:
            await plan_course_meetings(session, anna, course_id=course.key, facts=bad)
        assert set(wrong.value.fields) == {"minutes", "times", "worker_id"}
        week = await my_week(session, anna, monday=date(2026, 12, 14))
        assert [(day.day, [clock.local(row.meeting.starts_at).hour for row in rows]) for day, rows in week.items()] == [
            (14, []), (15, []), (16, []), (17, []), (18, [9, 10, 11]), (19, []), (20, []),
        ]  # fmt: skip
    elena = people.staff(people.elena)
    async with people.database.unit(elena) as session:
        with pytest.raises(NotFound):
            await plan_course_meetings(session, elena, course_id=course.key, facts=friday)
        with pytest.raises(NotFound):
            await plan_case_meetings(session, elena, case_id=case.key, facts=friday)
        with pytest.raises(NotFound):
            await meeting_card(session, elena, meeting_id=series.meetings[0].key)


async def test_of_ten_who_plan_the_same_hour_at_once_one_gets_it(people: Cast, tuesday):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.assistance)

    async def plan() -> bool:
        facts = at_ten(people)
        try:
            await people.database.run(
                anna, lambda session: plan_case_meetings(session, anna, case_id=case.key, facts=facts)
            )
        except WorkerIsBusy:
            return False
        return True

    assert sum(await asyncio.gather(*(plan() for _ in range(10)))) == 1


async def test_a_session_with_one_person_is_for_the_team_and_moves_the_plan_on(people: Cast, tuesday):
    anna, head = people.staff(people.anna), people.staff(people.head)
    async with people.database.unit(anna) as session:
        programme = await children(session, people)
        case = await case_of(session, people, people.maria, programme, secrecy=Secrecy.CHILD, team=(people.anna,))
        talk = PlanActivity(kind=ActivityKind.SESSION, words="Разговор", times=2, every=Every.WEEK)
        (activity,) = await plan_of(session, case, people.anna, talk)
        today = at_ten(people, day=tuesday.date(), start=time(9, 0), minutes=30)
        planned = await plan_case_meetings(session, anna, case_id=case.key, facts=today, activity_id=activity.key)
        (meeting,) = planned.meetings
        with pytest.raises(WrongInput):
            await plan_case_meetings(
                session, anna, case_id=case.key, facts=replace(today, start=time(11, 0)), activity_id=activity.key + 1
            )
        other = replace(today, worker_id=people.head.key, start=time(11, 0))
        with pytest.raises(WrongInput):  # a colleague outside the team holds no session with the child
            await plan_case_meetings(session, anna, case_id=case.key, facts=other)
        for refused in (
            meeting_card(session, head, meeting_id=meeting.key),
            sessions_of_case(session, head, case_id=case.key),
            plan_case_meetings(session, head, case_id=case.key, facts=today),
            hold_meeting(session, head, meeting_id=meeting.key, minutes=30, marks={0: CAME}),
            cancel_meeting(session, head, meeting_id=meeting.key, words="не"),
        ):
            with pytest.raises(NotFound):
                await refused
        await hold_meeting(session, anna, meeting_id=meeting.key, minutes=40, marks={0: CAME}, words="Спокоен разговор")
        (progress,) = await progress_of(session, case.key)
        # November 2026 has five Mondays.
        assert (progress.asked, progress.arranged, progress.held, progress.held_in_all) == (10, 1, 1, 1)
        await session.refresh(case)
        assert (case.contacted_on, meeting.minutes, meeting.status) == (tuesday.date(), 40, MeetingStatus.HELD)
        shown = await sessions_of_case(session, anna, case_id=case.key)
        assert [(one.id, mark and mark.presence) for one, _name, mark in shown.alone] == [(meeting.id, CAME)]
        case.status = CaseStatus.CLOSED
        await session.flush()
        with pytest.raises(CaseIsOver):
            await plan_case_meetings(session, anna, case_id=case.key, facts=replace(today, start=time(12, 0)))
    cashier = people.staff(people.cashier)
    async with people.database.unit(cashier) as session:
        with pytest.raises(NotAllowed):
            await meeting_card(session, cashier, meeting_id=meeting.key)


async def test_who_came_to_a_group_is_marked_for_each_and_can_be_put_right(people: Cast, tuesday):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        course = await open_course(session, people, await children(session, people))
        case = await case_of(session, people, people.maria, people.assistance)
        by_case = await sign_up_case(session, anna, course_id=course.key, case_id=case.key)
        guest = await sign_up_guest(session, anna, course_id=course.key, name="Дора", phone="0888111222")
        meeting = await meeting_of(session, people, people.anna, course_id=course.key)
        later = await meeting_of(session, people, people.anna, course_id=course.key, at=tuesday + timedelta(hours=1))
        number, version = meeting.key, meeting.version
        with pytest.raises(NotYetHeld):
            await hold_meeting(session, anna, meeting_id=later.key, minutes=60, marks={}, others=CAME)
        with pytest.raises(WrongInput) as wrong:
            await hold_meeting(session, anna, meeting_id=number, minutes=0, marks={by_case.key: EXCUSED})
        assert set(wrong.value.fields) == {"minutes", f"presence_{guest.key}"}
        await hold_meeting(
            session, anna, meeting_id=number, minutes=75, marks={by_case.key: EXCUSED}, others=CAME, version=version
        )
        await session.refresh(case)
        assert case.contacted_on is None  # nobody met the one who did not come
        with pytest.raises(Stale):
            await hold_meeting(session, anna, meeting_id=number, minutes=75, marks={}, others=CAME, version=version)
        right = {by_case.key: CAME, guest.key: ABSENT}
        await hold_meeting(session, anna, meeting_id=number, minutes=75, marks=right, version=meeting.version)
        await session.refresh(case)
        assert case.contacted_on == tuesday.date()
        marks = sa.select(Attendance).order_by(col(Attendance.id))
        assert [(one.case_id, one.sign_up_id, one.presence) for one in await session.scalars(marks)] == [
            (case.id, None, CAME),
            (None, guest.id, ABSENT),
        ]
        with pytest.raises(MeetingIsOver):
            await cancel_meeting(session, anna, meeting_id=number, words="късно")


async def test_a_cancelled_session_is_told_to_open_cases_and_to_no_child(people: Cast, tuesday):
    anna = people.staff(people.anna)
    await link(people, 11, person_id=people.maria.key)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.assistance)
        numbers = []
        for hour in (2, 3):
            meeting = await meeting_of(
                session, people, people.anna, case_id=case.key, at=tuesday + timedelta(hours=hour), topic="Тайна"
            )
            numbers.append(meeting.key)
        with pytest.raises(CancellingMeetingNeedsWords):
            await cancel_meeting(session, anna, meeting_id=numbers[0], words=" ")
        await cancel_meeting(session, anna, meeting_id=numbers[0], words="Болна съм")
    async with people.database.unit(people.job) as session:
        (await session.get_one(Case, case.key)).secrecy = Secrecy.CHILD
    async with people.database.unit(people.job) as session:
        await cancel_meeting(session, people.job, meeting_id=numbers[1], words="Болна съм")
        rows = sa.select(Meeting).order_by(col(Meeting.id))
        assert [(one.status, one.words) for one in await session.scalars(rows)] == [
            (MeetingStatus.CANCELLED, "Болна съм")
        ] * 2
    assert await messages(people) == [
        (11, "Отменя се срещата Ви днес, вторник, 24 ноември, 12:00 часа. За следващата службата ще Ви каже.")
    ]
