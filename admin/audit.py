"""The audit: who did what to which record, before and after."""

from admin.pages import Answer, page
from admin.reading import number_asked
from admin.visit import Visit
from domain.access import Deed
from domain.audit_reading import audit_page
from domain.phrases import _
from domain.record_names import RECORDS
from models.audit import AuditAction

FILTERS = ("record", "record_id", "person", "by", "action")


@page("/audit", deed=Deed.SEE_AUDIT, title=_("Who did what"))
async def audit(visit: Visit) -> Answer:
    """The newest deeds, narrowed by the filters in the address."""
    asked = {name: visit.asked(name) for name in FILTERS}
    found = await audit_page(
        visit.session,
        visit.actor,
        record=asked["record"],
        record_id=number_asked(visit, "record_id"),
        person_id=number_asked(visit, "person"),
        by=asked["by"],
        action=next((one for one in AuditAction if one.value == asked["action"]), None),
        older_than=number_asked(visit, "older"),
    )
    return visit.show("audit/list.html", found=found, asked=asked, actions=list(AuditAction), records=RECORDS)
