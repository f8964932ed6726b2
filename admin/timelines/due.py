"""What awaits me: overdue, today, within a week; for supervisors the team's, with each worker's load."""

from typing import Any

from admin.pages import Answer, page
from admin.reading import number_asked
from admin.timelines.words import KIND_WORDS, place_of
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.settings import settings
from domain.timelines.due import SOON, due
from domain.timelines.team import team_due

TEAM = "team"
#: More rows than anybody reads; the rest is told by its number.
MOST = 100


@page("/due", deed=Deed.WRITE_NOTES, title=_("What awaits me"))
async def awaits(visit: Visit) -> Answer:
    supervises = visit.actor.may(Deed.SEE_SUPERVISION)
    worker = number_asked(visit, "worker") if supervises else None
    if supervises and visit.asked("whose") == TEAM:
        team = await team_due(visit.session, visit.actor)
        title = visit.say(_("What awaits the team"))
        return _page(visit, title=title, whose=TEAM, due=team.due, workers=team.workers)
    own = await due(visit.session, visit.actor, staff_id=worker or visit.actor.number)
    return _page(visit, whose="worker" if worker else "mine", due=own, workers=[])


def _page(visit: Visit, title: str = "", **facts: Any) -> Answer:
    return visit.show(
        "timelines/due.html",
        title=title,
        supervises=visit.actor.may(Deed.SEE_SUPERVISION),
        kind_words=KIND_WORDS,
        place_of=place_of,
        soon_days=SOON,
        most=MOST,
        norm=settings().cases_per_worker,
        contact_days=settings().contact_days,
        **facts,
    )
