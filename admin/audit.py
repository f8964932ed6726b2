"""The audit: who did what to which record, before and after."""

from admin.pages import Answer, page
from admin.reading import number_asked
from admin.visit import Visit
from domain.access import Deed
from domain.audit_reading import audit_page
from domain.phrases import Phrase, _
from models.audit import AuditAction

#: What the kinds of records are called.
RECORDS: dict[str, Phrase] = {
    "person": _("service user"),
    "relative": _("relative"),
    "kinship": _("rights of a relative"),
    "address": _("address"),
    "chat": _("chat"),
    "link_code": _("code for a chat"),
    "meal_order": _("order"),
    "subscription": _("weekly order"),
    "pause": _("pause"),
    "menu_item": _("menu"),
    "dish": _("dish"),
    "task": _("task"),
    "route": _("route"),
    "usual_route": _("usual route"),
    "stop": _("stop"),
    "stop_report": _("report from a door"),
    "day_plan": _("plan of the day"),
    "unplaced": _("door without a route"),
    "vehicle": _("vehicle"),
    "driver": _("driver"),
    "kitchen": _("kitchen"),
    "office": _("office"),
    "district": _("district"),
    "programme": _("programme"),
    "site": _("site"),
    "day_exception": _("special day"),
    "organisation": _("organisation"),
    "staff": _("colleague"),
    "staff_office": _("office of a colleague"),
}
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
