"""Forms of the steps that need words: suspend, close, withdraw, open anew."""

from typing import Any

from admin.pages import Answer, page
from admin.reading import day_typed, one_typed, version_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.cases.closing import Ending, close_case, reopen_case, withdraw_case
from domain.cases.editing import case_to_edit
from domain.cases.heads import case_head
from domain.cases.suspending import SUBSTITUTE_CARE_DAYS, Rest, suspend
from domain.phrases import _, word
from models.cases import CaseOutcome, SuspensionReason


async def _form(visit: Visit, template: str, **facts: Any) -> Answer:
    """A form of one step; a stale one goes on from the newest version once the state on top has been read."""
    case_id = visit.number("case_id")
    await case_to_edit(visit.session, visit.actor, case_id=case_id)
    head = await case_head(visit.session, visit.actor, case_id=case_id)
    version = visit.seen(head.case.version)
    return visit.show(template, title=head.name, head=head, tab="overview", version=version, **facts)


def _home(visit: Visit) -> str:
    return f"/cases/{visit.number('case_id')}"


@page("/cases/{case_id:int}/suspend", deed=Deed.EDIT_CASES, title=_("Suspend the service"), writes=True)
async def suspension(visit: Visit) -> Answer:
    reasons = [(one.value, word(visit.language, one)) for one in SuspensionReason]
    return await _form(
        visit, "cases/suspend.html", reasons=reasons, today=clock.today().isoformat(), most=SUBSTITUTE_CARE_DAYS
    )


@suspension.post()
async def suspend_service(visit: Visit) -> Answer:
    rest = Rest(
        reason=one_typed(visit, SuspensionReason, "reason"),
        starts_on=day_typed(visit, "starts_on") or clock.today(),
        until=day_typed(visit, "until"),
        words=visit.typed("words"),
    )
    await suspend(visit.session, visit.actor, case_id=visit.number("case_id"), rest=rest, version=version_typed(visit))
    return visit.go(_home(visit), _("The service is suspended."))


@page("/cases/{case_id:int}/close", deed=Deed.EDIT_CASES, title=_("Close the case"), writes=True)
async def closing(visit: Visit) -> Answer:
    return await _form(
        visit, "cases/close.html", outcomes=[(one.value, word(visit.language, one)) for one in CaseOutcome]
    )


@closing.post()
async def close(visit: Visit) -> Answer:
    ending = Ending(
        outcome=one_typed(visit, CaseOutcome, "outcome"),
        words=visit.typed("words"),
        follow_up_on=day_typed(visit, "follow_up_on"),
    )
    await close_case(
        visit.session, visit.actor, case_id=visit.number("case_id"), ending=ending, version=version_typed(visit)
    )
    if ending.outcome is CaseOutcome.OTHER_SERVICE:
        return visit.go(_home(visit), _("The case is closed. Please take an application for the other service."))
    return visit.go(_home(visit), _("The case is closed."))


@page("/cases/{case_id:int}/withdraw", deed=Deed.EDIT_CASES, title=_("The wish is withdrawn"), writes=True)
async def withdrawal(visit: Visit) -> Answer:
    return await _form(visit, "cases/withdraw.html")


@withdrawal.post()
async def withdraw(visit: Visit) -> Answer:
    case_id, words = visit.number("case_id"), visit.typed("words")
    await withdraw_case(visit.session, visit.actor, case_id=case_id, words=words, version=version_typed(visit))
    return visit.go(_home(visit), _("Noted that the service is no longer wanted."))


@page("/cases/{case_id:int}/reopen", deed=Deed.EDIT_CASES, title=_("Open the case anew"), writes=True)
async def reopening(visit: Visit) -> Answer:
    return await _form(visit, "cases/reopen.html")


@reopening.post()
async def reopen(visit: Visit) -> Answer:
    case_id, words = visit.number("case_id"), visit.typed("words")
    await reopen_case(visit.session, visit.actor, case_id=case_id, words=words, version=version_typed(visit))
    return visit.go(_home(visit), _("The case begins anew. Next: survey and assessment."))
