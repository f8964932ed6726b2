"""The referrals of a case."""

from admin.pages import Answer, page
from admin.visit import Visit
from domain.access import Deed
from domain.cases.heads import case_head
from domain.phrases import _
from domain.referrals.reading import referrals_of_case


@page("/cases/{case_id:int}/referrals", deed=Deed.SEE_CASES, title=_("Referrals"), writes=True)
async def of_case(visit: Visit) -> Answer:
    """Where the person was referred from and to, newest first. A partner has the deed for referrals, none for cases."""
    number = visit.number("case_id")
    head = await case_head(visit.session, visit.actor, case_id=number)
    rows = await referrals_of_case(visit.session, visit.actor, case_id=number)
    return visit.show("referrals/case_tab.html", title=head.name, head=head, tab="referrals", rows=rows)
