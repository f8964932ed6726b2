"""The first page of a case: who, what comes next, the terms, and who works on it."""

from admin.pages import Answer, page
from admin.visit import Visit
from domain.access import Deed
from domain.cases.heads import case_head
from domain.phrases import _


@page("/cases/{case_id:int}", deed=Deed.SEE_CASES, title=_("Case"), writes=True)
async def case(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    return visit.show("cases/overview.html", title=head.name, head=head, tab="overview")
