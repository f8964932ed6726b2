"""The needs assessment: a draft, completed by its team, reviewed by somebody else, and frozen from then on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.assessing.forms import LIFE_DOMAINS, LONGEST_ANSWER, SCORES
from domain.assessing.terms import review_after
from domain.assessing.who import case_in, colleagues, number_of
from domain.cases.editing import editable_of_cases
from domain.cases.procedure import Step, take_step
from domain.people.numbers import demand_no_number, numbers_among
from domain.phrases import Phrase, _
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.assessing import Assessment, AssessmentKind, AssessmentStatus
from models.cases import LIVE, Case, CaseStatus
from models.places import Programme, RuleSet

#: A multidisciplinary team assesses the individual needs (чл. 80 ЗСУ): one person is no team.
SMALLEST_TEAM = 2
_SERVED = (CaseStatus.ACTIVE, CaseStatus.SUSPENDED)
#: In which states of the case each kind may be begun.
WHEN: dict[AssessmentKind, tuple[CaseStatus, ...]] = {
    AssessmentKind.PRELIMINARY: (CaseStatus.APPLIED,),
    AssessmentKind.INDIVIDUAL: LIVE,
    AssessmentKind.PERIODIC: _SERVED,
    AssessmentKind.CLOSING: _SERVED,
}


class AssessmentFrozen(Refusal):
    """A reviewed assessment does not change any more. Please begin a new one."""


class AssessmentCompleted(Refusal):
    """This assessment is completed and waits for its review. To change it, ask the reviewer to return it."""


class AssessmentNotCompleted(Refusal):
    """This assessment is still a draft. Please complete it first."""


class AssessmentInWork(Refusal):
    """Such an assessment of this case is in work already. Please finish that one first."""


class NotOwnAssessment(Refusal):
    """You have completed this assessment yourself. Please ask a colleague to review it."""


@dataclass(frozen=True)
class AssessmentFacts:
    """What the form of an assessment says."""

    scores: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    conclusion: str = ""
    members: tuple[int, ...] = ()
    next_on: date | None = None


async def begin_assessment(session: AsyncSession, actor: Actor, *, case_id: int, kind: AssessmentKind) -> Assessment:
    """Begin an assessment of a kind; one of each is in work at a time. Raises AssessmentInWork and NotNow."""
    demand(actor, Deed.ASSESS)
    case = await case_in(session, actor, case_id, WHEN[kind])
    in_work = sa.select(col(Assessment.id)).where(
        col(Assessment.case_id) == case.key,
        col(Assessment.kind) == kind,
        col(Assessment.status) != AssessmentStatus.REVIEWED,
    )
    if await session.scalar(in_work.limit(1)) is not None:
        raise AssessmentInWork
    assessment = Assessment(
        organisation_id=case.organisation_id,
        case_id=case.key,
        kind=kind,
        begun_by=number_of(actor),
        begun_at=clock.now(),
        members=[actor.number],
    )
    session.add(assessment)
    try:
        await session.flush()
    except IntegrityError:
        raise AssessmentInWork from None
    return assessment


async def save_assessment(
    session: AsyncSession, actor: Actor, *, assessment_id: int, facts: AssessmentFacts, version: int | None = None
) -> Assessment:
    """Save a draft, half filled as it may be. Raises AssessmentFrozen, AssessmentCompleted, WrongInput and Stale."""
    demand(actor, Deed.ASSESS)
    assessment, case = await _of_case(session, actor, Deed.ASSESS, assessment_id)
    if assessment.status is AssessmentStatus.REVIEWED:
        raise AssessmentFrozen
    if assessment.status is AssessmentStatus.COMPLETED:
        raise AssessmentCompleted
    demand_version(assessment, version)
    await _check(session, case, assessment, facts)
    assessment.scores, assessment.words = dict(facts.scores), {k: v.strip() for k, v in facts.words.items()}
    assessment.conclusion, assessment.next_on = facts.conclusion.strip(), facts.next_on
    assessment.members = list(dict.fromkeys(facts.members))
    await flush_or_stale(session)
    return assessment


async def complete_assessment(
    session: AsyncSession, actor: Actor, *, assessment_id: int, facts: AssessmentFacts, version: int | None = None
) -> Assessment:
    """Complete the draft: every domain of life has a score and words, and an individual one a team of two at least."""
    assessment = await save_assessment(session, actor, assessment_id=assessment_id, facts=facts, version=version)
    wrong = _missing(assessment)
    if wrong:
        raise WrongInput(**wrong)
    assessment.status = AssessmentStatus.COMPLETED
    assessment.completed_by, assessment.completed_at = number_of(actor), clock.now()
    await flush_or_stale(session)
    return assessment


async def review_assessment(
    session: AsyncSession, actor: Actor, *, assessment_id: int, version: int | None = None
) -> Assessment:
    """Review what somebody else has completed; it is frozen then. With a delegated service's individual assessment
    the case is assessed. Raises NotOwnAssessment.
    """
    assessment, case = await _to_review(session, actor, assessment_id, version)
    assessment.status = AssessmentStatus.REVIEWED
    assessment.reviewed_by, assessment.reviewed_at = number_of(actor), clock.now()
    if assessment.kind is not AssessmentKind.CLOSING and assessment.next_on is None:
        assessment.next_on = review_after(clock.today())
    await flush_or_stale(session)
    programme = await session.get_one(Programme, case.programme_id)
    individual = assessment.kind is AssessmentKind.INDIVIDUAL and programme.rules is RuleSet.DELEGATED
    if individual and case.status is CaseStatus.APPLIED:
        await take_step(session, actor, case_id=case.key, step=Step.ASSESS)
    return assessment


async def return_assessment(
    session: AsyncSession, actor: Actor, *, assessment_id: int, comment: str, version: int | None = None
) -> Assessment:
    """Give a completed assessment back to its team, with what is missing in it."""
    assessment, _case = await _to_review(session, actor, assessment_id, version)
    if not comment.strip():
        raise WrongInput(comment=_("Please write what is to be changed."))
    demand_no_number(comment)
    assessment.status, assessment.comment = AssessmentStatus.DRAFT, comment.strip()
    assessment.completed_by = assessment.completed_at = None
    await flush_or_stale(session)
    return assessment


async def _to_review(
    session: AsyncSession, actor: Actor, assessment_id: int, version: int | None
) -> tuple[Assessment, Case]:
    demand(actor, Deed.REVIEW_ASSESSMENTS)
    assessment, case = await _of_case(session, actor, Deed.REVIEW_ASSESSMENTS, assessment_id)
    if assessment.status is AssessmentStatus.REVIEWED:
        raise AssessmentFrozen
    if assessment.status is AssessmentStatus.DRAFT:
        raise AssessmentNotCompleted
    if assessment.completed_by == actor.number:
        raise NotOwnAssessment
    demand_version(assessment, version)
    return assessment, case


async def _of_case(session: AsyncSession, actor: Actor, deed: Deed, assessment_id: int) -> tuple[Assessment, Case]:
    rows = editable_of_cases(actor, deed, Assessment, col(Assessment.case_id))
    assessment = await find(session, rows, assessment_id, fresh=True)
    if assessment.status is AssessmentStatus.REVIEWED:
        raise AssessmentFrozen
    return assessment, await case_in(session, actor, assessment.case_id)


async def _check(session: AsyncSession, case: Case, assessment: Assessment, facts: AssessmentFacts) -> None:
    wrong: dict[str, Phrase] = {}
    for key, score in facts.scores.items():
        if key not in LIFE_DOMAINS or score not in SCORES:
            wrong[f"score_{key}"] = _("Please choose a score from the list.")
    for key, text in facts.words.items():
        if key not in LIFE_DOMAINS or len(text) > LONGEST_ANSWER:
            wrong[f"words_{key}"] = _("This answer is too long. Please shorten it.")
    texts = {f"words_{key}": text for key, text in facts.words.items()} | {"conclusion": facts.conclusion}
    wrong |= numbers_among(texts)
    known = {one.key for one in await colleagues(session, case)} | set(assessment.members)
    if not set(facts.members) <= known:
        wrong["members"] = _("Please choose people who work on this case.")
    if facts.next_on and facts.next_on <= clock.today():
        wrong["next_on"] = _("Please choose a day that is still to come.")
    if wrong:
        raise WrongInput(**wrong)


def _missing(assessment: Assessment) -> dict[str, Phrase]:
    wrong: dict[str, Phrase] = {}
    for key in LIFE_DOMAINS:
        if key not in assessment.scores:
            wrong[f"score_{key}"] = _("Please choose a score.")
        if not assessment.words.get(key):
            wrong[f"words_{key}"] = _("Please write what the score rests on.")
    if assessment.kind is AssessmentKind.INDIVIDUAL and len(assessment.members) < SMALLEST_TEAM:
        wrong["members"] = _("The individual needs are assessed by a team: please choose at least two people.")
    if not assessment.conclusion:
        wrong["conclusion"] = _("Please write the conclusion.")
    return wrong
