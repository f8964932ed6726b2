"""Writing down what a person asks about the own data."""

from admin.pages import Answer, page
from admin.reading import day_typed, one_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.phrases import _
from domain.rights.requests import receive_request, who_asks
from models.rights import DataRight


@page("/people/{person_id:int}/requests/new", deed=Deed.RECEIVE_REQUESTS, title=_("New request about the own data"))
async def new(visit: Visit) -> Answer:
    person = await who_asks(visit.session, visit.actor, person_id=visit.number("person_id"))
    return visit.show(
        "rights/new.html",
        title=person.full_name,
        person=person,
        rights=list(DataRight),
        today=clock.today().isoformat(),
    )


@new.post()
async def receive(visit: Visit) -> Answer:
    number = visit.number("person_id")
    request = await receive_request(
        visit.session,
        visit.actor,
        person_id=number,
        right=one_typed(visit, DataRight, "right"),
        words=visit.typed("words"),
        asked_by=visit.typed("asked_by"),
        received_on=day_typed(visit, "received_on"),
    )
    home = f"/people/{number}/requests" if visit.actor.may(Deed.SEE_REQUESTS) else f"/people/{number}"
    return visit.go(home, _("The request is written down. The answer is due by {day}."), day=request.due_on)
