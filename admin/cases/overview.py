"""The first page of a case: who, what comes next, the terms, and who works on it."""

from datetime import date
from functools import partial

from admin.pages import Answer, page
from admin.reading import day_typed, number_typed, version_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed, reach_of
from domain.addresses import address_line
from domain.cases.board import TERM_WORDS, next_term
from domain.cases.closing import follow_up_done
from domain.cases.overview import CaseOverview, case_overview
from domain.cases.procedure import Step, possible
from domain.cases.suspending import resume, set_return
from domain.cases.teams import colleagues, leave_team, name_to_team, set_worker
from domain.phrases import Phrase, Spoken, _, spoken
from models.cases import CaseStatus

_NEXT: dict[CaseStatus, Phrase] = {
    CaseStatus.APPLIED: _("Next: survey at home and assessment of the needs."),
    CaseStatus.ASSESSED: _("Next: propose a decision."),
    CaseStatus.PROPOSED: _("Next: a second person decides."),
    CaseStatus.WAITING: _("Next: a free place is offered."),
    CaseStatus.APPROVED: _("Next: contract and start of the service."),
    CaseStatus.ACTIVE: _("The service works."),
    CaseStatus.CLOSED: _("The work has ended. The case can be opened anew."),
    CaseStatus.REFUSED: _("The service was refused. The case can be opened anew."),
    CaseStatus.WITHDRAWN: _("The wish was withdrawn. The case can be opened anew."),
}


@page("/cases/{case_id:int}", deed=Deed.SEE_CASES, title=_("Case"), writes=True)
async def case(visit: Visit) -> Answer:
    found = await case_overview(visit.session, visit.actor, case_id=visit.number("case_id"))
    editable = found.head.may(Deed.EDIT_CASES)
    named = await colleagues(visit.session, found.head.case) if editable else []
    return visit.show(
        "cases/overview.html",
        title=found.head.name,
        head=found.head,
        tab="overview",
        found=found,
        editable=editable,
        version=visit.editing(found.head.case.version),
        steps=possible(found.head.case.status),
        Step=Step,
        comes_next=comes_next(found)(visit.language),
        term=next_term(found.head.case),
        term_words=TERM_WORDS,
        today=clock.today(),
        age=_age(found.head.born),
        colleagues=[(one.id, one.name) for one in named if one.id not in {name.staff_id for name in found.head.team}],
        workers=[(one.id, one.name) for one in named if reach_of(one.role, Deed.EDIT_CASES)],
        address_line=partial(address_line, visit.language),
    )


def comes_next(found: CaseOverview) -> Spoken:
    """What comes next, in a sentence."""
    if found.head.case.status is not CaseStatus.SUSPENDED:
        return spoken(_NEXT[found.head.case.status])
    rest = next((one for one in found.suspensions if one.ended_on is None), None)
    if rest and rest.until:
        return spoken(_("The service rests until {day}."), day=rest.until)
    return spoken(_("The service rests; the day of return is not known."))


def _age(born: date | None) -> int | None:
    if born is None:
        return None
    today = clock.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _home(visit: Visit) -> str:
    return f"/cases/{visit.number('case_id')}"


@case.post("/worker", deed=Deed.EDIT_CASES)
async def worker(visit: Visit) -> Answer:
    staff_id = number_typed(visit, "staff_id")
    await set_worker(
        visit.session,
        visit.actor,
        case_id=visit.number("case_id"),
        staff_id=staff_id,
        version=version_typed(visit),
    )
    return visit.go(_home(visit), _("The case has a new worker."))


@case.post("/team", deed=Deed.EDIT_CASES)
async def name(visit: Visit) -> Answer:
    staff_id = number_typed(visit, "staff_id")
    await name_to_team(visit.session, visit.actor, case_id=visit.number("case_id"), staff_id=staff_id)
    return visit.go(_home(visit), _("Named to the team."))


@case.post("/team/{staff_id:int}/leave", deed=Deed.EDIT_CASES)
async def leave(visit: Visit) -> Answer:
    await leave_team(visit.session, visit.actor, case_id=visit.number("case_id"), staff_id=visit.number("staff_id"))
    # Who has just left a guarded case may no longer open it.
    gone = visit.number("staff_id") == visit.actor.number
    return visit.go("/cases" if gone else _home(visit), _("Taken off the team."))


@case.post("/resume", deed=Deed.EDIT_CASES)
async def works_again(visit: Visit) -> Answer:
    await resume(visit.session, visit.actor, case_id=visit.number("case_id"))
    return visit.go(_home(visit), _("The service works again from today."))


@case.post("/return", deed=Deed.EDIT_CASES)
async def day_of_return(visit: Visit) -> Answer:
    until = day_typed(visit, "until")
    case_id = visit.number("case_id")
    await set_return(visit.session, visit.actor, case_id=case_id, until=until, version=version_typed(visit))
    return visit.go(_home(visit), _("The day of return is changed."))


@case.post("/followed-up", deed=Deed.EDIT_CASES)
async def followed_up(visit: Visit) -> Answer:
    await follow_up_done(visit.session, visit.actor, case_id=visit.number("case_id"))
    return visit.go(f"{_home(visit)}/notes", _("Noted. Please write here what you heard."))
