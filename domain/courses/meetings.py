"""Planning sessions, visits and errands: one or a weekly series, within the hours and apart from others.

A visit or an errand is a meeting with the person of a case that keeps such an activity of its plan. Where no place is
written it is at the person's home: the address is read anew each time, so that it moves with the person.
"""

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
from domain.cases.editing import editable_cases
from domain.courses.activities import arranged_activities
from domain.courses.life import CHANGEABLE, NotNowForCourse
from domain.courses.rows import editable_courses, editable_meetings
from domain.courses.telling import tell_of_cancelled_meeting
from domain.courses.visiting import Hours, hours_for
from domain.courses.workers import workers_of
from domain.database import lock_day
from domain.phrases import Phrase, _, hour_words
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.cases import LIVE, Case
from models.courses import Meeting, MeetingStatus
from models.plans import PlanActivity

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
    hours = await hours_for(session, course.office_id)
    days, left_out = _weekly(facts, hours)
    meetings = await put_down(
        session, facts, days, hours, organisation_id=course.organisation_id, office_id=course.office_id,
        course_id=course.key,
    )  # fmt: skip
    return Planned(meetings, left_out)


async def plan_case_meetings(
    session: AsyncSession, actor: Actor, *, case_id: int, facts: MeetingFacts, activity_id: int | None = None
) -> Planned:
    """Plan meetings with the person of a case, maybe for an activity of its plan. Of a guarded case only its team.

    Raises NotFound, CaseIsOver, WrongInput, ClosedThatDay, OutsideHours, OutsideVisitingHours, WorkerIsBusy.
    """
    case = await case_of_meetings(session, actor, case_id)
    await check_of_case(session, case, facts)
    known = {one.key: one for one, _plan in await arranged_activities(session, case.key)}
    activity = known.get(activity_id or 0)
    if activity_id is not None and activity is None:
        raise WrongInput(activity_id=_("Please choose an activity of the plan that is in force."))
    hours = await hours_for(session, case.office_id, activity.kind if activity else None)
    days, left_out = _weekly(facts, hours)
    return Planned(await put_down_for_case(session, case, activity, facts, days, hours), left_out)


async def case_of_meetings(session: AsyncSession, actor: Actor, case_id: int) -> Case:
    """The case, if the actor may plan meetings in it and it goes on. Raises NotFound and CaseIsOver."""
    demand(actor, Deed.EDIT_COURSES)
    case = await find(session, editable_cases(actor), case_id)
    if case.status not in LIVE:
        raise CaseIsOver
    return case


async def check_of_case(session: AsyncSession, case: Case, facts: MeetingFacts) -> None:
    """Raise WrongInput for what cannot be planned in the case."""
    _check(facts, {one.key for one in await colleagues(session, case, Deed.EDIT_COURSES)})


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


def _weekly(facts: MeetingFacts, hours: Hours) -> tuple[list[date], list[date]]:
    """The days of the weekly series, and those left out: the first must be open, later ones that are not are left."""
    hours.begins(facts.day, facts.start, facts.minutes)
    days = [facts.day]
    left_out: list[date] = []
    for number in range(1, 2 * MOST_MEETINGS):
        if len(days) == facts.times:
            break
        day = facts.day + number * _WEEK
        (days if hours.is_open(day) else left_out).append(day)
    return days, left_out


async def put_down_for_case(
    session: AsyncSession,
    case: Case,
    activity: PlanActivity | None,
    facts: MeetingFacts,
    days: Sequence[date],
    hours: Hours,
) -> list[Meeting]:
    """Write meetings with the person of a case on these days, each at the hour of the facts."""
    return await put_down(
        session, facts, days, hours, organisation_id=case.organisation_id, office_id=case.office_id, case_id=case.key,
        activity_id=activity.key if activity else None,
    )  # fmt: skip


async def put_down(
    session: AsyncSession, facts: MeetingFacts, days: Sequence[date], hours: Hours, **of: Any
) -> list[Meeting]:
    """Write meetings on these days, all of them or none."""
    await lock_day(session, f"sessions:{facts.worker_id}", alone=True)
    planned: list[Meeting] = []
    for day in days:
        starts_at = hours.begins(day, facts.start, facts.minutes)
        await _demand_free(session, facts.worker_id, starts_at, facts.minutes)
        planned.append(
            Meeting(
                worker_id=facts.worker_id,
                starts_at=starts_at,
                minutes=facts.minutes,
                place=facts.place.strip(),
                topic=facts.topic.strip(),
                **of,
            )
        )
    session.add_all(planned)
    await session.flush()
    return planned


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
