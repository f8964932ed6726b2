"""What is found out about a person's needs, and what is decided on it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, document, moment, only_one


class SurveyStatus(StrEnum):
    """Whether the home was visited."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class AssessmentKind(StrEnum):
    """Which assessment it is."""

    PRELIMINARY = "preliminary"
    INDIVIDUAL = "individual"
    PERIODIC = "periodic"
    CLOSING = "closing"


class AssessmentStatus(StrEnum):
    """A reviewed assessment is frozen."""

    DRAFT = "draft"
    COMPLETED = "completed"
    REVIEWED = "reviewed"


class Verdict(StrEnum):
    """What is proposed and decided."""

    APPROVE = "approve"
    REFUSE = "refuse"


class RefusalReason(StrEnum):
    """The closed reasons for which a service may be refused."""

    NOT_ELIGIBLE = "not_eligible"
    NO_NEED = "no_need"
    CAPACITY = "capacity"  #: no place, and the person does not want to wait
    PAPERS = "papers"  #: papers are missing after the term for them
    OUTSIDE = "outside"  #: lives outside the municipality


class DecisionStatus(StrEnum):
    """A decision is made by somebody other than who proposed it."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    DECIDED = "decided"


class Survey(Owned, Versioned, table=True):
    """The social survey at home (социална анкета). `answers` by the questions of `domain/assessing/forms.py`.

    `draft` is what a tablet has saved so far; it becomes `answers` when the survey is done.
    """

    case_id: int = Field(foreign_key="case.id", index=True)
    planned_at: datetime = moment()
    staff_id: int = Field(foreign_key="staff.id", index=True)
    status: SurveyStatus = choice(SurveyStatus, default=SurveyStatus.PLANNED)
    answers: dict[str, Any] = document(default_factory=dict)
    draft: dict[str, Any] = document(default_factory=dict)
    drafted_at: datetime | None = moment(default=None)
    done_at: datetime | None = moment(default=None)


class Assessment(Owned, Versioned, table=True):
    """A needs assessment: a score and words for each domain of life, and who took part."""

    case_id: int = Field(foreign_key="case.id", index=True)
    kind: AssessmentKind = choice(AssessmentKind)
    status: AssessmentStatus = choice(AssessmentStatus, default=AssessmentStatus.DRAFT)
    scores: dict[str, Any] = document(default_factory=dict)
    words: dict[str, Any] = document(default_factory=dict)
    conclusion: str = ""
    members: list[Any] = document(default_factory=list)  #: numbers of staff
    begun_by: int = Field(foreign_key="staff.id")
    begun_at: datetime = moment()
    completed_by: int | None = Field(default=None, foreign_key="staff.id")
    completed_at: datetime | None = moment(default=None)
    reviewed_by: int | None = Field(default=None, foreign_key="staff.id")
    reviewed_at: datetime | None = moment(default=None)
    next_on: date | None = None
    comment: str = ""  #: the reviewer's, when it was returned

    __table_args__ = (
        only_one("uq_assessment_draft", "case_id", "kind", where="status = 'draft'"),
        sa.Index("ix_assessment_of_case", "case_id", "id"),
    )


class Decision(Owned, Versioned, table=True):
    """Approval or refusal, proposed by one and decided by another; a refusal has a reason and the way of appeal."""

    case_id: int = Field(foreign_key="case.id", index=True)
    verdict: Verdict = choice(Verdict)
    reason: RefusalReason | None = choice(RefusalReason, default=None)
    words: str = ""
    appeal: str = ""
    minutes: str = ""  #: the commission's, when one sat
    status: DecisionStatus = choice(DecisionStatus, default=DecisionStatus.PROPOSED)
    proposed_by: int = Field(foreign_key="staff.id")
    proposed_at: datetime = moment()
    comment: str = ""
    decided_by: int | None = Field(default=None, foreign_key="staff.id")
    decided_at: datetime | None = moment(default=None)

    __table_args__ = (only_one("uq_decision_open", "case_id", where="status = 'proposed'"),)
