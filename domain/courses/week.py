"""The worker's week, and the sessions, visits and errands of a case with what its plan asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find, visible_cases
from domain.assessing.who import colleagues
from domain.cases.editing import editable_cases
from domain.courses.activities import AWAY, Progress, progress_of
from domain.courses.hours import hours_of, hours_words
from domain.courses.rows import visible_meetings
from domain.phrases import Spoken
from models.cases import LIVE, Case
from models.courses import Attendance, Course, Meeting, SignUp, SignUpStatus
from models.people import Address, Person
from models.plans import ActivityKind, PlanActivity
from models.staff import Staff

WEEK = 7


@dataclass(frozen=True)
class WeekRow:
    """A meeting of the week: with whom, or of which course; `home` is the address where it is at the person's home."""

    meeting: Meeting
    course: Course | None
    person: Person | None
    kind: ActivityKind = ActivityKind.SESSION
    home: Address | None = None


@dataclass(frozen=True)
class CaseSessions:
    """The sessions of a case, alone and in groups, who could hold one, and how far the plan is."""

    alone: Sequence[tuple[Meeting, str, Attendance | None]]
    kinds: Mapping[int, ActivityKind]
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
        .outerjoin(Address, col(Address.id) == col(Person.address_id))
        .outerjoin(PlanActivity, col(PlanActivity.id) == col(Meeting.activity_id))
        .add_columns(Course, Person, col(PlanActivity.kind), Address)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    days: dict[date, list[WeekRow]] = {monday + timedelta(days=number): [] for number in range(WEEK)}
    for meeting, course, person, kind, address in await session.execute(rows):
        home = address if kind in AWAY and not meeting.place else None
        row = WeekRow(meeting, course, person, kind or ActivityKind.SESSION, home)
        days[clock.local(meeting.starts_at).date()].append(row)
    return days


async def sessions_of_case(session: AsyncSession, actor: Actor, *, case_id: int) -> CaseSessions:
    """Everything of sessions in a case. Raises NotFound."""
    demand(actor, Deed.SEE_COURSES)
    case = await find(session, visible_cases(actor), case_id)
    alone = (
        sa.select(Meeting, col(Staff.name), Attendance, col(PlanActivity.kind))
        .outerjoin(PlanActivity, col(PlanActivity.id) == col(Meeting.activity_id))
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
    found = list(await session.execute(alone))
    return CaseSessions(
        alone=[(meeting, name, mark) for meeting, name, mark, _kind in found],
        kinds={meeting.key: kind or ActivityKind.SESSION for meeting, _name, _mark, kind in found},
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
