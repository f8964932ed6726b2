"""What the kinds of records are called where the audit is read."""

from domain.phrases import Phrase, _

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
    "recovery_code": _("recovery code"),
    "staff.code": _("code of a colleague"),
    "person.egn": _("ЕГН"),
}

#: Kinds that are a part of some case.
OF_CASES: dict[str, Phrase] = {
    "case": _("case"),
    "case_step": _("step of a case"),
    "team_member": _("team of a case"),
    "emergency_entry": _("emergency access to a case"),
    "suspension": _("rest of a service"),
    "note": _("note about a case"),
    "case_file": _("document"),
    "application": _("application"),
    "given_paper": _("paper of an application"),
    "person_pair": _("comparison of two cards"),
    "survey": _("social survey"),
    "assessment": _("needs assessment"),
    "decision": _("decision"),
    "support_plan": _("support plan"),
    "plan_goal": _("goal of a support plan"),
    "plan_activity": _("activity of a support plan"),
    "waiting_entry": _("place on the waiting list"),
    "offer": _("offered place"),
    "referral": _("referral"),
    "referral_news": _("news about a referral"),
    "consent": _("consent"),
    "contract": _("contract"),
    "case_task": _("task of a case"),
    "sign_up": _("seat on a course"),
    "meeting": _("session"),
    "attendance": _("who came to a session"),
}

RECORDS |= OF_CASES | {
    "required_paper": _("list of needed papers"),
    "places": _("number of places"),
    "institution": _("institution"),
    "data_request": _("request about the own data"),
    "restriction": _("restriction of the own data"),
    "contract_template": _("template of a contract"),
    "course": _("group work or training"),
    "opening_hours": _("working hours"),
    "timeline_step": _("step of a timeline"),
    "retention_rule": _("rule of keeping"),
    "retention_run": _("run by the rules of keeping"),
    "erased_person": _("erased person"),
    "spreadsheet": _("list as a spreadsheet"),
}


def record_name(record: str) -> Phrase:
    """What a kind of record is called; its own name while it has none."""
    return RECORDS.get(record, Phrase(record))
