"""The history of a case in words, and for those whose right it is, who has opened it."""

from admin.pages import Answer, page
from admin.visit import Visit
from domain.access import Deed
from domain.cases.heads import case_head
from domain.cases.history import case_history
from domain.phrases import _


@page("/cases/{case_id:int}/history", deed=Deed.SEE_CASES, title=_("History"), writes=True)
async def history(visit: Visit) -> Answer:
    case_id = visit.number("case_id")
    head = await case_head(visit.session, visit.actor, case_id=case_id)
    found = await case_history(visit.session, visit.actor, case_id=case_id)
    return visit.show("cases/history.html", title=head.name, head=head, tab="history", history=found)
