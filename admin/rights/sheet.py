"""One request: what was asked, and how it is answered."""

from admin.pages import Answer, page
from admin.reading import one_typed, version_typed
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.rights.listing import demand_may_answer, may_answer, one_request, ways_of
from domain.rights.requests import ANSWERS, answer_request, extend_request, withdraw_request
from models.rights import RequestStatus


@page(
    "/people/{person_id:int}/requests/{request_id:int}",
    deed=Deed.SEE_REQUESTS,
    title=_("Request about the own data"),
    writes=True,
)
async def request(visit: Visit) -> Answer:
    row = await one_request(
        visit.session, visit.actor, person_id=visit.number("person_id"), request_id=visit.number("request_id")
    )
    return visit.show(
        "rights/request.html",
        title=row.person,
        row=row,
        answers=ANSWERS,
        ways=await ways_of(visit.session, visit.actor, person_id=row.request.person_id),
        may_answer=await may_answer(visit.session, visit.actor, person_id=row.request.person_id),
        version=visit.seen(row.request.version),
    )


@request.post("/answer", deed=Deed.ANSWER_REQUESTS)
async def answer(visit: Visit) -> Answer:
    await _demand_ours(visit)
    await answer_request(
        visit.session,
        visit.actor,
        request_id=visit.number("request_id"),
        verdict=one_typed(visit, RequestStatus, "verdict"),
        words=visit.typed("answer"),
        version=version_typed(visit),
    )
    return visit.go(_home(visit), _("The request is answered. Please hand the answer to the person."))


@request.post("/extend", deed=Deed.ANSWER_REQUESTS)
async def extend(visit: Visit) -> Answer:
    await _demand_ours(visit)
    extended = await extend_request(
        visit.session,
        visit.actor,
        request_id=visit.number("request_id"),
        reason=visit.typed("extension_reason"),
        version=version_typed(visit),
    )
    return visit.go(
        _here(visit), _("The term is extended until {day}. Please tell the person why."), day=extended.due_on
    )


@request.post("/withdraw", deed=Deed.ANSWER_REQUESTS)
async def withdraw(visit: Visit) -> Answer:
    await _demand_ours(visit)
    await withdraw_request(
        visit.session, visit.actor, request_id=visit.number("request_id"), version=version_typed(visit)
    )
    return visit.go(_home(visit), _("Noted that the request was withdrawn."))


async def _demand_ours(visit: Visit) -> None:
    """Before anything typed is looked at: whoever only sees a request is not told what an answer lacks."""
    await demand_may_answer(visit.session, visit.actor, person_id=visit.number("person_id"))


def _home(visit: Visit) -> str:
    return f"/people/{visit.number('person_id')}/requests"


def _here(visit: Visit) -> str:
    return f"{_home(visit)}/{visit.number('request_id')}"
