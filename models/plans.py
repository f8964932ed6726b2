"""The individual support plan: versions, goals, and the activities that become visits, meals and sessions."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, moment, only_one


class PlanStatus(StrEnum):
    """A plan is written by one and approved by another; a new approved one replaces the old."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REPLACED = "replaced"


class GoalStatus(StrEnum):
    """How far a goal is."""

    OPEN = "open"
    REACHED = "reached"
    GIVEN_UP = "given_up"


class ActivityKind(StrEnum):
    """What an activity becomes."""

    MEAL = "meal"
    VISIT = "visit"
    SESSION = "session"
    ERRAND = "errand"
    OTHER = "other"


class Every(StrEnum):
    """How often: so many `times` in each."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ONCE = "once"


class SupportPlan(Owned, Versioned, table=True):
    """One version of a case's plan (ИПП)."""

    case_id: int = Field(foreign_key="case.id", index=True)
    edition: int
    status: PlanStatus = choice(PlanStatus, default=PlanStatus.DRAFT)
    starts_on: date | None = None
    review_on: date | None = None
    words: str = ""
    written_by: int = Field(foreign_key="staff.id")
    written_at: datetime = moment()
    submitted_by: int | None = Field(default=None, foreign_key="staff.id")
    submitted_at: datetime | None = moment(default=None)
    comment: str = ""
    approved_by: int | None = Field(default=None, foreign_key="staff.id")
    approved_at: datetime | None = moment(default=None)

    __table_args__ = (
        sa.UniqueConstraint("case_id", "edition"),
        only_one("uq_support_plan_approved", "case_id", where="status = 'approved'"),
        only_one("uq_support_plan_open", "case_id", where="status IN ('draft', 'submitted', 'returned')"),
    )


class PlanGoal(Owned, table=True):
    """What is to be reached, in which domain of life."""

    plan_id: int = Field(foreign_key="support_plan.id", index=True)
    life_domain: str = Field(max_length=40)
    words: str
    until: date | None = None
    status: GoalStatus = choice(GoalStatus, default=GoalStatus.OPEN)


class PlanActivity(Owned, table=True):
    """Who does what for a goal, how often and until when."""

    plan_id: int = Field(foreign_key="support_plan.id", index=True)
    goal_id: int = Field(foreign_key="plan_goal.id", index=True)
    kind: ActivityKind = choice(ActivityKind)
    words: str
    who: str = ""
    times: int = 1
    every: Every = choice(Every, default=Every.WEEK)
    until: date | None = None
