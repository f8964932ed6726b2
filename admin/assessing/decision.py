"""The decision's tab: the proposal of one person, the answer of another, and everything decided before."""

from admin.pages import Answer, page
from admin.reading import number_typed, one_typed, version_typed
from admin.visit import Visit
from domain.access import Deed
from domain.assessing.decisions import Proposal, appeal_words, decide, propose_decision, return_decision
from domain.assessing.reading import decisions_of, names_of
from domain.cases.heads import case_head
from domain.phrases import _, word
from domain.refusals import WrongInput
from models.assessing import DecisionStatus, RefusalReason, Verdict
from models.cases import CaseStatus


@page("/cases/{case_id:int}/decision", deed=Deed.SEE_CASES, title=_("Decision"), writes=True)
async def decision(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    rows = await decisions_of(visit.session, visit.actor, case_id=head.case.key)
    proposed = next((one for one in rows if one.status is DecisionStatus.PROPOSED), None)
    waits = proposed if head.case.status is CaseStatus.PROPOSED else None
    return visit.show(
        "assessing/decision.html",
        title=head.name,
        head=head,
        tab="decision",
        rows=rows,
        waits=waits,
        own=waits is not None and waits.proposed_by == visit.actor.number,
        names=await names_of(visit.session, [number for one in rows for number in (one.proposed_by, one.decided_by)]),
        may_propose=head.case.status is CaseStatus.ASSESSED and head.may(Deed.PROPOSE_DECISIONS),
        before=next((one for one in rows if one.status is DecisionStatus.RETURNED), None),
        appeal=await appeal_words(visit.session, head.case),
        verdict_choices=[(one.value, word(visit.language, one)) for one in Verdict],
        reason_choices=[(one.value, word(visit.language, one)) for one in RefusalReason],
    )


@decision.post(deed=Deed.PROPOSE_DECISIONS)
async def propose(visit: Visit) -> Answer:
    verdict = one_typed(visit, Verdict, "verdict")
    if verdict is Verdict.REFUSE and not visit.typed("reason"):
        raise WrongInput(reason=_("A refusal needs its reason. Please choose it."))
    proposal = Proposal(
        verdict,
        one_typed(visit, RefusalReason, "reason") if verdict is Verdict.REFUSE else None,
        words=visit.typed("words"),
        appeal=visit.typed("appeal"),
        minutes=visit.typed("minutes"),
    )
    await propose_decision(visit.session, visit.actor, case_id=visit.number("case_id"), proposal=proposal)
    return visit.go(_path(visit), _("Proposed. A colleague decides now."))


@decision.post("/decide", deed=Deed.DECIDE)
async def agree(visit: Visit) -> Answer:
    await decide(
        visit.session,
        visit.actor,
        decision_id=number_typed(visit, "decision_id"),
        minutes=visit.typed("minutes"),
        version=version_typed(visit),
    )
    return visit.go(_path(visit), _("Decided."))


@decision.post("/return", deed=Deed.DECIDE)
async def give_back(visit: Visit) -> Answer:
    await return_decision(
        visit.session,
        visit.actor,
        decision_id=number_typed(visit, "decision_id"),
        comment=visit.typed("comment"),
        version=version_typed(visit),
    )
    return visit.go(_path(visit), _("The proposal is returned."))


def _path(visit: Visit) -> str:
    return f"/cases/{visit.number('case_id')}/decision"
