"""How people ask for a service: applications, the papers they need, and pairs that may be one person."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, document, moment


class ApplicationChannel(StrEnum):
    """How the wish was declared: in writing, orally, by phone or by another institution."""

    CHAT = "chat"
    PHONE = "phone"
    DESK = "desk"
    INSTITUTION = "institution"


class ApplicationStatus(StrEnum):
    """What has become of it."""

    DRAFT = "draft"  #: still being answered in the chat
    RECEIVED = "received"
    REGISTERED = "registered"  #: a case is open
    WITHDRAWN = "withdrawn"


class PairVerdict(StrEnum):
    """What a person judged of two cards."""

    OPEN = "open"
    NOT_SAME = "not_same"
    SAME = "same"
    LINKED = "linked"  #: the same household or family


class Application(Owned, Versioned, table=True):
    """A wish for a service. `answers` holds the rest of the form: family, income, health as told, wanted help."""

    number: str | None = Field(default=None, max_length=40)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    office_id: int | None = Field(default=None, foreign_key="office.id", index=True)
    channel: ApplicationChannel = choice(ApplicationChannel)
    status: ApplicationStatus = choice(ApplicationStatus, default=ApplicationStatus.RECEIVED)
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    born: date | None = None
    born_is_estimated: bool = False
    egn_sealed: bytes | None = None
    egn_hash: str | None = Field(default=None, max_length=64, index=True)
    phone: str | None = Field(default=None, max_length=20, index=True)
    district_id: int | None = Field(default=None, foreign_key="district.id")
    address_words: str = ""
    applicant: str = ""  #: who asked, when it is not the person
    basis: str = ""  #: document of the institution that directs
    answers: dict[str, Any] = document(default_factory=dict)
    chat: int | None = Field(default=None, sa_type=sa.BigInteger, index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    referral_id: int | None = Field(default=None, index=True)
    wished_on: date
    guarded: bool = False  #: to be a child's or a sealed case: nothing of it is known outside those who work on it
    papers_by: date | None = None  #: registered without all papers: until when the others will be brought
    received_at: datetime = moment()
    taken_by: int | None = Field(default=None, foreign_key="staff.id")

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "number"),
        sa.Index("ix_application_queue", "organisation_id", "status", "id"),
    )


class RequiredPaper(Owned, Versioned, table=True):
    """A paper that an application for the service needs. `shown` ones are only looked at: an ID is never copied."""

    programme_id: int = Field(foreign_key="programme.id", index=True)
    code: str = Field(max_length=40)
    name: str
    needed: bool = True
    shown: bool = False
    place: int = 0

    __table_args__ = (sa.UniqueConstraint("programme_id", "code"),)


class GivenPaper(Owned, table=True):
    """A paper that was brought or shown for an application."""

    application_id: int = Field(foreign_key="application.id", index=True)
    paper_id: int = Field(foreign_key="required_paper.id")
    file_id: int | None = Field(default=None, foreign_key="case_file.id")
    given_on: date
    taken_by: int | None = Field(default=None, foreign_key="staff.id")

    __table_args__ = (sa.UniqueConstraint("application_id", "paper_id"),)


class PersonPair(Owned, table=True):
    """Two cards that may be of one person; judged once. `first_id` is the smaller number."""

    first_id: int = Field(foreign_key="person.id", index=True)
    second_id: int = Field(foreign_key="person.id", index=True)
    score: int
    verdict: PairVerdict = choice(PairVerdict, default=PairVerdict.OPEN)
    words: str = ""
    found_at: datetime = moment()
    judged_by: int | None = Field(default=None, foreign_key="staff.id")
    judged_at: datetime | None = moment(default=None)

    __table_args__ = (sa.UniqueConstraint("first_id", "second_id"),)
