"""The beginning of the service itself."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand
from domain.assessing.terms import review_after
from domain.assessing.who import case_in
from domain.cases.procedure import Step, take_step
from domain.contracts.standing import signed_contract
from domain.phrases import _
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.cases import Case, CaseStatus, CaseStep
from models.places import Programme, RuleSet
from models.plans import PlanStatus, SupportPlan


class PlanFirst(Refusal):
    """This service starts with an approved support plan. Please have the plan approved first."""


class ContractFirst(Refusal):
    """This service starts with its signed contract. Please print the contract and enter it when it is signed."""


async def start_case(
    session: AsyncSession, actor: Actor, *, case_id: int, day: date, version: int | None = None
) -> Case:
    """The service starts; a delegated one only with an approved plan and a signed contract (чл. 80 and 85 ЗСУ).

    Raises PlanFirst, ContractFirst, NotNow.
    """
    demand(actor, Deed.EDIT_CASES)
    case = await case_in(session, actor, case_id, (CaseStatus.APPROVED,))
    demand_version(case, version)
    if day > clock.today():
        raise WrongInput(start_day=_("This day is still to come. Please start the service on the day itself."))
    if day < case.wished_on:
        raise WrongInput(start_day=_("This is before the person asked for the service. Please check the day."))
    return await begin_service(session, actor, case=case, day=day)


async def begin_service(session: AsyncSession, actor: Actor, *, case: Case, day: date) -> Case:
    """Start an approved case from a day that has come. Raises PlanFirst and ContractFirst."""
    programme = await session.get_one(Programme, case.programme_id)
    plan = await plan_in_force(session, case)
    if programme.rules is RuleSet.DELEGATED:
        if plan is None:
            raise PlanFirst
        if await signed_contract(session, case.key) is None:
            raise ContractFirst
    case.started_on, case.closed_on = day, None
    case.review_on = plan.review_on if plan else review_after(day)
    await flush_or_stale(session)
    return await take_step(session, actor, case_id=case.key, step=Step.START)


async def plan_in_force(session: AsyncSession, case: Case) -> SupportPlan | None:
    """The approved edition; one of the time before the case was opened anew does not count."""
    rows = sa.select(SupportPlan).where(
        col(SupportPlan.case_id) == case.key, col(SupportPlan.status) == PlanStatus.APPROVED
    )
    plan = await session.scalar(rows.execution_options(populate_existing=True))
    reopened = await session.scalar(
        sa.select(sa.func.max(col(CaseStep.at))).where(
            col(CaseStep.case_id) == case.key, col(CaseStep.step) == Step.REOPEN.value
        )
    )
    if plan is None or plan.approved_at is None or (reopened and plan.approved_at < reopened):
        return None
    return plan
