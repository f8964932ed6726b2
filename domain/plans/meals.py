"""The meals of a support plan: the weekly order that the plan asks for, beside the one that stands."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find, orderable_people, visible_cases
from domain.calendar import calendar_of
from domain.cases.editing import case_to_edit, editable_cases
from domain.meals.eating import NoMeals
from domain.meals.weekly import WEEK, Weekly, programme_to_enrol, set_weekly_order, weekdays_of, weekly_order
from domain.phrases import _
from domain.plans.starting import plan_in_force
from domain.refusals import NotFound, Refusal, WrongInput
from domain.versions import demand_seen
from models.cases import LIVE, Case
from models.meals import MealOrder, OrderStatus
from models.people import PersonStatus
from models.places import Programme
from models.plans import ActivityKind, Every, PlanActivity, SupportPlan
from models.routes import Outcome, Stop

#: The form is shown only where no weekly order stands: one that stands by now was made by somebody quicker.
NO_ORDER = ""


class NoMealsInPlan(Refusal):
    """The plan that is in force asks for no meals by the week. Please look at the plan again."""


@dataclass(frozen=True)
class MealsThisMonth:
    """On how many days the plan asks for food, in the month and in its weeks that are over; ordered and brought."""

    asked: int
    by_now: int
    ordered: int
    brought: int

    @property
    def behind(self) -> bool:
        """Whether less was brought than the plan asked for until now."""
        return self.brought < self.by_now


@dataclass(frozen=True)
class MealsOfPlan:
    """On how many days a week the plan asks for food, on which it can come, and the weekly order that stands."""

    days: int
    possible: list[int]
    weekly: Weekly | None
    person_id: int
    plan_id: int
    month: MealsThisMonth

    @property
    def agrees(self) -> bool:
        """Whether the weekly order brings food on as many days as the plan says."""
        return self.weekly is not None and len(self.weekly.days) == self.days

    @property
    def chosen(self) -> list[int]:
        """The weekdays that follow from the plan alone: all of them, or none where the person chooses."""
        return self.possible if self.days == len(self.possible) else []


async def meals_of_plan(session: AsyncSession, actor: Actor, *, case_id: int) -> MealsOfPlan | None:
    """What the plan in force says of meals, for whoever may order them for the person.

    Nothing where the plan asks for none, where no meals are given, or where the actor could not make the weekly order
    that is missing: a first one enrols for meals, which is for those who keep the cards.
    """
    demand(actor, Deed.SEE_CASES)
    case = await find(session, visible_cases(actor), case_id)
    try:
        person = await find(session, orderable_people(actor), case.person_id)
    except NotFound:
        return None
    programme = await programme_to_enrol(session)
    if programme is None or person.status is not PersonStatus.ACTIVE or case.status not in LIVE:
        return None
    plan = await plan_in_force(session, case)
    possible = weekdays_served(programme)
    days = days_asked(await _meals(session, plan), len(possible)) if plan else 0
    weekly = await _standing(session, actor, person.key)
    may_enrol = actor.may(Deed.EDIT_PEOPLE) and await _may_work_on(session, actor, case.key)
    if not plan or not days or (weekly is None and not may_enrol):
        return None
    served = await _served_days(session, programme, since=plan.starts_on)
    month = await _this_month(session, person.key, served, days)
    return MealsOfPlan(days, possible, weekly, person.key, plan.key, month)


async def order_as_planned(
    session: AsyncSession, actor: Actor, *, case_id: int, weekdays: Collection[int], seen: str | None = None
) -> Weekly:
    """Make the person's first weekly order, on so many days as the plan says.

    `seen` is the number of the plan that the form showed. Raises NotFound, NoMealsInPlan, WrongInput for another number
    of days, Stale when another plan or a weekly order stands by now.
    """
    demand(actor, Deed.ORDER)
    case = await case_to_edit(session, actor, case_id=case_id)
    found = await meals_of_plan(session, actor, case_id=case.key)
    if found is None:
        raise NoMealsInPlan
    demand_seen(seen, str(found.plan_id))
    if len(set(weekdays)) != found.days:
        raise WrongInput(weekdays=_("Please choose so many days as the plan says."))
    return await set_weekly_order(
        session, actor, person_id=case.person_id, weekdays=weekdays_of(weekdays), seen=NO_ORDER
    )


def weekdays_served(programme: Programme) -> list[int]:
    """The weekdays on which the programme brings food; Monday is 0."""
    return [day for day in WEEK if programme.weekdays >> day & 1]


def days_asked(meals: Sequence[PlanActivity], served: int) -> int:
    """On how many days of a week the plan asks for food; "every day" is every day on which it is brought."""
    days = [served if one.every is Every.DAY else one.times for one in meals if one.every in (Every.DAY, Every.WEEK)]
    return max((min(number, served) for number in days), default=0)


async def _meals(session: AsyncSession, plan: SupportPlan) -> list[PlanActivity]:
    """The meals of the plan whose last day has not passed."""
    rows = sa.select(PlanActivity).where(
        col(PlanActivity.plan_id) == plan.key,
        col(PlanActivity.kind) == ActivityKind.MEAL,
        col(PlanActivity.until).is_(None) | (col(PlanActivity.until) >= clock.today()),
    )
    return list(await session.scalars(rows.order_by(col(PlanActivity.id))))


async def _served_days(session: AsyncSession, programme: Programme, *, since: date | None) -> list[date]:
    """The days of this month on which the programme brings food, from the beginning of the plan on."""
    calendar, today = await calendar_of(session), clock.today()
    days = (today.replace(day=number + 1) for number in range(monthrange(today.year, today.month)[1]))
    return [day for day in days if day >= (since or day) and calendar.serves(programme, day)]


async def _this_month(
    session: AsyncSession, person_id: int, served: Sequence[date], days_a_week: int
) -> MealsThisMonth:
    """What was asked, ordered and brought; `served` are the days on which food could come."""
    today = clock.today()
    weeks = [list(days) for _week, days in groupby(served, key=lambda day: day.isocalendar().week)]
    rows = (
        sa.select(sa.func.count(col(MealOrder.id)), sa.func.count(col(Stop.id)))
        .outerjoin(Stop, (col(Stop.id) == col(MealOrder.stop_id)) & (col(Stop.outcome) == Outcome.DELIVERED))
        .where(
            col(MealOrder.person_id) == person_id,
            col(MealOrder.status) == OrderStatus.ORDERED,
            col(MealOrder.day).between(today.replace(day=1), today.replace(day=monthrange(today.year, today.month)[1])),
        )
    )
    ordered, brought = (await session.execute(rows)).one()
    return MealsThisMonth(
        asked=sum(min(days_a_week, len(week)) for week in weeks),
        by_now=sum(min(days_a_week, len(week)) for week in weeks if week[-1] < today),
        ordered=ordered,
        brought=brought,
    )


async def _standing(session: AsyncSession, actor: Actor, person_id: int) -> Weekly | None:
    try:
        return await weekly_order(session, actor, person_id=person_id)
    except NoMeals:
        return None


async def _may_work_on(session: AsyncSession, actor: Actor, case_id: int) -> bool:
    rows = editable_cases(actor).where(col(Case.id) == case_id).with_only_columns(col(Case.id))
    return await session.scalar(rows) is not None
