"""What the plan asks for at home: visits and errands are planned, done or not done, and counted against the plan."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from domain import clock
from domain.courses.activities import asked_by, asked_in_month, plan_progress
from domain.courses.holding import hold_meeting
from domain.courses.meetings import MeetingFacts, WorkerIsBusy, cancel_meeting, plan_case_meetings
from domain.courses.reading import meeting_card
from domain.courses.series import as_the_plan_says, plan_on_days, propose_days
from domain.courses.visiting import OutsideVisitingHours
from domain.courses.week import my_week
from domain.refusals import NotFound, WrongInput
from models.cases import Secrecy
from models.courses import MeetingStatus
from models.people import Address
from models.plans import ActivityKind, Every, PlanActivity, PlanStatus, SupportPlan
from tests.bot.chat import link
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import WEDNESDAY, hours_of_the_centre, meeting_of, messages, plan_of

TODAY = date(2026, 11, 24)


def visits(times: int = 2, every: Every = Every.WEEK, **facts) -> PlanActivity:
    return PlanActivity(kind=ActivityKind.VISIT, words="Къпане", times=times, every=every, **facts)


def errands(times: int = 1, every: Every = Every.MONTH) -> PlanActivity:
    return PlanActivity(kind=ActivityKind.ERRAND, words="Рецепти", times=times, every=every)


def early(cast: Cast, **facts) -> MeetingFacts:
    return MeetingFacts(**{"day": WEDNESDAY, "start": time(7, 0), "minutes": 60, "worker_id": cast.anna.key} | facts)


def days(*numbers: int) -> list[date]:
    """Days of November from the 25th on, and of December."""
    return [date(2026, 11 if number > 24 else 12, number) for number in numbers]


async def test_a_visit_is_at_home_between_seven_and_eight_and_counts_once_it_is_done(people: Cast, tuesday):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await hours_of_the_centre(session, people.mladost)
        case = await case_of(session, people, people.maria, people.assistance)
        bath, errand = await plan_of(session, case, people.anna, visits(), errands(), starts_on=date(2026, 11, 9))
        asked = {"case_id": case.key, "activity_id": bath.key}
        for start, minutes in ((time(6, 59), 30), (time(19, 31), 30), (time(19, 0), 480)):
            with pytest.raises(OutsideVisitingHours):
                await plan_case_meetings(session, anna, **asked, facts=early(people, start=start, minutes=minutes))
        sunday = early(people, day=date(2026, 11, 29), start=time(19, 0))
        (on_sunday,) = (await plan_case_meetings(session, anna, **asked, facts=sunday)).meetings
        with pytest.raises(WorkerIsBusy):
            await plan_case_meetings(session, anna, **asked, facts=replace(sunday, start=time(18, 30)))
        # A series leaves the holiday out, and comes on the days on which the office is closed.
        series = await plan_case_meetings(session, anna, **asked, facts=early(people, day=date(2026, 12, 25), times=2))
        assert [clock.local(one.starts_at).date() for one in series.meetings] == [date(2026, 12, 25), date(2027, 1, 8)]
        assert series.left_out == [date(2027, 1, 1)]
        home = await session.get_one(Address, people.maria.address_id)
        (row,) = (await my_week(session, anna, monday=date(2026, 11, 23)))[date(2026, 11, 29)]
        assert (row.meeting.id, row.kind, row.home, row.meeting.place) == (
            on_sunday.id, ActivityKind.VISIT, home, "",
        )  # fmt: skip
        today = early(people, day=TODAY, place="Поликлиниката")
        (visit,) = (await plan_case_meetings(session, anna, **asked, facts=replace(today, place=""))).meetings
        (run,) = (
            await plan_case_meetings(
                session, anna, case_id=case.key, activity_id=errand.key, facts=replace(today, start=time(8, 0))
            )
        ).meetings
        with pytest.raises(WrongInput) as wrong:
            await hold_meeting(session, anna, meeting_id=visit.key, minutes=40, marks={}, words=" ")
        assert set(wrong.value.fields) == {"words"}
        await hold_meeting(session, anna, meeting_id=visit.key, minutes=40, marks={}, words="Изкъпана, добре е")
        await cancel_meeting(session, anna, meeting_id=run.key, words="Лекарят беше в отпуск")
        await session.refresh(case)
        assert (case.contacted_on, visit.minutes, run.status) == (TODAY, 40, MeetingStatus.CANCELLED)
        card = await meeting_card(session, anna, meeting_id=run.key)
        assert (card.kind, card.home, card.meeting.place) == (ActivityKind.ERRAND, None, "Поликлиниката")
        found = await plan_progress(session, anna, case_id=case.key)
        # The weeks of the 9th and the 16th are over, those of the 23rd and the 30th are not.
        assert [(one.asked, one.by_now, one.arranged, one.held, one.behind) for one in found] == [
            (8, 4, 2, 1, True),
            (1, 0, 0, 0, False),
        ]


async def test_a_visit_that_is_off_is_told_and_its_address_is_for_the_team_alone(people: Cast, tuesday):
    anna, elena, head = (people.staff(one) for one in (people.anna, people.elena, people.head))
    await link(people, 11, person_id=people.maria.key)
    async with people.database.unit(anna) as session:
        case = await case_of(session, people, people.maria, people.assistance)
        (bath,) = await plan_of(session, case, people.anna, visits())
        visit = await meeting_of(
            session, people, people.anna, case_id=case.key, activity_id=bath.key, at=tuesday + timedelta(hours=2)
        )
        guarded = await case_of(session, people, people.ivanka, people.assistance, secrecy=Secrecy.SEALED)
        (secret,) = await plan_of(session, guarded, people.anna, visits())
        hidden = await meeting_of(session, people, people.anna, case_id=guarded.key, activity_id=secret.key)
        await cancel_meeting(session, anna, meeting_id=visit.key, words="Болна съм")
        # Whoever left the team sees nothing of it any more, not even in the own week.
        assert [row.meeting.id for row in (await my_week(session, anna, monday=date(2026, 11, 23)))[TODAY]] == [
            visit.id
        ]
        for refused in (
            meeting_card(session, anna, meeting_id=hidden.key),
            meeting_card(session, elena, meeting_id=visit.key),
            plan_progress(session, elena, case_id=case.key),
            plan_progress(session, head, case_id=guarded.key),
            propose_days(session, elena, case_id=case.key, activity_id=bath.key),
            propose_days(session, anna, case_id=case.key, activity_id=secret.key),
            propose_days(session, anna, case_id=guarded.key, activity_id=secret.key),
        ):
            with pytest.raises(NotFound):
                await refused
    assert await messages(people) == [
        (11, "Отменя се посещението при Вас днес, вторник, 24 ноември, 12:00 часа. За следващото службата ще Ви каже.")
    ]


async def test_an_activity_is_put_into_the_calendar_for_four_weeks_as_the_plan_says(people: Cast, tuesday):
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await hours_of_the_centre(session, people.mladost)
        case = await case_of(session, people, people.maria, people.assistance)
        talk = PlanActivity(kind=ActivityKind.SESSION, words="Разговор", times=1, every=Every.WEEK, until=days(9)[0])
        bath, talk = await plan_of(session, case, people.anna, visits(3), talk)
        asked = {"case_id": case.key, "activity_id": bath.key}
        await plan_case_meetings(session, anna, **asked, facts=early(people, day=days(3)[0]))
        found = await propose_days(session, anna, **asked)
        assert (found.possible[0], found.possible[-1], len(found.possible)) == (days(25)[0], days(22)[0], 28)
        # Three a week, of which one is planned on the 3rd; of the last week only two days lie within four weeks.
        assert found.proposed == days(25, 26, 27, 1, 4, 7, 9, 11, 14, 16, 18, 21, 22)
        facts = early(people, minutes=45)
        for wrong_days in ([], [TODAY], days(23)):
            with pytest.raises(WrongInput):
                await plan_on_days(session, anna, **asked, days=wrong_days, facts=facts)
        planned = await plan_on_days(session, anna, **asked, days=found.proposed, facts=facts)
        assert [clock.local(one.starts_at).date() for one in planned] == found.proposed
        assert (await propose_days(session, anna, **asked)).proposed == []
        sessions = await propose_days(session, anna, case_id=case.key, activity_id=talk.key)
        assert sessions.possible == days(25, 26, 27, 30, 1, 2, 3, 4, 7, 8, 9)
        assert sessions.proposed == days(26, 2, 8)
        # A new edition copies what goes on: what is planned for it stays planned.
        (await session.get_one(SupportPlan, bath.plan_id)).status = PlanStatus.REPLACED
        await session.flush()
        (again,) = await plan_of(session, case, people.anna, visits(3), edition=2)
        assert (await propose_days(session, anna, case_id=case.key, activity_id=again.key)).proposed == []
        with pytest.raises(NotFound):
            await propose_days(session, anna, **asked)
        (progress,) = await plan_progress(session, anna, case_id=case.key)
        assert (progress.activity.id, progress.arranged) == (again.id, 3)


def test_the_days_of_rest_come_last_and_a_day_may_need_two():
    week = [date(2026, 11, 30) + timedelta(days=number) for number in range(7)]
    assert as_the_plan_says(visits(5), week, Counter()) == week[:5]
    assert as_the_plan_says(visits(6), week, Counter()) == week[:3] + week[4:]
    assert as_the_plan_says(visits(1, Every.DAY), week, Counter([week[0]])) == week[1:]
    assert as_the_plan_says(visits(2, Every.DAY), week, Counter([week[0], week[1], week[1]])) == [week[0], *week[2:]]
    assert as_the_plan_says(visits(1, Every.ONCE), week, Counter([TODAY])) == []
    assert as_the_plan_says(visits(1, Every.MONTH), week, Counter([week[0]])) == [week[3]]


@pytest.mark.parametrize(
    ("activity", "since", "asked", "by_now"),
    [
        (visits(2), None, 10, 6),
        (visits(2), date(2026, 11, 10), 6, 2),
        (visits(1, Every.DAY), date(2026, 11, 20), 11, 4),
        (visits(1, Every.DAY, until=date(2026, 11, 22)), date(2026, 11, 20), 3, 3),
        (visits(3, Every.MONTH), None, 3, 0),
        (visits(1, Every.ONCE, until=date(2026, 11, 23)), None, 1, 1),
        (visits(1, Every.ONCE, until=TODAY), None, 1, 0),
    ],
)
def test_nobody_is_late_with_what_can_still_be_done_within_its_week(activity, since, asked, by_now):
    assert (asked_in_month(activity, TODAY, since=since), asked_by(activity, TODAY, since=since)) == (asked, by_now)
