"""One dated thing that somebody must do."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DueKind(StrEnum):
    """What is to be done, in the order in which those of one day stand."""

    ASSESS = "assess"
    SURVEY = "survey"
    REVIEW = "review"
    RETURN = "return"  #: the rest of the service was to end
    CONTRACT = "contract"
    RENEWAL = "renewal"
    ACTIVITY = "activity"  #: the plan asks for it, and the coming week has nothing of it
    STEP = "step"
    TASK = "task"
    PAPERS = "papers"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class About:
    """Whose case or application it is, and whose work. An application may have no case yet."""

    case_id: int | None
    number: str
    name: str
    programme: str
    worker_id: int | None
    worker: str


@dataclass(frozen=True)
class DueRow:
    """What is to be done by a day. `title` says it for steps and own tasks, the kind for everything else.

    `detail` says which of its kind it is.
    """

    kind: DueKind
    day: date
    about: About
    title: str = ""
    task_id: int | None = None
    step_id: int | None = None
    application_id: int | None = None
    moved_why: str = ""
    detail: str = ""


def in_order(rows: list[DueRow]) -> list[DueRow]:
    """What is overdue first, then day by day."""
    kinds = list(DueKind)
    return sorted(rows, key=lambda row: (row.day, kinds.index(row.kind), row.about.number, row.title))
