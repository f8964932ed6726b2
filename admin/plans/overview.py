"""The plan that holds, the editions before, and the start of the service."""

from admin.pages import Answer, page
from admin.plans.doing import doing
from admin.reading import NOT_A_DAY, day_typed, version_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.assessing.forms import LIFE_DOMAINS
from domain.cases.heads import case_head
from domain.contracts.standing import signed_contract
from domain.meals.weekly import WEEK
from domain.phrases import _
from domain.plans.meals import order_as_planned
from domain.plans.reading import plan_card, plans_of
from domain.plans.starting import plan_in_force, start_case
from domain.plans.writing import WHEN, begin_plan
from domain.refusals import WrongInput
from models.cases import CaseStatus
from models.places import RuleSet


@page("/cases/{case_id:int}/plan", deed=Deed.SEE_CASES, title=_("Support plan"), writes=True)
async def plans(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    found = await plans_of(visit.session, visit.actor, case_id=head.case.key)
    holds = found.approved
    in_force = await plan_in_force(visit.session, head.case)
    return visit.show(
        "plans/overview.html",
        title=head.name,
        head=head,
        tab="plan",
        plans=found,
        card=await plan_card(visit.session, visit.actor, case_id=head.case.key, plan_id=holds.key) if holds else None,
        domains=LIFE_DOMAINS,
        may_begin=head.may(Deed.WRITE_PLANS) and head.case.status in WHEN and found.in_work is None,
        may_start=head.may(Deed.EDIT_CASES) and head.case.status is CaseStatus.APPROVED,
        needs_plan=head.rules is RuleSet.DELEGATED and in_force is None,
        needs_contract=head.rules is RuleSet.DELEGATED and await signed_contract(visit.session, head.case.key) is None,
        today=clock.today(),
        **await doing(visit, head.case.key),
    )


@plans.post("/begin", deed=Deed.WRITE_PLANS)
async def begin(visit: Visit) -> Answer:
    number = visit.number("case_id")
    plan = await begin_plan(visit.session, visit.actor, case_id=number)
    return visit.go(f"/cases/{number}/plan/{plan.key}")


@plans.post("/start", deed=Deed.EDIT_CASES)
async def start(visit: Visit) -> Answer:
    number, day = visit.number("case_id"), day_typed(visit, "start_day")
    if day is None:
        raise WrongInput(start_day=NOT_A_DAY)
    await start_case(visit.session, visit.actor, case_id=number, day=day, version=version_typed(visit))
    return visit.go(f"/cases/{number}/plan", _("The service has started."))


@plans.post("/meals", deed=Deed.ORDER)
async def order_meals(visit: Visit) -> Answer:
    """The first weekly order, on the days that follow from the plan or that were chosen."""
    number, chosen = visit.number("case_id"), visit.chosen("weekdays")
    days = [day for day in WEEK if str(day) in chosen]
    seen = visit.typed("plan_seen")
    await order_as_planned(visit.session, visit.actor, case_id=number, weekdays=days, seen=seen)
    return visit.go(f"/cases/{number}/plan", _("The weekly order is saved."))
