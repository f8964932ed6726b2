"""The contract's tab of a case: print, open, enter the signatures, cancel, change by annex."""

from datetime import timedelta

from admin.pages import Answer, page
from admin.reading import day_typed, number_typed, one_typed, version_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.assessing.terms import months_after
from domain.cases.heads import case_head
from domain.contracts.deciding import print_decision
from domain.contracts.printing import WHEN, Terms, print_annex, print_contract
from domain.contracts.reading import contracts_of
from domain.contracts.signers import Signatory, document_words
from domain.contracts.signing import Signing, cancel_contract, sign_contract
from domain.phrases import _, word
from domain.plans.starting import plan_in_force
from models.cases import CaseStatus
from models.contracts import ContractStatus, Signer
from models.places import RuleSet

_YEAR = 12


@page("/cases/{case_id:int}/contract", deed=Deed.SEE_CASES, title=_("Contract"), writes=True)
async def contract(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    folder = await contracts_of(visit.session, visit.actor, case_id=head.case.key)
    works = head.may(Deed.MAKE_CONTRACTS) and head.case.status in WHEN
    holds, delegated = folder.holds, head.rules is RuleSet.DELEGATED
    needs_plan = delegated and head.case.status in WHEN and await plan_in_force(visit.session, head.case) is None
    return visit.show(
        "contracts/tab.html",
        title=head.name,
        head=head,
        tab="contract",
        folder=folder,
        works=works,
        needs_plan=needs_plan,
        may_print=works and holds is None and not needs_plan,
        may_annex=works and holds is not None and holds.status is ContractStatus.SIGNED and not folder.annex_waits,
        today=clock.today(),
        year_on=months_after(clock.today(), _YEAR) - timedelta(days=1) if delegated else None,
        document_words=document_words,
        signers=[(one.value, word(visit.language, one)) for one in Signer],
    )


@contract.post(deed=Deed.MAKE_CONTRACTS)
async def printed(visit: Visit) -> Answer:
    await print_contract(visit.session, visit.actor, case_id=visit.number("case_id"), terms=_terms(visit))
    return visit.go(_path(visit), _("Printed. Open it in Word, print it on paper and have it signed."))


@contract.post("/annex", deed=Deed.MAKE_CONTRACTS)
async def annex(visit: Visit) -> Answer:
    number = number_typed(visit, "contract_id")
    made = await print_annex(visit.session, visit.actor, contract_id=number, terms=_terms(visit))
    visit.demand_below("case_id", made.case_id)
    return visit.go(_path(visit), _("Printed. Open it in Word, print it on paper and have it signed."))


@contract.post("/{contract_id:int}/sign", deed=Deed.MAKE_CONTRACTS, files=1)
async def sign(visit: Visit) -> Answer:
    name, scan = visit.sent("scan")
    signed = await sign_contract(
        visit.session,
        visit.actor,
        contract_id=visit.number("contract_id"),
        signing=Signing(day_typed(visit, "signed_on"), name, scan),
        version=version_typed(visit),
    )
    visit.demand_below("case_id", signed.case_id)
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    waits = head.case.status is CaseStatus.APPROVED
    said = _("Signed. Start the service on the tab “Support plan” when its first day has come.") if waits else None
    return visit.go(_path(visit), said or _("Signed."))


@contract.post("/{contract_id:int}/cancel", deed=Deed.MAKE_CONTRACTS)
async def cancel(visit: Visit) -> Answer:
    cancelled = await cancel_contract(
        visit.session, visit.actor, contract_id=visit.number("contract_id"), version=version_typed(visit)
    )
    visit.demand_below("case_id", cancelled.case_id)
    return visit.go(_path(visit), _("Cancelled. The printed paper is not to be used."))


@contract.post("/decision", deed=Deed.MAKE_CONTRACTS)
async def decision(visit: Visit) -> Answer:
    paper = await print_decision(visit.session, visit.actor, decision_id=number_typed(visit, "decision_id"))
    visit.demand_below("case_id", paper.case_id)
    return visit.go(f"/cases/{visit.number('case_id')}/files", _("Printed. The decision stands among the documents."))


def _terms(visit: Visit) -> Terms:
    return Terms(
        starts_on=day_typed(visit, "starts_on"),
        ends_on=day_typed(visit, "ends_on"),
        words=visit.typed("words"),
        fee_words=visit.typed("fee_words"),
        signatory=Signatory(
            one_typed(visit, Signer, "signer"),
            visit.typed("signer_name"),
            visit.typed("signer_document"),
            day_typed(visit, "signer_document_on"),
        ),
    )


def _path(visit: Visit) -> str:
    return f"/cases/{visit.number('case_id')}/contract"
