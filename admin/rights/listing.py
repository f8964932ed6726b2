"""The requests that wait for an answer, the overdue ones first, and those that were answered."""

from admin.pages import Answer, page
from admin.reading import number_asked, one_asked
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.rights.former import find_former
from domain.rights.listing import closed_requests, guarded_requests, open_requests
from models.rights import DataRight

CLOSED = "closed"


@page("/requests", deed=Deed.SEE_REQUESTS, title=_("Requests about the own data"))
async def requests(visit: Visit) -> Answer:
    right = one_asked(visit, DataRight, "right")
    closed, older, guarded = visit.asked("state") == CLOSED, None, []
    if closed:
        found = await closed_requests(visit.session, visit.actor, right=right, older_than=number_asked(visit, "older"))
        rows, older = found.rows, found.older
    else:
        rows = await open_requests(visit.session, visit.actor, right=right)
        guarded = await guarded_requests(visit.session, visit.actor)
    return visit.show(
        "rights/list.html",
        rows=rows,
        guarded=guarded,
        older=older,
        right=right,
        rights=list(DataRight),
        closed=closed,
        state=CLOSED,
    )


@requests.post("/find", deed=Deed.ANSWER_FORMER)
async def find(visit: Visit) -> Answer:
    """The person who stands at the desk with a document, where no team finds the card any more."""
    person = await find_former(visit.session, visit.actor, egn=visit.typed("egn"))
    return visit.go(f"/people/{person.key}/requests")
