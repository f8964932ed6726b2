"""What the plan in force asks to be done with the person, and how far each of it is this month."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find, visible_cases
from models.courses import Attendance, Meeting, MeetingStatus, Presence
from models.plans import ActivityKind, Every, PlanActivity, PlanStatus, SupportPlan

#: Activities that are kept by a visit to the person, and not at the office.
AWAY = (ActivityKind.VISIT, ActivityKind.ERRAND)
#: Activities that are arranged one by one with a day and an hour.
ARRANGED = (ActivityKind.SESSION, *AWAY)
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Progress:
    """An activity of the plan this month: how often it is asked for, arranged and held; `by_now` is asked until today.

    `held_in_all` counts from the beginning.
    """

    activity: PlanActivity
    asked: int
    by_now: int
    arranged: int
    held: int
    held_in_all: int

    @property
    def behind(self) -> bool:
        """Whether less was held than the plan asked for in the days and weeks that are over."""
        done = self.held_in_all if self.activity.every is Every.ONCE else self.held
        return done < self.by_now


@dataclass(frozen=True)
class Kept:
    """One meeting that keeps an activity: planned or held."""

    starts_at: datetime
    came: bool

    @property
    def day(self) -> date:
        """The day on which it is."""
        return clock.local(self.starts_at).date()


async def arranged_activities(session: AsyncSession, case_id: int) -> list[tuple[PlanActivity, SupportPlan]]:
    """The sessions, visits and errands that the plan in force asks for, with the plan."""
    rows = (
        sa.select(PlanActivity, SupportPlan)
        .join(SupportPlan, col(SupportPlan.id) == col(PlanActivity.plan_id))
        .where(
            col(SupportPlan.case_id) == case_id,
            col(SupportPlan.status) == PlanStatus.APPROVED,
            col(PlanActivity.kind).in_(ARRANGED),
        )
    )
    return [(activity, plan) for activity, plan in await session.execute(rows.order_by(col(PlanActivity.id)))]


async def kind_of(session: AsyncSession, meeting: Meeting) -> ActivityKind:
    """What a meeting is: what its activity of a plan says, else a session."""
    activity = await session.get(PlanActivity, meeting.activity_id) if meeting.activity_id else None
    return activity.kind if activity else ActivityKind.SESSION


async def kept_of(session: AsyncSession, case_id: int, activities: Sequence[PlanActivity]) -> dict[int, list[Kept]]:
    """What is planned and was held for each activity of the case, the earliest first.

    A new edition copies what goes on: an activity with the same words in an edition before is the same one.
    """
    rows = (
        sa.select(PlanActivity, col(Meeting.starts_at), col(Attendance.presence))
        .join(Meeting, col(Meeting.activity_id) == col(PlanActivity.id))
        .outerjoin(Attendance, col(Attendance.meeting_id) == col(Meeting.id))
        .where(col(Meeting.case_id) == case_id, col(Meeting.status) != MeetingStatus.CANCELLED)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    found: dict[int, list[Kept]] = {one.key: [] for one in activities}
    for kept, starts_at, presence in await session.execute(rows):
        for one in activities:
            if kept.key == one.key or (kept.plan_id != one.plan_id and _same(kept, one)):
                found[one.key].append(Kept(starts_at, presence is Presence.CAME))
    return found


def _same(one: PlanActivity, other: PlanActivity) -> bool:
    return (one.kind, one.words) == (other.kind, other.words)


async def plan_progress(session: AsyncSession, actor: Actor, *, case_id: int) -> list[Progress]:
    """How far each activity of the plan in force is this month, for whoever may open the case. Raises NotFound."""
    demand(actor, Deed.SEE_CASES)
    case = await find(session, visible_cases(actor), case_id)
    return await progress_of(session, case.key)


async def progress_of(session: AsyncSession, case_id: int, *, day: date | None = None) -> list[Progress]:
    """For each activity that the plan in force asks for: the month's count, arranged and held with the person there."""
    today = day or clock.today()
    planned = await arranged_activities(session, case_id)
    kept = await kept_of(session, case_id, [activity for activity, _plan in planned])
    return [_progress(activity, plan, kept[activity.key], today) for activity, plan in planned]


def _progress(activity: PlanActivity, plan: SupportPlan, kept: Sequence[Kept], today: date) -> Progress:
    month = [one for one in kept if (one.day.year, one.day.month) == (today.year, today.month)]
    return Progress(
        activity=activity,
        asked=asked_in_month(activity, today, since=plan.starts_on),
        by_now=asked_by(activity, today, since=plan.starts_on),
        arranged=len(month),
        held=sum(one.came for one in month),
        held_in_all=sum(one.came for one in kept),
    )


def asked_in_month(activity: PlanActivity, day: date, *, since: date | None = None) -> int:
    """How often the plan means it in the day's month: a week belongs to the month in which its Monday is."""
    days = _days(activity, day, since)
    times = {
        Every.DAY: len(days),
        Every.WEEK: sum(day.weekday() == 0 for day in days),
        Every.MONTH: 1 if days else 0,
        Every.ONCE: 1,
    }
    return activity.times * times[activity.every]


def asked_by(activity: PlanActivity, today: date, *, since: date | None = None) -> int:
    """How often the plan meant it in the days and whole weeks of this month that are over.

    Nobody is late with what may still be done within its week or month; what is asked once, when its day has passed.
    """
    days = [day for day in _days(activity, today, since) if day < today]
    times = {
        Every.DAY: len(days),
        Every.WEEK: sum(day.weekday() == 0 and day + _WEEK <= today for day in days),
        Every.MONTH: 0,
        Every.ONCE: 1 if activity.until and activity.until < today else 0,
    }
    return activity.times * times[activity.every]


def _days(activity: PlanActivity, day: date, since: date | None) -> list[date]:
    """The days of the month on which the activity is asked for."""
    length = monthrange(day.year, day.month)[1]
    days = (day.replace(day=number + 1) for number in range(length))
    return [one for one in days if (since or one) <= one <= (activity.until or one)]
