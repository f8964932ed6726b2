"""The social survey at home: planned for a day and hour, filled in on a tablet, finished."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.assessing.forms import LONGEST_ANSWER, QUESTIONS
from domain.assessing.telling import tell_of_no_visit, tell_of_visit
from domain.assessing.who import case_in, colleagues, number_of
from domain.calendar import calendar_of
from domain.cases.editing import editable_of_cases
from domain.cases.procedure import Step, take_step
from domain.people.numbers import numbers_among
from domain.phrases import Phrase, _
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.assessing import Survey, SurveyStatus
from models.cases import Case, CaseStatus
from models.places import Programme, RuleSet


class TimeHasPassed(Refusal):
    """This hour has passed already. Please choose a later one."""


class DayOfRest(Refusal):
    """On {day} the office does not work. Please choose a working day."""


class SurveyOver(Refusal):
    """This survey is finished or cancelled already. Please plan a new one for a new visit."""


async def plan_survey(
    session: AsyncSession, actor: Actor, *, case_id: int, staff_id: int, planned_at: datetime
) -> Survey:
    """Make an appointment at home: on a working day, still to come, for somebody who may open the case."""
    demand(actor, Deed.ASSESS)
    case = await case_in(session, actor, case_id)
    if staff_id not in [one.key for one in await colleagues(session, case)]:
        raise WrongInput(staff_id=_("Please choose somebody who works on this case."))
    await _demand_working_hour(session, planned_at)
    survey = Survey(organisation_id=case.organisation_id, case_id=case.key, planned_at=planned_at, staff_id=staff_id)
    session.add(survey)
    await session.flush()
    await tell_of_visit(session, actor, case, survey)
    return survey


async def _demand_working_hour(session: AsyncSession, planned_at: datetime) -> None:
    if planned_at <= clock.now():
        raise TimeHasPassed
    day = clock.local(planned_at).date()
    if not (await calendar_of(session)).is_working(day):
        raise DayOfRest(day=day)


async def save_draft(
    session: AsyncSession, actor: Actor, *, survey_id: int, answers: Mapping[str, str], typed_at: datetime
) -> Survey:
    """Keep what a tablet has so far. `typed_at` is the tablet's moment: what was typed later wins, whichever of two
    drafts arrives first, and an older one only fills what the newer one does not have.
    """
    survey = await _planned(session, actor, survey_id)
    typed = _known(answers)
    moment = min(typed_at, clock.now())  # a tablet whose clock is ahead must not shut out everybody after it
    if survey.drafted_at and moment < survey.drafted_at:
        merged = {**typed, **survey.draft}
    else:
        merged, survey.drafted_at = {**survey.draft, **typed}, moment
    if merged != survey.draft:
        survey.draft = merged
    await flush_or_stale(session)
    return survey


async def finish_survey(
    session: AsyncSession, actor: Actor, *, survey_id: int, answers: Mapping[str, str], version: int | None = None
) -> Survey:
    """Finish the survey; by the municipality's own rules the needs are assessed with it. Raises WrongInput, Stale."""
    survey = await _planned(session, actor, survey_id)
    demand_version(survey, version)
    case = await case_in(session, actor, survey.case_id)
    found = {**survey.draft, **_known(answers)}
    missing = [one.key for one in QUESTIONS.values() if one.required and not found.get(one.key)]
    if missing:
        raise WrongInput(**{f"answer_{key}": _("Please answer this before finishing.") for key in missing})
    survey.answers, survey.draft = {key: text for key, text in found.items() if text}, {}
    survey.status, survey.done_at = SurveyStatus.DONE, clock.now()
    await flush_or_stale(session)
    programme = await session.get_one(Programme, case.programme_id)
    if case.status is CaseStatus.APPLIED and programme.rules is not RuleSet.DELEGATED:
        await take_step(session, actor, case_id=case.key, step=Step.ASSESS)
    return survey


async def cancel_survey(session: AsyncSession, actor: Actor, *, survey_id: int) -> Survey:
    """Cancel an appointment; what was typed for it goes."""
    survey = await _planned(session, actor, survey_id)
    survey.status, survey.draft = SurveyStatus.CANCELLED, {}
    await flush_or_stale(session)
    await tell_of_no_visit(session, actor, await session.get_one(Case, survey.case_id), survey)
    return survey


async def _planned(session: AsyncSession, actor: Actor, survey_id: int) -> Survey:
    demand(actor, Deed.ASSESS)
    number_of(actor)
    rows = editable_of_cases(actor, Deed.ASSESS, Survey, col(Survey.case_id))
    survey = await find(session, rows, survey_id, fresh=True)
    if survey.status is not SurveyStatus.PLANNED:
        raise SurveyOver
    return survey


def _known(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers as they are kept. Raises WrongInput for one that is too long, not among its choices, or an ЕГН."""
    wrong: dict[str, Phrase] = {}
    for key, question in QUESTIONS.items():
        text = answers.get(key, "").strip()
        if len(text) > LONGEST_ANSWER:
            wrong[f"answer_{key}"] = _("This answer is too long. Please shorten it.")
        elif text and question.choices and text not in dict(question.choices):
            wrong[f"answer_{key}"] = _("Please choose one of the answers.")
    wrong |= {f"answer_{key}": phrase for key, phrase in numbers_among(answers).items() if key in QUESTIONS}
    if wrong:
        raise WrongInput(**wrong)
    return {key: answers[key].strip() for key in QUESTIONS if key in answers}
