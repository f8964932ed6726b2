"""Load per worker against the norm, and a whole caseload given to another."""

from admin.pages import Answer, page
from admin.reading import number_asked, number_typed, whole
from admin.visit import Visit
from domain.access import Deed
from domain.cases.caseloads import caseload_of, loads, move_caseload, without_worker, workers
from domain.phrases import _
from domain.refusals import WrongInput
from domain.settings import settings

ALL, CHOSEN = "all", "chosen"


@page("/cases/caseload", deed=Deed.MOVE_CASELOADS, title=_("Load per worker"))
async def caseload(visit: Visit) -> Answer:
    found = await loads(visit.session, visit.actor)
    chosen = whole(visit.typed("from_staff")) or number_asked(visit, "from")
    return visit.show(
        "cases/caseload.html",
        loads=found,
        norm=settings().cases_per_worker,
        contact_days=settings().contact_days,
        without_worker=await without_worker(visit.session, visit.actor),
        leaving=next((one for one in found if one.staff_id == chosen), None),
        cases=await caseload_of(visit.session, visit.actor, staff_id=chosen) if chosen else [],
        workers=[(one.id, one.name) for one in await workers(visit.session, visit.actor) if one.id != chosen],
    )


@caseload.post()
async def move(visit: Visit) -> Answer:
    chosen = None if visit.typed("which") == ALL else _chosen(visit)
    moved = await move_caseload(
        visit.session,
        visit.actor,
        from_staff=number_typed(visit, "from_staff"),
        to_staff=number_typed(visit, "to_staff"),
        cases=chosen,
    )
    return visit.go("/cases/caseload", _("Moved to the new worker: {n}."), n=moved)


def _chosen(visit: Visit) -> list[int]:
    numbers = [whole(text) for text in visit.chosen("cases")]
    if not numbers or None in numbers:
        raise WrongInput(cases=_("Please choose the cases to move."))
    return [number for number in numbers if number]
