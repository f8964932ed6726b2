"""What the pages show of surveys, assessments and decisions, with what was found the time before beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, find, visible_cases, visible_of_cases
from models.assessing import Assessment, AssessmentStatus, Decision, Survey, SurveyStatus
from models.cases import Case
from models.staff import Staff


@dataclass(frozen=True)
class SurveyCard:
    """A survey, who goes, and what the same person answered the last time."""

    survey: Survey
    previous: Survey | None
    names: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AssessmentCard:
    """An assessment, who took part, and the scores of the one before."""

    assessment: Assessment
    previous: Assessment | None
    names: dict[int, str] = field(default_factory=dict)


async def surveys_of(session: AsyncSession, actor: Actor, *, case_id: int) -> list[Survey]:
    """The surveys of a case, the newest first."""
    demand(actor, Deed.SEE_ASSESSMENTS)
    rows = visible_of_cases(actor, Deed.SEE_ASSESSMENTS, Survey, col(Survey.case_id))
    return list(
        await session.scalars(
            rows.where(col(Survey.case_id) == case_id).order_by(col(Survey.planned_at).desc(), col(Survey.id).desc())
        )
    )


async def survey_card(session: AsyncSession, actor: Actor, *, case_id: int, survey_id: int) -> SurveyCard:
    """A survey with the answers of the person's last finished one, of whichever of her cases the reader may open."""
    demand(actor, Deed.SEE_ASSESSMENTS)
    rows = visible_of_cases(actor, Deed.SEE_ASSESSMENTS, Survey, col(Survey.case_id))
    survey = await find(session, rows.where(col(Survey.case_id) == case_id), survey_id, fresh=True)
    before = rows.where(
        col(Survey.case_id).in_(_cases_of_the_same_person(actor, case_id)),
        col(Survey.status) == SurveyStatus.DONE,
        col(Survey.id) != survey.key,
    )
    if survey.done_at:
        before = before.where(col(Survey.done_at) < survey.done_at)
    previous = await session.scalar(before.order_by(col(Survey.done_at).desc(), col(Survey.id).desc()).limit(1))
    return SurveyCard(survey, previous, await names_of(session, [survey.staff_id]))


async def assessments_of(session: AsyncSession, actor: Actor, *, case_id: int) -> list[Assessment]:
    """The assessments of a case, the newest first."""
    demand(actor, Deed.SEE_ASSESSMENTS)
    rows = visible_of_cases(actor, Deed.SEE_ASSESSMENTS, Assessment, col(Assessment.case_id))
    return list(
        await session.scalars(rows.where(col(Assessment.case_id) == case_id).order_by(col(Assessment.id).desc()))
    )


async def assessment_card(session: AsyncSession, actor: Actor, *, case_id: int, assessment_id: int) -> AssessmentCard:
    """An assessment with the person's last reviewed one, of whichever of her cases the reader may open."""
    demand(actor, Deed.SEE_ASSESSMENTS)
    rows = visible_of_cases(actor, Deed.SEE_ASSESSMENTS, Assessment, col(Assessment.case_id))
    found = await find(session, rows.where(col(Assessment.case_id) == case_id), assessment_id, fresh=True)
    before = rows.where(
        col(Assessment.case_id).in_(_cases_of_the_same_person(actor, case_id)),
        col(Assessment.status) == AssessmentStatus.REVIEWED,
        col(Assessment.id) != found.key,
    )
    if found.reviewed_at:
        before = before.where(col(Assessment.reviewed_at) < found.reviewed_at)
    newest_first = (col(Assessment.reviewed_at).desc(), col(Assessment.id).desc())
    previous = await session.scalar(before.order_by(*newest_first).limit(1))
    signed = (found.begun_by, found.completed_by, found.reviewed_by)
    return AssessmentCard(found, previous, await names_of(session, [*found.members, *signed]))


async def decisions_of(session: AsyncSession, actor: Actor, *, case_id: int) -> list[Decision]:
    """The proposals and decisions of a case, the newest first."""
    demand(actor, Deed.SEE_CASES)
    rows = visible_of_cases(actor, Deed.SEE_CASES, Decision, col(Decision.case_id))
    return list(await session.scalars(rows.where(col(Decision.case_id) == case_id).order_by(col(Decision.id).desc())))


async def names_of(session: AsyncSession, numbers: Iterable[int | None]) -> dict[int, str]:
    """The names of members of staff, by number."""
    wanted: Sequence[int] = sorted({number for number in numbers if number is not None})
    if not wanted:
        return {}
    rows = sa.select(Staff).where(col(Staff.id).in_(wanted))
    return {one.key: one.name for one in await session.scalars(rows)}


def _cases_of_the_same_person(actor: Actor, case_id: int) -> sa.Select[int | None]:
    whose = sa.select(col(Case.person_id)).where(col(Case.id) == case_id).scalar_subquery()
    return visible_cases(actor).with_only_columns(col(Case.id)).where(col(Case.person_id) == whose)
