"""One edition of a plan: its form with goals and activities, and the answer of the second person."""

from collections.abc import Awaitable, Callable
from typing import Any

from admin.pages import Answer, page
from admin.plans.rows import goal_rows, plan_facts
from admin.reading import version_typed
from admin.visit import Visit
from domain.access import Deed
from domain.assessing.forms import LIFE_DOMAINS
from domain.cases.heads import case_head
from domain.phrases import _, word
from domain.plans.approving import approve_plan, return_plan
from domain.plans.reading import plan_card
from domain.plans.writing import WHEN, WRITABLE, save_plan, submit_plan
from domain.refusals import WrongInput
from models.plans import ActivityKind, Every, GoalStatus, PlanStatus, SupportPlan


@page("/cases/{case_id:int}/plan/{plan_id:int}", deed=Deed.SEE_CASES, title=_("Support plan"), writes=True)
async def plan(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    card = await plan_card(visit.session, visit.actor, case_id=head.case.key, plan_id=visit.number("plan_id"))
    found, live = card.plan, head.case.status in WHEN
    facts: dict[str, Any] = {"title": head.name, "head": head, "tab": "plan", "card": card, "domains": LIFE_DOMAINS}
    if live and found.status in WRITABLE and head.may(Deed.WRITE_PLANS):
        return visit.show(
            "plans/form.html",
            **facts,
            version=visit.editing(found.version),
            rows=goal_rows(visit, card.goals),
            domain_choices=[(key, visit.say(text)) for key, text in LIFE_DOMAINS.items()],
            kind_choices=[(one.value, word(visit.language, one)) for one in ActivityKind],
            every_choices=[(one.value, word(visit.language, one)) for one in Every],
            status_choices=[(one.value, word(visit.language, one)) for one in GoalStatus],
        )
    waits = live and found.status is PlanStatus.SUBMITTED and head.may(Deed.APPROVE_PLANS)
    own = visit.actor.number in (found.written_by, found.submitted_by)
    return visit.show("plans/edition.html", **facts, waits=waits, own=own)


@plan.post(deed=Deed.WRITE_PLANS)
async def save(visit: Visit) -> Answer:
    await _written(visit, save_plan)
    return visit.go(_path(visit), _("Saved."))


@plan.post("/submit", deed=Deed.WRITE_PLANS)
async def submit(visit: Visit) -> Answer:
    await _written(visit, submit_plan)
    return visit.go(_path(visit), _("The plan is submitted. A colleague approves it."))


async def _written(visit: Visit, write: Callable[..., Awaitable[SupportPlan]]) -> None:
    """Write the form; what is wrong is said beside the row where it stands, for empty rows are left out on the way."""
    facts, places = plan_facts(visit)
    try:
        written = await write(
            visit.session, visit.actor, plan_id=visit.number("plan_id"), facts=facts, version=version_typed(visit)
        )
    except WrongInput as wrong:
        raise WrongInput(**{_place(places, name): text for name, text in wrong.fields.items()}) from None
    visit.demand_below("case_id", written.case_id)


def _place(places: dict[str, str], name: str) -> str:
    """The field's name in the form: of the activity's row, else of the goal's."""
    for kept, typed in places.items():
        if name.startswith(f"{kept}_"):
            return typed + name.removeprefix(kept)
    return name


@plan.post("/return", deed=Deed.APPROVE_PLANS)
async def give_back(visit: Visit) -> Answer:
    returned = await return_plan(
        visit.session,
        visit.actor,
        plan_id=visit.number("plan_id"),
        comment=visit.typed("comment"),
        version=version_typed(visit),
    )
    visit.demand_below("case_id", returned.case_id)
    return visit.go(_path(visit), _("The plan is returned to its writer."))


@plan.post("/approve", deed=Deed.APPROVE_PLANS)
async def approve(visit: Visit) -> Answer:
    approved = await approve_plan(
        visit.session, visit.actor, plan_id=visit.number("plan_id"), version=version_typed(visit)
    )
    visit.demand_below("case_id", approved.case_id)
    return visit.go(f"/cases/{visit.number('case_id')}/plan", _("The plan is approved and holds from now on."))


def _path(visit: Visit) -> str:
    return f"/cases/{visit.number('case_id')}/plan/{visit.number('plan_id')}"
