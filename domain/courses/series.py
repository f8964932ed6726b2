"""An activity of the plan put into the calendar in one go: the days as the plan says, which the worker confirms."""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor, Deed
from domain.assessing.who import colleagues
from domain.calendar import SATURDAY
from domain.courses.activities import arranged_activities, kept_of
from domain.courses.meetings import CaseIsOver, MeetingFacts, case_of_meetings, check_of_case, put_down_for_case
from domain.courses.visiting import Hours, hours_for
from domain.phrases import _
from domain.refusals import NotFound, WrongInput
from models.cases import Case
from models.courses import Meeting
from models.plans import Every, PlanActivity, SupportPlan
from models.staff import Staff

#: So many days from tomorrow on are planned in one go.
AHEAD = 4 * 7


@dataclass(frozen=True)
class Proposal:
    """The days on which an activity can be, and those of them that the plan asks for and that are not planned yet."""

    activity: PlanActivity
    possible: list[date]
    proposed: list[date]
    workers: Sequence[Staff]


async def may_plan(session: AsyncSession, actor: Actor, *, case_id: int) -> bool:
    """Whether the actor may plan meetings in the case: it goes on, and of a guarded one the actor is in the team."""
    try:
        await case_of_meetings(session, actor, case_id)
    except (NotFound, CaseIsOver):
        return False
    return True


async def propose_days(session: AsyncSession, actor: Actor, *, case_id: int, activity_id: int) -> Proposal:
    """The days of the next four weeks as the plan says, holidays left out. Raises NotFound and CaseIsOver."""
    case = await case_of_meetings(session, actor, case_id)
    return await _proposal(session, case, *await _asked(session, case, activity_id))


async def plan_on_days(
    session: AsyncSession,
    actor: Actor,
    *,
    case_id: int,
    activity_id: int,
    days: Collection[date],
    facts: MeetingFacts,
) -> list[Meeting]:
    """Plan the activity on the days that the worker confirms, each at the hour of the facts; all of them or none.

    Raises NotFound, CaseIsOver, WrongInput, OutsideHours, OutsideVisitingHours, WorkerIsBusy.
    """
    case = await case_of_meetings(session, actor, case_id)
    await check_of_case(session, case, facts)
    activity, plan, hours = await _asked(session, case, activity_id)
    if not days:
        raise WrongInput(days=_("Please choose at least one day."))
    if not set(days) <= set(_possible(activity, plan, hours)):
        raise WrongInput(days=_("One of these days cannot be planned any more. Please choose from the list."))
    return await put_down_for_case(session, case, activity, facts, sorted(set(days)), hours)


async def _asked(session: AsyncSession, case: Case, activity_id: int) -> tuple[PlanActivity, SupportPlan, Hours]:
    for activity, plan in await arranged_activities(session, case.key):
        if activity.key == activity_id:
            return activity, plan, await hours_for(session, case.office_id, activity.kind)
    raise NotFound


async def _proposal(
    session: AsyncSession, case: Case, activity: PlanActivity, plan: SupportPlan, hours: Hours
) -> Proposal:
    kept = (await kept_of(session, case.key, [activity]))[activity.key]
    possible = _possible(activity, plan, hours)
    return Proposal(
        activity=activity,
        possible=possible,
        proposed=as_the_plan_says(activity, possible, Counter(one.day for one in kept)),
        workers=await colleagues(session, case, Deed.EDIT_COURSES),
    )


def _possible(activity: PlanActivity, plan: SupportPlan, hours: Hours) -> list[date]:
    first = max(clock.today() + timedelta(days=1), plan.starts_on or date.min)
    last = clock.today() + timedelta(days=AHEAD)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day <= (activity.until or day) and hours.is_open(day)]


def as_the_plan_says(activity: PlanActivity, possible: Sequence[date], taken: Counter[date]) -> list[date]:
    """What the plan asks for in each day, week or month and is not planned there yet, spread over its days.

    Days of rest are proposed only where the working days do not suffice.
    """
    planned: Counter[Hashable] = Counter()
    for day, times in taken.items():
        planned[_period(activity.every, day)] += times
    proposed: list[date] = []
    periods = dict.fromkeys(_period(activity.every, day) for day in possible)
    for period in periods:
        need = activity.times - planned[period]
        days = [day for day in possible if _period(activity.every, day) == period]
        free = [day for day in days if activity.every is Every.DAY or not taken[day]]
        working = [day for day in free if day.weekday() < SATURDAY]
        proposed += _spread(working if need <= len(working) else free, need)
    return proposed


def _period(every: Every, day: date) -> Hashable:
    match every:
        case Every.DAY:
            return day
        case Every.WEEK:
            return day - timedelta(days=day.weekday())
        case Every.MONTH:
            return day.year, day.month
    return None


def _spread(days: Sequence[date], need: int) -> list[date]:
    """So many of the days, evenly apart: three of a working week are Monday, Wednesday and Friday."""
    count = min(need, len(days))
    return [days[(2 * number + 1) * len(days) // (2 * count)] for number in range(count)]
