"""Planning sessions: of a course or of one case, one or a weekly series, within the hours and apart from others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.assessing.who import colleagues
from domain.calendar import calendar_of
from domain.cases.editing import editable_cases
from domain.courses.hours import demand_hours, hours_of, is_working
from domain.courses.life import CHANGEABLE, NotNowForCourse
from domain.courses.rows import editable_courses, editable_meetings
from domain.courses.telling import tell_of_cancelled_meeting
from domain.courses.workers import workers_of
from domain.database import lock_day
from domain.phrases import Phrase, _, hour_words
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.cases import LIVE
from models.courses import Meeting, MeetingStatus
from models.plans import ActivityKind, PlanActivity, PlanStatus, SupportPlan

MOST_MEETINGS = 52
MOST_MINUTES = 8 * 60
_LONGEST = 300
_WEEK = timedelta(weeks=1)


class WorkerIsBusy(Refusal):
    """This colleague has another session then: {day}, {hour}. Please choose another hour or another colleague."""


class CaseIsOver(Refusal):
    """This case is over. Please open it anew before you plan a session."""


class MeetingIsOver(Refusal):
    """This session was held or cancelled already. Please open it anew and see where it stands."""


class CancellingMeetingNeedsWords(Refusal):
    """Please write why the session will not take place: it stays in the history."""


@dataclass(frozen=True)
class MeetingFacts:
    """When, how long, who, where and about what; `times` weekly sessions from the day on."""

    day: date
    start: time
    minutes: int
    worker_id: int
    place: str = ""
    topic: str = ""
    times: int = 1


@dataclass(frozen=True)
class Planned:
    """The sessions of a series, and the weeks that were left out because the office does not work on that day."""

    meetings: Sequence[Meeting]
    left_out: Sequence[date]


async def plan_course_meetings(session: AsyncSession, actor: Actor, *, course_id: int, facts: MeetingFacts) -> Planned:
    """Plan sessions of a course. Raises WrongInput, NotNowForCourse, ClosedThatDay, OutsideHours, WorkerIsBusy."""
    demand(actor, Deed.EDIT_COURSES)
    course = await find(session, editable_courses(actor), course_id)
    if course.status not in CHANGEABLE:
        raise NotNowForCourse
    workers = {one.key for one in await workers_of(session, course.office_id)}
    _check(facts, workers)
    return await _plan(session, facts, course.organisation_id, course.office_id, course_id=course.key)


async def plan_case_meetings(
    session: AsyncSession, actor: Actor, *, case_id: int, facts: MeetingFacts, activity_id: int | None = None
) -> Planned:
    """Plan sessions with the person of a case, maybe for an activity of its plan. Of a guarded case only its team.

    Raises NotFound, CaseIsOver, WrongInput, ClosedThatDay, OutsideHours, WorkerIsBusy.
    """
    demand(actor, Deed.EDIT_COURSES)
    case = await find(session, editable_cases(actor), case_id)
    if case.status not in LIVE:
        raise CaseIsOver
    _check(facts, {one.key for one in await colleagues(session, case, Deed.EDIT_COURSES)})
    known = {one.key for one in await session_activities(session, case.key)}
    if activity_id is not None and activity_id not in known:
        raise WrongInput(activity_id=_("Please choose an activity of the plan that is in force."))
    return await _plan(session, facts, case.organisation_id, case.office_id, case_id=case.key, activity_id=activity_id)


async def session_activities(session: AsyncSession, case_id: int) -> list[PlanActivity]:
    """The sessions that the plan in force asks for."""
    rows = (
        sa.select(PlanActivity)
        .join(SupportPlan, col(SupportPlan.id) == col(PlanActivity.plan_id))
        .where(
            col(SupportPlan.case_id) == case_id,
            col(SupportPlan.status) == PlanStatus.APPROVED,
            col(PlanActivity.kind) == ActivityKind.SESSION,
        )
    )
    return list(await session.scalars(rows.order_by(col(PlanActivity.id))))


async def cancel_meeting(
    session: AsyncSession, actor: Actor, *, meeting_id: int, words: str, version: int | None = None
) -> Meeting:
    """A planned session is off; those who take part and have a chat hear it. Raises MeetingIsOver, Stale."""
    meeting = await meeting_to_edit(session, actor, meeting_id, version)
    if meeting.status is not MeetingStatus.PLANNED:
        raise MeetingIsOver
    if not words.strip():
        raise CancellingMeetingNeedsWords
    meeting.status, meeting.words = MeetingStatus.CANCELLED, words.strip()
    await flush_or_stale(session)
    if meeting.starts_at > clock.now():
        await tell_of_cancelled_meeting(session, meeting)
    return meeting


async def meeting_to_edit(session: AsyncSession, actor: Actor, meeting_id: int, version: int | None) -> Meeting:
    """The session as it stands now, for whoever may work on it. Raises NotFound and Stale."""
    demand(actor, Deed.EDIT_COURSES)
    meeting = await find(session, editable_meetings(actor).with_for_update(of=Meeting), meeting_id, fresh=True)
    demand_version(meeting, version)
    return meeting


def _check(facts: MeetingFacts, workers: set[int]) -> None:
    wrong: dict[str, Phrase] = {}
    if not 1 <= facts.minutes <= MOST_MINUTES:
        wrong["minutes"] = _("Please write how many minutes it lasts, at most eight hours.")
    if not 1 <= facts.times <= MOST_MEETINGS:
        wrong["times"] = _("Please write a number of weeks from 1 to 52.")
    if facts.worker_id not in workers:
        wrong["worker_id"] = _("Please choose a colleague from the list.")
    for name in ("place", "topic"):
        if len(getattr(facts, name)) > _LONGEST:
            wrong[name] = _("This text is too long. Please shorten it.")
    if wrong:
        raise WrongInput(**wrong)


async def _plan(session: AsyncSession, facts: MeetingFacts, owner: int, office_id: int, **of: Any) -> Planned:
    """All of the series or nothing: the first day must be a working one, later ones that are not are left out."""
    await lock_day(session, f"sessions:{facts.worker_id}", alone=True)
    hours, calendar = await hours_of(session, office_id), await calendar_of(session)
    planned: list[Meeting] = []
    left_out: list[date] = []
    day = facts.day
    while len(planned) < facts.times:
        if planned and not is_working(hours, calendar, day):
            left_out.append(day)
            day += _WEEK
            continue
        starts_at = demand_hours(hours, calendar, day, facts.start, facts.minutes)
        await _demand_free(session, facts.worker_id, starts_at, facts.minutes)
        planned.append(
            Meeting(
                organisation_id=owner,
                office_id=office_id,
                worker_id=facts.worker_id,
                starts_at=starts_at,
                minutes=facts.minutes,
                place=facts.place.strip(),
                topic=facts.topic.strip(),
                **of,
            )
        )
        day += _WEEK
    session.add_all(planned)
    await session.flush()
    return Planned(planned, left_out)


async def _demand_free(session: AsyncSession, worker_id: int, starts_at: datetime, minutes: int) -> None:
    """Nobody is in two places at once; with whom the other session is, the refusal does not say."""
    rows = sa.select(Meeting).where(
        col(Meeting.worker_id) == worker_id,
        col(Meeting.status) != MeetingStatus.CANCELLED,
        col(Meeting.starts_at) < starts_at + timedelta(minutes=minutes),
        col(Meeting.starts_at) > starts_at - timedelta(minutes=MOST_MINUTES),
    )
    for other in await session.scalars(rows.order_by(col(Meeting.starts_at))):
        if other.starts_at + timedelta(minutes=other.minutes) > starts_at:
            raise WorkerIsBusy(day=clock.local(other.starts_at).date(), hour=hour_words(other.starts_at))
