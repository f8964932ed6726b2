"""The sessions, visits and errands of a case: planned and held, alone and in groups, and how far the plan is."""

from admin.courses.planning import meeting_facts, said_of
from admin.courses.words import KIND_WORDS
from admin.pages import Answer, page
from admin.reading import one_typed, whole
from admin.visit import Visit
from domain.access import Deed
from domain.cases.heads import case_head
from domain.courses.meetings import plan_case_meetings
from domain.courses.month import ROUTE_WORDS, TARGET_WORDS, Route, Target, is_of_centre, write_down, written_of
from domain.courses.week import sessions_of_case
from domain.phrases import _


@page("/cases/{case_id:int}/sessions", deed=Deed.SEE_COURSES, title=_("Sessions"), writes=True)
async def sessions(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    found = await sessions_of_case(visit.session, visit.actor, case_id=head.case.key)
    of_centre = await is_of_centre(visit.session, head.programme)
    return visit.show(
        "courses/of_case.html",
        title=head.name,
        head=head,
        tab="sessions",
        found=found,
        workers=[(one.id, one.name) for one in found.workers],
        activities=[(one.activity.id, one.activity.words) for one in found.progress],
        kind_words=KIND_WORDS,
        of_centre=of_centre,
        written=await written_of(visit.session, visit.actor, case_id=head.case.key) if of_centre else None,
        targets=[(one.value, visit.say(text)) for one, text in TARGET_WORDS.items()],
        ways=[(one.value, visit.say(text)) for one, text in ROUTE_WORDS.items()],
    )


@sessions.post("/plan", deed=Deed.EDIT_COURSES)
async def plan(visit: Visit) -> Answer:
    number = visit.number("case_id")
    planned = await plan_case_meetings(
        visit.session,
        visit.actor,
        case_id=number,
        facts=meeting_facts(visit),
        activity_id=whole(visit.typed("activity_id")),
    )
    said, values = said_of(visit, planned)
    return visit.go(f"/cases/{number}/sessions", said, **values)


@sessions.post("/figures", deed=Deed.EDIT_CASES)
async def figures(visit: Visit) -> Answer:
    """Target group and way, for the centre's month."""
    number = visit.number("case_id")
    await write_down(
        visit.session,
        visit.actor,
        case_id=number,
        target=one_typed(visit, Target, "target") if visit.typed("target") else None,
        route=one_typed(visit, Route, "route") if visit.typed("route") else None,
    )
    return visit.go(f"/cases/{number}/sessions", _("Saved."))
