"""The worker's week, and the sessions of a case with what its plan asks for."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find, visible_cases
from domain.assessing.who import colleagues
from domain.cases.editing import editable_cases
from domain.courses.hours import hours_of, hours_words
from domain.courses.meetings import session_activities
from domain.courses.rows import visible_meetings
from domain.phrases import Spoken
from models.cases import LIVE, Case
from models.courses import Attendance, Course, Meeting, MeetingStatus, Presence, SignUp, SignUpStatus
from models.people import Person
from models.plans import Every, PlanActivity
from models.staff import Staff

WEEK = 7


@dataclass(frozen=True)
class WeekRow:
    """A session of the week: with whom, or of which course."""

    meeting: Meeting
    course: Course | None
    person: Person | None


@dataclass(frozen=True)
class Progress:
    """A session that the plan asks for: how often this month, how many are arranged and held, in all held."""

    activity: PlanActivity
    asked: int
    arranged: int
    held: int
    held_in_all: int


@dataclass(frozen=True)
class CaseSessions:
    """The sessions of a case, alone and in groups, who could hold one, and how far the plan is."""

    alone: Sequence[tuple[Meeting, str, Attendance | None]]
    courses: Sequence[tuple[Course, SignUp]]
    together: Sequence[tuple[Meeting, Course, Attendance]]
    progress: Sequence[Progress]
    workers: Sequence[Staff]
    hours: Spoken
    may_edit: bool


async def my_week(session: AsyncSession, actor: Actor, *, monday: date) -> dict[date, list[WeekRow]]:
    """The actor's own sessions of a week, by day; those of cases that the actor no longer may see are left out."""
    demand(actor, Deed.SEE_COURSES)
    rows = (
        visible_meetings(actor)
        .where(
            col(Meeting.worker_id) == actor.number,
            col(Meeting.starts_at) >= clock.at(monday, time()),
            col(Meeting.starts_at) < clock.at(monday + timedelta(days=WEEK), time()),
        )
        .outerjoin(Course, col(Course.id) == col(Meeting.course_id))
        .outerjoin(Case, col(Case.id) == col(Meeting.case_id))
        .outerjoin(Person, col(Person.id) == col(Case.person_id))
        .add_columns(Course, Person)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    days: dict[date, list[WeekRow]] = {monday + timedelta(days=number): [] for number in range(WEEK)}
    for meeting, course, person in await session.execute(rows):
        days[clock.local(meeting.starts_at).date()].append(WeekRow(meeting, course, person))
    return days


async def sessions_of_case(session: AsyncSession, actor: Actor, *, case_id: int) -> CaseSessions:
    """Everything of sessions in a case. Raises NotFound."""
    demand(actor, Deed.SEE_COURSES)
    case = await find(session, visible_cases(actor), case_id)
    alone = (
        sa.select(Meeting, col(Staff.name), Attendance)
        .join(Staff, col(Staff.id) == col(Meeting.worker_id))
        .outerjoin(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(col(Meeting.case_id) == case.key)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    courses = (
        sa.select(Course, SignUp)
        .join(SignUp, col(SignUp.course_id) == col(Course.id))
        .where(col(SignUp.case_id) == case.key, col(SignUp.status) != SignUpStatus.CANCELLED)
        .order_by(col(Course.starts_on).desc(), col(Course.id).desc())
    )
    together = (
        sa.select(Meeting, Course, Attendance)
        .join(Course, col(Course.id) == col(Meeting.course_id))
        .join(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(col(Attendance.case_id) == case.key)
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    )
    may_edit = actor.may(Deed.EDIT_COURSES) and case.status in LIVE and await _is_own(session, actor, case.key)
    return CaseSessions(
        alone=[(meeting, name, mark) for meeting, name, mark in await session.execute(alone)],
        courses=[(course, sign_up) for course, sign_up in await session.execute(courses)],
        together=[(meeting, course, mark) for meeting, course, mark in await session.execute(together)],
        progress=await progress_of(session, case.key),
        workers=await colleagues(session, case, Deed.EDIT_COURSES),
        hours=hours_words(await hours_of(session, case.office_id)),
        may_edit=may_edit,
    )


async def _is_own(session: AsyncSession, actor: Actor, case_id: int) -> bool:
    rows = editable_cases(actor).where(col(Case.id) == case_id).with_only_columns(col(Case.id))
    return await session.scalar(rows) is not None


async def progress_of(session: AsyncSession, case_id: int, *, day: date | None = None) -> list[Progress]:
    """For each session that the plan in force asks for: this month's count, arranged and held with the person there."""
    first = (day or clock.today()).replace(day=1)
    after = first + timedelta(days=monthrange(first.year, first.month)[1])
    begins, ends = clock.at(first, time()), clock.at(after, time())
    found = []
    for activity in await session_activities(session, case_id):
        rows = (
            sa.select(col(Meeting.starts_at), col(Meeting.status), col(Attendance.presence))
            .outerjoin(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
            .where(col(Meeting.activity_id) == activity.key, col(Meeting.status) != MeetingStatus.CANCELLED)
        )
        meetings = list(await session.execute(rows))
        month = [one for one in meetings if begins <= one.starts_at < ends]
        found.append(
            Progress(
                activity=activity,
                asked=asked_in_month(activity, first),
                arranged=len(month),
                held=sum(one.presence is Presence.CAME for one in month),
                held_in_all=sum(one.presence is Presence.CAME for one in meetings),
            )
        )
    return found


def asked_in_month(activity: PlanActivity, first: date) -> int:
    """How many sessions the plan means in the month: a week belongs to the month in which its Monday is."""
    days = [first + timedelta(days=number) for number in range(monthrange(first.year, first.month)[1])]
    if activity.until:
        days = [day for day in days if day <= activity.until]
    times = {
        Every.DAY: len(days),
        Every.WEEK: sum(day.weekday() == 0 for day in days),
        Every.MONTH: 1 if days else 0,
        Every.ONCE: 1,
    }
    return activity.times * times[activity.every]
