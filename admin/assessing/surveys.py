"""The survey's tab: appointments, and the form for a tablet that may lose its connection (static/survey.js)."""

from datetime import datetime, time, timedelta

from starlette.responses import JSONResponse

from admin.pages import Answer, page
from admin.reading import NOT_A_DAY, day_typed, number_typed, version_typed, whole
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.assessing.forms import QUESTIONS, SURVEY
from domain.assessing.reading import names_of, survey_card, surveys_of
from domain.assessing.surveys import cancel_survey, finish_survey, plan_survey, save_draft
from domain.assessing.terms import is_assessment_late
from domain.assessing.who import colleagues
from domain.cases.heads import case_head
from domain.phrases import Phrase, _
from domain.refusals import WrongInput
from models.assessing import SurveyStatus
from models.cases import LIVE

_NOT_AN_HOUR = _("Please write an hour, for example 10:30.")
#: What was typed longer ago than this was typed in another world.
_LONGEST_AGO = timedelta(days=30)


@page("/cases/{case_id:int}/survey", deed=Deed.SEE_ASSESSMENTS, title=_("Social survey"), writes=True)
async def surveys(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    rows = await surveys_of(visit.session, visit.actor, case_id=head.case.key)
    return visit.show(
        "assessing/surveys.html",
        title=head.name,
        head=head,
        tab="survey",
        rows=rows,
        names=await names_of(visit.session, [one.staff_id for one in rows]),
        late=is_assessment_late(head.case),
        can_plan=head.may(Deed.ASSESS) and head.case.status in LIVE,
        staff_choices=[(one.key, one.name) for one in await colleagues(visit.session, head.case)],
    )


@surveys.post(deed=Deed.ASSESS)
async def plan(visit: Visit) -> Answer:
    number = visit.number("case_id")
    survey = await plan_survey(
        visit.session,
        visit.actor,
        case_id=number,
        staff_id=number_typed(visit, "staff_id"),
        planned_at=_moment_typed(visit),
    )
    return visit.go(
        f"/cases/{number}/survey", _("The visit is planned for {day}."), day=clock.local(survey.planned_at).date()
    )


def _moment_typed(visit: Visit) -> datetime:
    day = day_typed(visit, "day")
    if day is None:
        raise WrongInput(day=NOT_A_DAY)
    try:
        return clock.at(day, time.fromisoformat(visit.typed("hour").replace(".", ":").zfill(5)))
    except ValueError:
        raise WrongInput(hour=_NOT_AN_HOUR) from None


@page("/cases/{case_id:int}/survey/{survey_id:int}", deed=Deed.SEE_ASSESSMENTS, title=_("Social survey"), writes=True)
async def survey(visit: Visit) -> Answer:
    head = await case_head(visit.session, visit.actor, case_id=visit.number("case_id"))
    card = await survey_card(visit.session, visit.actor, case_id=head.case.key, survey_id=visit.number("survey_id"))
    found = card.survey
    open_now = found.status is SurveyStatus.PLANNED and head.may(Deed.ASSESS)
    values = found.draft if found.status is SurveyStatus.PLANNED else found.answers
    return visit.show(
        "assessing/survey.html" if open_now else "assessing/survey_done.html",
        title=head.name,
        head=head,
        tab="survey",
        survey=found,
        who=card.names.get(found.staff_id, ""),
        parts=SURVEY,
        values=values,
        previous=card.previous,
        before=card.previous.answers if card.previous else {},
        version=visit.editing(found.version),
        in_words=lambda key, value: answer_words(visit, key, value),
    )


def answer_words(visit: Visit, key: str, value: str) -> str:
    """An answer as a person reads it: the words of its choice, or what was written."""
    return visit.say(dict(QUESTIONS[key].choices).get(value, Phrase(value))) if key in QUESTIONS and value else value


@survey.post(deed=Deed.ASSESS)
async def finish(visit: Visit) -> Answer:
    finished = await finish_survey(
        visit.session,
        visit.actor,
        survey_id=visit.number("survey_id"),
        answers=_answers(visit),
        version=version_typed(visit),
    )
    visit.demand_below("case_id", finished.case_id)
    return visit.go(f"/cases/{visit.number('case_id')}/survey", _("The survey is finished."))


@survey.post("/draft", deed=Deed.ASSESS)
async def draft(visit: Visit) -> Answer:
    """Save what there is so far; the tablet says how many seconds ago it was typed, for its clock may be wrong."""
    ago = min(timedelta(seconds=whole(visit.typed("typed_ago")) or 0), _LONGEST_AGO)
    found = await save_draft(
        visit.session,
        visit.actor,
        survey_id=visit.number("survey_id"),
        answers=_answers(visit),
        typed_at=clock.now() - ago,
    )
    visit.demand_below("case_id", found.case_id)
    if "application/json" in visit.request.headers.get("accept", ""):
        return JSONResponse({"version": found.version, "answers": found.draft})
    return visit.go(f"/cases/{visit.number('case_id')}/survey/{found.key}", _("The draft is saved in the office."))


@survey.post("/cancel", deed=Deed.ASSESS)
async def cancel(visit: Visit) -> Answer:
    cancelled = await cancel_survey(visit.session, visit.actor, survey_id=visit.number("survey_id"))
    visit.demand_below("case_id", cancelled.case_id)
    return visit.go(f"/cases/{visit.number('case_id')}/survey", _("The visit is cancelled."))


def _answers(visit: Visit) -> dict[str, str]:
    names = {key: f"answer_{key}" for key in QUESTIONS}
    return {key: visit.typed(name) for key, name in names.items() if visit.form is not None and name in visit.form}
