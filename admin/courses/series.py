"""An activity of a case's plan put into the calendar for four weeks: the days as the plan says, to be confirmed."""

from datetime import date

from admin.courses.planning import NOT_A_NUMBER, hour_typed
from admin.courses.words import KIND_WORDS
from admin.pages import Answer, page
from admin.reading import number_asked, number_typed, whole
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.cases.heads import case_head
from domain.courses.meetings import MeetingFacts
from domain.courses.series import plan_on_days, propose_days
from domain.phrases import _, day_words
from domain.refusals import WrongInput

_NOT_IN_LIST = _("Please choose days from the list.")


@page("/cases/{case_id:int}/sessions/series", deed=Deed.EDIT_COURSES, title=_("As the plan says"), writes=True)
async def series(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    activity_id = whole(visit.typed("activity_id")) or number_asked(visit, "activity") or 0
    found = await propose_days(visit.session, visit.actor, case_id=head.case.key, activity_id=activity_id)
    return visit.show(
        "courses/series.html",
        title=head.name,
        head=head,
        tab="sessions",
        activity=found.activity,
        kind_words=KIND_WORDS,
        choices=[(day.isoformat(), day_words(visit.language, day)) for day in found.possible],
        proposed=[day.isoformat() for day in found.proposed],
        workers=[(one.id, one.name) for one in found.workers],
    )


@series.post()
async def plan(visit: Visit) -> Answer:
    number, days = visit.number("case_id"), _days(visit)
    planned = await plan_on_days(
        visit.session,
        visit.actor,
        case_id=number,
        activity_id=number_typed(visit, "activity_id"),
        days=days,
        facts=MeetingFacts(
            day=min(days, default=clock.today()),
            start=hour_typed(visit),
            minutes=number_typed(visit, "minutes", NOT_A_NUMBER),
            worker_id=number_typed(visit, "worker_id"),
            place=visit.typed("place"),
            topic=visit.typed("topic"),
        ),
    )
    return visit.go(f"/cases/{number}/sessions", _("Planned: {n}."), n=len(planned))


def _days(visit: Visit) -> list[date]:
    try:
        return [date.fromisoformat(text) for text in visit.chosen("days")]
    except ValueError:
        raise WrongInput(days=_NOT_IN_LIST) from None
