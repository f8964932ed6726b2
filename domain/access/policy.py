"""Which role may do what, and how far: the one table of rights, from which every test of access is made.

A deed is a kind of record and an action on it. A reach says to which of those records it extends: those in which one
is named (a case's team), those of the own office besides, the own kitchen's, or all of the organisation's. What is not
written here is not allowed.
"""

from enum import StrEnum

from models.staff import Role


class Deed(StrEnum):
    """What a member of staff may do."""

    SEE_PEOPLE = "see_people"
    EDIT_PEOPLE = "edit_people"
    REVEAL_EGN = "reveal_egn"
    ORDER = "order"
    LINK_CHATS = "link_chats"
    ANSWER_TASKS = "answer_tasks"
    SEE_MESSAGES = "see_messages"
    SEE_KITCHENS = "see_kitchens"
    SEE_MENUS = "see_menus"
    EDIT_MENUS = "edit_menus"
    SEE_ROUTES = "see_routes"
    PLAN_ROUTES = "plan_routes"
    REPORT_STOPS = "report_stops"
    RUN_JOBS = "run_jobs"
    MANAGE_STAFF = "manage_staff"
    MANAGE_LISTS = "manage_lists"
    SEE_AUDIT = "see_audit"
    SEE_APPLICATIONS = "see_applications"
    TAKE_APPLICATIONS = "take_applications"
    SEE_CASES = "see_cases"
    EDIT_CASES = "edit_cases"
    SEE_CHILD_CASES = "see_child_cases"
    SEE_SEALED_CASES = "see_sealed_cases"  #: adoption and violence: a level above a child's
    ENTER_IN_EMERGENCY = "enter_in_emergency"
    MOVE_CASELOADS = "move_caseloads"
    SEE_NOTES = "see_notes"
    WRITE_NOTES = "write_notes"
    SEE_SUPERVISION = "see_supervision"  #: notes for the worker and the supervisor only, and the team's load
    SEE_FILES = "see_files"
    ADD_FILES = "add_files"
    SEE_ASSESSMENTS = "see_assessments"
    ASSESS = "assess"
    REVIEW_ASSESSMENTS = "review_assessments"
    PROPOSE_DECISIONS = "propose_decisions"
    DECIDE = "decide"
    WRITE_PLANS = "write_plans"
    APPROVE_PLANS = "approve_plans"
    SEE_WAITING = "see_waiting"
    OFFER_PLACES = "offer_places"
    SET_PLACES = "set_places"
    SEE_REFERRALS = "see_referrals"
    SEND_REFERRALS = "send_referrals"
    ANSWER_REFERRALS = "answer_referrals"
    SEE_CONSENTS = "see_consents"
    RECORD_CONSENTS = "record_consents"
    SEE_OPENINGS = "see_openings"  #: who has seen a person's file
    JOIN_CARDS = "join_cards"  #: two cards that are of one person
    MAKE_CONTRACTS = "make_contracts"
    SET_TEMPLATES = "set_templates"
    SEE_COURSES = "see_courses"  #: sessions, group work, trainings
    EDIT_COURSES = "edit_courses"
    RECEIVE_REQUESTS = "receive_requests"  #: what a person asks about the own data
    SEE_REQUESTS = "see_requests"
    ANSWER_REQUESTS = "answer_requests"
    ANSWER_FORMER = "answer_former"  #: the same for guarded people on whom no team works any more
    EXPORT_PERSON = "export_person"
    ERASE_PEOPLE = "erase_people"
    SET_RETENTION = "set_retention"
    TAKE_LISTS = "take_lists"  #: as spreadsheets, out of the panel; the lists are those that one may see


class Reach(StrEnum):
    """To which records a deed extends."""

    NAMED = "named"
    OFFICE = "office"
    KITCHEN = "kitchen"
    ALL = "all"


Rights = dict[Deed, Reach]


def _rights(reach: Reach, *deeds: Deed) -> Rights:
    return dict.fromkeys(deeds, reach)


_CASE_WORK = (
    Deed.SEE_CASES,
    Deed.SEE_NOTES,
    Deed.WRITE_NOTES,
    Deed.SEE_FILES,
    Deed.ADD_FILES,
    Deed.SEE_ASSESSMENTS,
    Deed.ASSESS,
    Deed.SEE_CONSENTS,
    Deed.SEE_COURSES,
    Deed.EDIT_COURSES,
)
_NAMED_FILES = (Deed.SEE_CHILD_CASES, Deed.ENTER_IN_EMERGENCY)
_OWN_DATA = (Deed.ANSWER_REQUESTS, Deed.ERASE_PEOPLE, Deed.SET_RETENTION)
_ORGANISATION = (Deed.SEE_KITCHENS, Deed.SEE_MENUS, Deed.SEE_ROUTES)

_SOCIAL_WORKER = (
    _rights(
        Reach.OFFICE,
        Deed.SEE_PEOPLE, Deed.EDIT_PEOPLE, Deed.REVEAL_EGN, Deed.ORDER, Deed.LINK_CHATS, Deed.ANSWER_TASKS,
        Deed.SEE_MESSAGES, Deed.REPORT_STOPS, Deed.SEE_APPLICATIONS, Deed.TAKE_APPLICATIONS, Deed.EDIT_CASES,
        Deed.PROPOSE_DECISIONS, Deed.WRITE_PLANS, Deed.SEE_WAITING, Deed.SEE_REFERRALS, Deed.SEND_REFERRALS,
        Deed.RECORD_CONSENTS, Deed.MAKE_CONTRACTS, Deed.RECEIVE_REQUESTS, Deed.TAKE_LISTS, *_CASE_WORK,
    )
    | _rights(Reach.NAMED, *_NAMED_FILES, Deed.SEE_SEALED_CASES)
    | _rights(Reach.ALL, *_ORGANISATION)
)  # fmt: skip

_HEAD = _SOCIAL_WORKER | _rights(
    Reach.OFFICE,
    Deed.SEE_SUPERVISION, Deed.REVIEW_ASSESSMENTS, Deed.DECIDE, Deed.APPROVE_PLANS, Deed.OFFER_PLACES, Deed.SET_PLACES,
    Deed.ANSWER_REFERRALS, Deed.MOVE_CASELOADS, Deed.SEE_OPENINGS, Deed.JOIN_CARDS, Deed.SEE_REQUESTS,
    Deed.EXPORT_PERSON, Deed.ANSWER_FORMER,
) | _rights(Reach.NAMED, Deed.ANSWER_REQUESTS)  # fmt: skip

#: Nurse, psychologist and lawyer work on the cases in whose team they are.
_SPECIALIST = _rights(Reach.NAMED, *_CASE_WORK, *_NAMED_FILES, Deed.SEE_PEOPLE)

_ADMINISTRATOR = _rights(
    Reach.ALL,
    *(deed for deed in _HEAD if deed not in (*_NAMED_FILES, Deed.SEE_SEALED_CASES, Deed.ANSWER_FORMER)),
    Deed.EDIT_MENUS, Deed.PLAN_ROUTES, Deed.RUN_JOBS, Deed.MANAGE_STAFF, Deed.MANAGE_LISTS, Deed.SEE_AUDIT,
    Deed.SET_TEMPLATES, *_OWN_DATA,
) | _rights(Reach.NAMED, Deed.SEE_CHILD_CASES, Deed.SEE_SEALED_CASES)  # fmt: skip

#: The table. Law: a child's case is for the employees named for it and for the inspectors (чл. 84(2), чл. 116 ЗСУ).
POLICY: dict[Role, Rights] = {
    Role.ADMINISTRATOR: _ADMINISTRATOR,
    Role.HEAD: _HEAD,
    Role.SOCIAL_WORKER: _SOCIAL_WORKER,
    Role.NURSE: _SPECIALIST,
    Role.PSYCHOLOGIST: _SPECIALIST | _rights(Reach.NAMED, Deed.SEE_SEALED_CASES),
    Role.LAWYER: (
        _SPECIALIST
        | _rights(Reach.NAMED, Deed.SEE_SEALED_CASES, Deed.MAKE_CONTRACTS)
        | _rights(Reach.ALL, Deed.SET_TEMPLATES)
    ),
    Role.KITCHEN: _rights(Reach.KITCHEN, Deed.SEE_KITCHENS) | _rights(Reach.ALL, Deed.SEE_MENUS, Deed.EDIT_MENUS),
    Role.DISPATCHER: _rights(
        Reach.ALL,
        Deed.SEE_PEOPLE, Deed.PLAN_ROUTES, Deed.REPORT_STOPS, Deed.RUN_JOBS, Deed.LINK_CHATS, Deed.SEE_MESSAGES,
        *_ORGANISATION,
    ),
    Role.CASHIER: _rights(Reach.OFFICE, Deed.SEE_PEOPLE),
    Role.PARTNER: _rights(Reach.NAMED, Deed.SEE_REFERRALS, Deed.SEND_REFERRALS, Deed.ANSWER_REFERRALS),
    Role.INSPECTOR: _rights(
        Reach.ALL,
        Deed.SEE_PEOPLE, Deed.SEE_APPLICATIONS, Deed.SEE_CASES, Deed.SEE_CHILD_CASES, Deed.SEE_SEALED_CASES,
        Deed.SEE_NOTES, Deed.SEE_FILES, Deed.SEE_ASSESSMENTS, Deed.SEE_WAITING, Deed.SEE_REFERRALS, Deed.SEE_CONSENTS,
        Deed.SEE_COURSES, Deed.SEE_REQUESTS, *_ORGANISATION,
    ),
    Role.DATA_PROTECTION: _rights(
        Reach.ALL,
        Deed.SEE_PEOPLE, Deed.SEE_CONSENTS, Deed.SEE_OPENINGS, Deed.SEE_AUDIT, Deed.RECEIVE_REQUESTS, Deed.SEE_REQUESTS,
        Deed.EXPORT_PERSON, Deed.ANSWER_FORMER, *_OWN_DATA,
    ),
}  # fmt: skip


#: Deeds with which somebody needs to know what a person must not eat: data about health (art. 9 of Regulation (EU)
#: 2016/679) is for whoever orders for the person or works on the case, not for whoever only looks up a card.
OF_HEALTH = frozenset({Deed.ORDER, Deed.SEE_NOTES})
#: Deeds by which nothing is changed.
SEEING = frozenset(deed for deed in Deed if deed.value.startswith("see_"))
#: Roles whose reach is by offices: a member of staff of these needs at least one.
OF_OFFICES = frozenset(role for role, rights in POLICY.items() if Reach.OFFICE in rights.values())


def reach_of(role: Role | None, deed: Deed) -> Reach | None:
    """How far the role's deed extends; None when it is not allowed, for an unknown role always."""
    return POLICY.get(role, {}).get(deed) if role else None
