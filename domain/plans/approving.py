"""The word of the second person on a plan: returned with a comment, or approved in place of the edition before."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.assessing.terms import review_after
from domain.assessing.who import case_in, number_of
from domain.cases.editing import editable_of_cases
from domain.phrases import _
from domain.plans.writing import WHEN
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.cases import Case
from models.plans import PlanStatus, SupportPlan

_LONGEST_COMMENT = 1000


class NotOwnPlan(Refusal):
    """You have written or submitted this plan yourself. Please ask a colleague to approve it."""


class PlanNotSubmitted(Refusal):
    """This plan does not wait for approval. Please open the case anew and see where it stands."""


async def return_plan(
    session: AsyncSession, actor: Actor, *, plan_id: int, comment: str, version: int | None = None
) -> SupportPlan:
    """Give a submitted edition back to its writer, with what is to be changed."""
    plan, _case = await _submitted(session, actor, plan_id, version)
    if not comment.strip():
        raise WrongInput(comment=_("Please write what is to be changed."))
    if len(comment) > _LONGEST_COMMENT:
        raise WrongInput(comment=_("This text is too long. Please shorten it."))
    plan.status, plan.comment = PlanStatus.RETURNED, comment.strip()
    await flush_or_stale(session)
    return plan


async def approve_plan(session: AsyncSession, actor: Actor, *, plan_id: int, version: int | None = None) -> SupportPlan:
    """Approve what somebody else wrote and submitted: it holds from now on, the edition before does not any more.

    The plan and its case are looked at again so many months after its start as the setting says.
    """
    plan, case = await _submitted(session, actor, plan_id, version)
    if actor.number in (plan.written_by, plan.submitted_by):
        raise NotOwnPlan
    before = sa.select(SupportPlan).where(
        col(SupportPlan.case_id) == plan.case_id, col(SupportPlan.status) == PlanStatus.APPROVED
    )
    for old in await session.scalars(before.execution_options(populate_existing=True)):
        old.status = PlanStatus.REPLACED
    await flush_or_stale(session)  # the database keeps at most one approved edition of a case
    plan.status = PlanStatus.APPROVED
    plan.approved_by, plan.approved_at = number_of(actor), clock.now()
    plan.starts_on = plan.starts_on or clock.today()
    plan.review_on = case.review_on = review_after(plan.starts_on)
    await flush_or_stale(session)
    return plan


async def _submitted(
    session: AsyncSession, actor: Actor, plan_id: int, version: int | None
) -> tuple[SupportPlan, Case]:
    demand(actor, Deed.APPROVE_PLANS)
    rows = editable_of_cases(actor, Deed.APPROVE_PLANS, SupportPlan, col(SupportPlan.case_id))
    plan = await find(session, rows, plan_id, fresh=True)
    if plan.status is not PlanStatus.SUBMITTED:
        raise PlanNotSubmitted
    demand_version(plan, version)
    return plan, await case_in(session, actor, plan.case_id, WHEN)
