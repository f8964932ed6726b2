"""A case: what one service does for one person, from the application to the follow-up, and who works on it."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, moment, only_one


class CaseStatus(StrEnum):
    """Where the case stands; `domain/cases/procedure.py` says which step leads where."""

    APPLIED = "applied"
    ASSESSED = "assessed"  #: survey and needs assessment are done
    PROPOSED = "proposed"  #: a decision waits for the second person
    WAITING = "waiting"  #: approved, on the waiting list
    APPROVED = "approved"  #: has a place, no contract yet
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


#: A person has at most one case of a service in these.
LIVE = (
    CaseStatus.APPLIED,
    CaseStatus.ASSESSED,
    CaseStatus.PROPOSED,
    CaseStatus.WAITING,
    CaseStatus.APPROVED,
    CaseStatus.ACTIVE,
    CaseStatus.SUSPENDED,
)
_LIVE = ", ".join(f"'{status.value}'" for status in LIVE)


class Secrecy(StrEnum):
    """Who may know of the case at all."""

    OPEN = "open"  #: the office
    CHILD = "child"  #: the named team only
    SEALED = "sealed"  #: adoption, violence: the named team, of roles that may


class CaseOutcome(StrEnum):
    """How the work of a case ended."""

    GOALS_REACHED = "goals_reached"
    OWN_WISH = "own_wish"
    MOVED = "moved"
    OTHER_SERVICE = "other_service"
    RESIDENTIAL = "residential"
    TERM_ENDED = "term_ended"
    NOT_PAID = "not_paid"
    DECEASED = "deceased"


class SuspensionReason(StrEnum):
    """Why a service rests."""

    HOSPITAL = "hospital"
    TRAVEL = "travel"
    SUBSTITUTE_CARE = "substitute_care"  #: up to 30 days of a calendar year (чл. 92 ЗСУ)
    OTHER = "other"


class Case(Owned, Versioned, table=True):
    """One service for one person. `wished_on` starts the terms of the law."""

    number: str = Field(max_length=40)
    person_id: int = Field(foreign_key="person.id", index=True)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    status: CaseStatus = choice(CaseStatus, default=CaseStatus.APPLIED)
    secrecy: Secrecy = choice(Secrecy, default=Secrecy.OPEN)
    worker_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    wished_on: date
    assess_by: date | None = None
    contacted_on: date | None = None  #: the last contact with the person
    started_on: date | None = None
    review_on: date | None = None
    closed_on: date | None = None
    outcome: CaseOutcome | None = choice(CaseOutcome, default=None)
    outcome_words: str = ""
    follow_up_on: date | None = None

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "number"),
        only_one("uq_case_live", "person_id", "programme_id", where=f"status IN ({_LIVE})"),
        sa.Index("ix_case_board", "organisation_id", "status", "office_id", "id"),
        sa.Index("ix_case_worker_load", "worker_id", "status"),
    )


class TeamMember(Owned, table=True):
    """Somebody named to work on a case: the law's "employees who manage the case" (чл. 84 ЗСУ)."""

    case_id: int = Field(foreign_key="case.id", index=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    since: datetime = moment()
    until: datetime | None = moment(default=None)
    named_by: int | None = Field(default=None, foreign_key="staff.id")

    __table_args__ = (only_one("uq_team_member_current", "case_id", "staff_id", where="until IS NULL"),)


class EmergencyEntry(Owned, table=True):
    """That somebody outside the team opened a guarded case, why, and until when (two hours)."""

    case_id: int = Field(foreign_key="case.id", index=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    reason: str
    since: datetime = moment()
    until: datetime = moment()
    seen_by: int | None = Field(default=None, foreign_key="staff.id")
    seen_at: datetime | None = moment(default=None)


class CaseStep(Owned, table=True):
    """One step of the procedure, with its words: the standing history of a case."""

    case_id: int = Field(foreign_key="case.id", index=True)
    step: str = Field(max_length=40)
    status: CaseStatus = choice(CaseStatus)
    words: str = ""
    at: datetime = moment()
    by: int | None = Field(default=None, foreign_key="staff.id")


class Suspension(Owned, table=True):
    """A time in which the service rests; `until` is the first day on which it works again."""

    case_id: int = Field(foreign_key="case.id", index=True)
    reason: SuspensionReason = choice(SuspensionReason)
    starts_on: date
    until: date | None = None
    words: str = ""
    ended_on: date | None = None


class Series(Owned, table=True):
    """The last number given in a year to applications or cases of a service; raising it takes the row's lock."""

    kind: str = Field(max_length=20)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    year: int
    last: int = 0

    __table_args__ = (sa.UniqueConstraint("kind", "programme_id", "year"),)
