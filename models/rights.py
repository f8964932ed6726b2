"""What a person may ask about the own data, what is restricted meanwhile, and how long records are kept."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Table, Versioned, choice, document, moment, only_one


class DataRight(StrEnum):
    """What the person asks for (chapter III of Regulation (EU) 2016/679)."""

    ACCESS = "access"  #: art. 15: a copy of everything
    CORRECTION = "correction"  #: art. 16
    ERASURE = "erasure"  #: art. 17
    RESTRICTION = "restriction"  #: art. 18
    PORTABILITY = "portability"  #: art. 20
    OBJECTION = "objection"  #: art. 21


class RequestStatus(StrEnum):
    """How far a request is."""

    OPEN = "open"
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RetentionDeed(StrEnum):
    """What becomes of records whose time is over."""

    ERASE = "erase"  #: the rows and files go
    ANONYMISE = "anonymise"  #: the counts stay, the person can no longer be known
    KEEP = "keep"  #: the law wants them kept; said, so that nobody has to guess


class DataRequest(Owned, Versioned, table=True):
    """A request about the own data. One month to answer, two more with a reason told in time (art. 12(3))."""

    person_id: int = Field(foreign_key="person.id", index=True)
    right: DataRight = choice(DataRight)
    status: RequestStatus = choice(RequestStatus, default=RequestStatus.OPEN)
    asked_by: str = ""  #: who asked, when it is not the person
    words: str
    received_on: date
    due_on: date
    extended_on: date | None = None
    extension_reason: str = ""
    received_by: int | None = Field(default=None, foreign_key="staff.id")
    answer: str = ""
    answered_on: date | None = None
    answered_by: int | None = Field(default=None, foreign_key="staff.id")

    __table_args__ = (sa.Index("ix_data_request_due", "organisation_id", "status", "due_on"),)


class Restriction(Owned, table=True):
    """While it holds, the person's records are kept and shown, but not changed (art. 18)."""

    person_id: int = Field(foreign_key="person.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="data_request.id")
    reason: str
    since: datetime = moment()
    set_by: int = Field(foreign_key="staff.id")
    lifted_at: datetime | None = moment(default=None)
    lifted_by: int | None = Field(default=None, foreign_key="staff.id")
    lift_reason: str = ""

    __table_args__ = (only_one("uq_restriction_current", "person_id", where="lifted_at IS NULL"),)


class RetentionRule(Owned, Versioned, table=True):
    """How many months after its end a kind of record is kept, and what then; `basis` names the law or the list."""

    record: str = Field(max_length=40)
    months: int | None = None  #: None: no term has been set, and nothing is done
    deed: RetentionDeed = choice(RetentionDeed, default=RetentionDeed.KEEP)
    basis: str = ""

    __table_args__ = (sa.UniqueConstraint("organisation_id", "record"),)


class RetentionRun(Owned, table=True):
    """One run by the rules: what it found and did, by kind of record. A dry one changes nothing."""

    dry: bool
    ran_at: datetime = moment()
    ran_by: int | None = Field(default=None, foreign_key="staff.id")
    counts: dict[str, Any] = document(default_factory=dict)


class ErasedPerson(Table, table=True):
    """That a person's data were made anonymous: when, by whom and why. No name, no number from outside."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    erased_at: datetime = moment()
    erased_by: int | None = Field(default=None, foreign_key="staff.id")
    request_id: int | None = Field(default=None, foreign_key="data_request.id")
    basis: str = ""
