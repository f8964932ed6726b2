"""What must be done for a case and by when: the standard timeline of its service, and the worker's own tasks."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, moment, only_one
from models.places import RuleSet


class CountedFrom(StrEnum):
    """From which date of the case a term runs."""

    WISH = "wish"
    START = "start"
    REVIEW = "review"
    CLOSING = "closing"


class TimelineStep(Owned, Versioned, table=True):
    """A dated step that every case of a programme has; without a programme, every case under the rule set.

    The date follows from the case's own dates, so nothing is written when a case opens: a step without its row in
    `case_task` is still to be done. `days` may be negative (before a review); working days where the law counts them.
    Only dates of cases from `since` on count, so that a new step makes no old case late.
    """

    programme_id: int | None = Field(default=None, foreign_key="programme.id", index=True)
    rules: RuleSet | None = choice(RuleSet, default=None)
    title: str = Field(max_length=200)
    counted_from: CountedFrom = choice(CountedFrom)
    days: int
    working_days: bool = False
    since: date
    active: bool = True


class CaseTask(Owned, Versioned, table=True):
    """A worker's own task on a case, or what was done about a step of the timeline. Open while `done_on` is empty.

    Of a step, `counted_on` is the date of the case from which it was counted: another review is another row.
    """

    case_id: int = Field(foreign_key="case.id", index=True)
    step_id: int | None = Field(default=None, foreign_key="timeline_step.id")
    counted_on: date | None = None
    words: str = ""
    due_on: date
    moved_why: str = ""  #: why the date was moved last
    worker_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    set_by: int | None = Field(default=None, foreign_key="staff.id")
    set_at: datetime = moment()
    done_on: date | None = None
    done_by: int | None = Field(default=None, foreign_key="staff.id")
    outcome: str = ""

    __table_args__ = (
        only_one("uq_case_task_step", "case_id", "step_id", "counted_on", where="step_id IS NOT NULL"),
        sa.Index("ix_case_task_open", "organisation_id", "done_on", "due_on"),
    )
