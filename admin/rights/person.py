"""What one person has asked about the own data, and the restriction that holds meanwhile."""

from admin.pages import Answer, page
from admin.reading import number_asked, whole
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.rights.listing import may_answer, requests_of
from domain.rights.restricting import lift_restriction, restrict


@page("/people/{person_id:int}/requests", deed=Deed.SEE_REQUESTS, title=_("Requests about the own data"), writes=True)
async def requests(visit: Visit) -> Answer:
    found = await requests_of(visit.session, visit.actor, person_id=visit.number("person_id"))
    return visit.show(
        "rights/person.html",
        title=found.person.full_name,
        found=found,
        chosen=number_asked(visit, "request"),
        may_answer=await may_answer(visit.session, visit.actor, person_id=found.person.key),
    )


@requests.post("/restrict", deed=Deed.ANSWER_REQUESTS)
async def restrict_now(visit: Visit) -> Answer:
    """Keep the records as they are from now on."""
    await restrict(
        visit.session,
        visit.actor,
        person_id=visit.number("person_id"),
        reason=visit.typed("reason"),
        request_id=whole(visit.typed("request_id")),
    )
    return visit.go(_address(visit), _("The records are restricted from now on."))


@requests.post("/lift", deed=Deed.ANSWER_REQUESTS)
async def lift(visit: Visit) -> Answer:
    """Let the records be changed again."""
    await lift_restriction(
        visit.session, visit.actor, person_id=visit.number("person_id"), reason=visit.typed("lift_reason")
    )
    return visit.go(_address(visit), _("The restriction is lifted. The records can be changed again."))


def _address(visit: Visit) -> str:
    return f"/people/{visit.number('person_id')}/requests"
