"""The place of a case: where it stands in line, what was offered, and the answers as the office hears them."""

from admin.pages import Answer, page
from admin.reading import number_typed, one_typed
from admin.visit import Visit
from domain.access import Deed
from domain.cases.heads import case_head
from domain.phrases import Phrase, _
from domain.waiting.answering import accept_offer, decline_offer, withdraw_offer
from domain.waiting.leaving import confirm_waiting, leave_line, make_urgent
from domain.waiting.views import place_of_case
from models.waiting import DeclineReason, LeftWaiting, WaitingReason

#: How somebody leaves the line without a place.
LEAVES = tuple(reason for reason in LeftWaiting if reason is not LeftWaiting.PLACE)


@page("/cases/{case_id:int}/place", deed=Deed.SEE_WAITING, title=_("Place"), writes=True)
async def place(visit: Visit) -> Answer:
    """Where the case stands."""
    case_id = visit.number("case_id")
    head = await case_head(visit.session, visit.actor, case_id=case_id)
    return visit.show(
        "waiting/of_case.html",
        title=head.name,
        head=head,
        tab="place",
        place=await place_of_case(visit.session, visit.actor, case_id=case_id),
        declines=[(reason.value, reason) for reason in DeclineReason],
        leaves=[(reason.value, reason) for reason in LEAVES],
        urgencies=[(reason.value, reason) for reason in WaitingReason],
    )


def _back(visit: Visit, said: Phrase) -> Answer:
    return visit.go(f"/cases/{visit.number('case_id')}/place", said)


@place.post("/accept", deed=Deed.EDIT_CASES)
async def accept(visit: Visit) -> Answer:
    """The person takes the place."""
    await accept_offer(visit.session, visit.actor, offer_id=number_typed(visit, "offer_id"))
    return _back(visit, _("The place is taken. Next comes the contract."))


@place.post("/decline", deed=Deed.EDIT_CASES)
async def decline(visit: Visit) -> Answer:
    """The person does not take the place; the next in line is offered it."""
    await decline_offer(
        visit.session,
        visit.actor,
        offer_id=number_typed(visit, "offer_id"),
        reason=one_typed(visit, DeclineReason, "decline_reason"),
        words=visit.typed("decline_words"),
        stays=visit.typed("leaves") != "yes",
    )
    return _back(visit, _("Noted. The place goes to the next in line."))


@place.post("/withdraw", deed=Deed.OFFER_PLACES)
async def withdraw(visit: Visit) -> Answer:
    """The office takes the offer back."""
    await withdraw_offer(
        visit.session, visit.actor, offer_id=number_typed(visit, "offer_id"), words=visit.typed("withdraw_words")
    )
    return _back(visit, _("The offer is withdrawn."))


@place.post("/confirm", deed=Deed.EDIT_CASES)
async def confirm(visit: Visit) -> Answer:
    """The person was asked and still waits."""
    await confirm_waiting(visit.session, visit.actor, case_id=visit.number("case_id"))
    return _back(visit, _("Noted: a place is still wanted."))


@place.post("/urgent", deed=Deed.OFFER_PLACES)
async def urgent(visit: Visit) -> Answer:
    """The case goes before the others, for one of the law's reasons."""
    await make_urgent(
        visit.session,
        visit.actor,
        case_id=visit.number("case_id"),
        reason=one_typed(visit, WaitingReason, "urgency"),
        words=visit.typed("urgency_words"),
    )
    return _back(visit, _("The turn is set."))


@place.post("/leave", deed=Deed.EDIT_CASES)
async def leave(visit: Visit) -> Answer:
    """The person no longer waits; the application is withdrawn."""
    await leave_line(
        visit.session,
        visit.actor,
        case_id=visit.number("case_id"),
        reason=one_typed(visit, LeftWaiting, "leave_reason"),
        words=visit.typed("leave_words"),
    )
    return _back(visit, _("The case has left the waiting list."))
