"""Writing an edition of a support plan: its goals, and who does what for them and how often."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.assessing.who import case_in, number_of
from domain.cases.editing import editable_of_cases
from domain.plans.checking import check_plan
from domain.refusals import Refusal
from domain.versions import demand_version, flush_or_stale
from models.cases import LIVE, CaseStatus
from models.plans import ActivityKind, Every, GoalStatus, PlanActivity, PlanGoal, PlanStatus, SupportPlan

#: Before the needs are assessed there is nothing to plan on.
WHEN = tuple(status for status in LIVE if status is not CaseStatus.APPLIED)
WRITABLE = (PlanStatus.DRAFT, PlanStatus.RETURNED)
IN_WORK = (*WRITABLE, PlanStatus.SUBMITTED)


class PlanInWork(Refusal):
    """An edition of this plan is in work already. Please finish that one first."""


class PlanClosed(Refusal):
    """This edition of the plan does not change any more. Please begin a new edition."""


class PlanIsSubmitted(Refusal):
    """This plan waits for approval. To change it, ask the approver to return it."""


class PlanIsEmpty(Refusal):
    """A plan needs at least one goal with an activity. Please write who does what, and how often."""


@dataclass(frozen=True)
class ActivityFacts:
    """Who does what, how often, until when."""

    kind: ActivityKind
    words: str
    who: str = ""
    times: int = 1
    every: Every = Every.WEEK
    until: date | None = None


@dataclass(frozen=True)
class GoalFacts:
    """What is to be reached in a domain of life, and what is done for it."""

    life_domain: str
    words: str
    until: date | None = None
    status: GoalStatus = GoalStatus.OPEN
    activities: tuple[ActivityFacts, ...] = ()


@dataclass(frozen=True)
class PlanFacts:
    """What the form of a plan says."""

    goals: tuple[GoalFacts, ...] = ()
    words: str = ""
    starts_on: date | None = None


async def begin_plan(session: AsyncSession, actor: Actor, *, case_id: int) -> SupportPlan:
    """Begin the next edition: the first empty, a later one copied from the approved. Raises PlanInWork and NotNow."""
    demand(actor, Deed.WRITE_PLANS)
    case = await case_in(session, actor, case_id, WHEN)
    editions = list(await session.scalars(sa.select(SupportPlan).where(col(SupportPlan.case_id) == case.key)))
    if any(one.status in IN_WORK for one in editions):
        raise PlanInWork
    approved = next((one for one in editions if one.status is PlanStatus.APPROVED), None)
    plan = SupportPlan(
        organisation_id=case.organisation_id,
        case_id=case.key,
        edition=max((one.edition for one in editions), default=0) + 1,
        words=approved.words if approved else "",
        written_by=number_of(actor),
        written_at=clock.now(),
    )
    session.add(plan)
    try:
        await session.flush()
    except IntegrityError:
        raise PlanInWork from None
    if approved:
        await _write(session, plan, await goals_of(session, approved.key))
    return plan


async def save_plan(
    session: AsyncSession, actor: Actor, *, plan_id: int, facts: PlanFacts, version: int | None = None
) -> SupportPlan:
    """Save a draft or returned edition as the form has it. Raises PlanClosed, PlanIsSubmitted, WrongInput, Stale."""
    plan = await _writable(session, actor, plan_id)
    demand_version(plan, version)
    check_plan(facts)
    plan.words, plan.starts_on = facts.words.strip(), facts.starts_on
    plan.written_by, plan.written_at = number_of(actor), clock.now()
    flag_modified(plan, "words")  # the goals are rows of their own: a change of them alone is a new version too
    await flush_or_stale(session)
    await _erase(session, plan.key)
    await _write(session, plan, facts.goals)
    return plan


async def submit_plan(
    session: AsyncSession, actor: Actor, *, plan_id: int, facts: PlanFacts, version: int | None = None
) -> SupportPlan:
    """Save the edition and hand it in for approval. Raises PlanIsEmpty without a goal that has an activity."""
    if not any(goal.activities for goal in facts.goals):
        await _writable(session, actor, plan_id)
        raise PlanIsEmpty
    plan = await save_plan(session, actor, plan_id=plan_id, facts=facts, version=version)
    plan.status = PlanStatus.SUBMITTED
    plan.submitted_by, plan.submitted_at = number_of(actor), clock.now()
    await flush_or_stale(session)
    return plan


async def goals_of(session: AsyncSession, plan_id: int) -> tuple[GoalFacts, ...]:
    """The goals of an edition with their activities, in the order in which they were written."""
    activities: dict[int, list[ActivityFacts]] = {}
    rows = sa.select(PlanActivity).where(col(PlanActivity.plan_id) == plan_id).order_by(col(PlanActivity.id))
    for one in await session.scalars(rows):
        facts = ActivityFacts(one.kind, one.words, one.who, one.times, one.every, one.until)
        activities.setdefault(one.goal_id, []).append(facts)
    goals = sa.select(PlanGoal).where(col(PlanGoal.plan_id) == plan_id).order_by(col(PlanGoal.id))
    return tuple(
        GoalFacts(goal.life_domain, goal.words, goal.until, goal.status, tuple(activities.get(goal.key, ())))
        for goal in await session.scalars(goals)
    )


async def _writable(session: AsyncSession, actor: Actor, plan_id: int) -> SupportPlan:
    demand(actor, Deed.WRITE_PLANS)
    rows = editable_of_cases(actor, Deed.WRITE_PLANS, SupportPlan, col(SupportPlan.case_id))
    plan = await find(session, rows, plan_id, fresh=True)
    if plan.status is PlanStatus.SUBMITTED:
        raise PlanIsSubmitted
    if plan.status not in WRITABLE:
        raise PlanClosed
    await case_in(session, actor, plan.case_id, WHEN)
    return plan


async def _write(session: AsyncSession, plan: SupportPlan, goals: tuple[GoalFacts, ...]) -> None:
    for facts in goals:
        goal = PlanGoal(
            organisation_id=plan.organisation_id,
            plan_id=plan.key,
            life_domain=facts.life_domain,
            words=facts.words.strip(),
            until=facts.until,
            status=facts.status,
        )
        session.add(goal)
        await session.flush()
        session.add_all(_activity(plan, goal, one) for one in facts.activities)
    await session.flush()


def _activity(plan: SupportPlan, goal: PlanGoal, facts: ActivityFacts) -> PlanActivity:
    return PlanActivity(
        organisation_id=plan.organisation_id,
        plan_id=plan.key,
        goal_id=goal.key,
        kind=facts.kind,
        words=facts.words.strip(),
        who=facts.who.strip(),
        times=facts.times,
        every=facts.every,
        until=facts.until,
    )


async def _erase(session: AsyncSession, plan_id: int) -> None:
    """Take the rows of a draft away; the form brings all of them anew."""
    for record in (PlanActivity, PlanGoal):
        for row in await session.scalars(sa.select(record).where(col(record.plan_id) == plan_id)):
            await session.delete(row)
        await session.flush()
