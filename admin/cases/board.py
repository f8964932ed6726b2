"""The board of cases: whose turn it is, narrowed and searched; for supervisors also who entered in an emergency."""

from dataclasses import replace

from admin.pages import Answer, page
from admin.reading import number_asked, one_asked
from admin.visit import Visit
from domain.access import Deed
from domain.cases.board import TERM_WORDS, CaseFilter, after_of, case_board, case_programmes
from domain.cases.emergencies import enter_in_emergency, entries_not_seen, mark_seen
from domain.phrases import _
from domain.settings import settings
from models.cases import CaseStatus

EVERY_STATE = "all"
MINE, TEAM = "mine", "team"


@page("/cases", deed=Deed.SEE_CASES, title=_("Cases"))
async def board(visit: Visit) -> Answer:
    where = cases_asked(visit)
    found = await case_board(visit.session, visit.actor, where=where, after=after_of(visit.asked("after")))
    return visit.show(
        "cases/board.html",
        found=found,
        where=where,
        asked=visit.asked,
        state=visit.asked("state"),
        statuses=list(CaseStatus),
        programmes=await case_programmes(visit.session),
        entries=await entries_not_seen(visit.session, visit.actor),
        contact_days=settings().contact_days,
        term_words=TERM_WORDS,
        next_page=_address(visit, after=found.after.text) if found.after else "",
        first_page=_address(visit, after="") if visit.asked("after") else "",
    )


def _address(visit: Visit, *, after: str) -> str:
    """The same board, where another page of it begins."""
    return f"/cases?{visit.request.url.include_query_params(after=after).query}"


def cases_asked(visit: Visit) -> CaseFilter:
    """What is asked; whoever writes notes and does not supervise begins with the own cases."""
    begins = MINE if visit.actor.may(Deed.WRITE_NOTES) and not visit.actor.may(Deed.SEE_SUPERVISION) else TEAM
    worker = number_asked(visit, "worker")
    where = CaseFilter(
        mine=visit.asked("whose", begins) == MINE,
        status=one_asked(visit, CaseStatus, "state"),
        live=visit.asked("state") != EVERY_STATE,
        programme_id=number_asked(visit, "service"),
        worker_id=worker,
        without_worker=visit.asked("worker") == "none",
        overdue=visit.asked("overdue") == "yes",
        no_contact=visit.asked("silent") == "yes",
        text=visit.asked("text"),
    )
    # A term after the end is overdue too.
    return replace(where, live=False) if where.overdue and not visit.asked("state") else where


@board.post("/entries/{entry_id:int}/seen", deed=Deed.SEE_SUPERVISION)
async def seen(visit: Visit) -> Answer:
    await mark_seen(visit.session, visit.actor, entry_id=visit.number("entry_id"))
    return visit.go("/cases", _("Noted that you have looked at it."))


@page("/cases/emergency", deed=Deed.ENTER_IN_EMERGENCY, title=_("Open a child's case in an emergency"))
async def emergency(visit: Visit) -> Answer:
    return visit.show("cases/emergency.html")


@emergency.post()
async def enter(visit: Visit) -> Answer:
    entry = await enter_in_emergency(
        visit.session, visit.actor, number=visit.typed("number"), reason=visit.typed("reason")
    )
    return visit.go(f"/cases/{entry.case_id}", _("The case is open to you for two hours. The supervisor is told."))
