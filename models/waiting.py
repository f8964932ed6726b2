"""Places of a service, who waits for one, and the offers that hold one for somebody."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, moment, only_one


class WaitingReason(StrEnum):
    """The only exceptions from the order of entry (чл. 79 ЗСУ)."""

    IN_ORDER = "in_order"
    CRISIS = "crisis"
    VIOLENCE = "violence"
    TRAFFICKING = "trafficking"


class LeftWaiting(StrEnum):
    """Why somebody no longer waits."""

    PLACE = "place"
    OWN_WISH = "own_wish"
    NOT_REACHED = "not_reached"
    OTHER_SERVICE = "other_service"
    MOVED = "moved"
    DECEASED = "deceased"


class OfferStatus(StrEnum):
    """What became of an offered place."""

    HELD = "held"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class DeclineReason(StrEnum):
    """Why a place was not taken."""

    NOT_NOW = "not_now"
    IN_HOSPITAL = "in_hospital"
    FAMILY_HELPS = "family_helps"
    OTHER_SERVICE = "other_service"
    TOO_FAR = "too_far"
    TOO_DEAR = "too_dear"
    OTHER = "other"


class Places(Owned, Versioned, table=True):
    """How many places a service has, in an office or everywhere, in a period; by the month where `monthly`."""

    programme_id: int = Field(foreign_key="programme.id", index=True)
    office_id: int | None = Field(default=None, foreign_key="office.id", index=True)
    starts_on: date
    ends_on: date | None = None
    number: int
    monthly: bool = False
    basis: str = ""


class WaitingEntry(Owned, table=True):
    """That a case waits for a place of its service: urgent ones before the others, each group in order of entry."""

    case_id: int = Field(foreign_key="case.id", index=True)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    entered_at: datetime = moment()
    reason: WaitingReason = choice(WaitingReason, default=WaitingReason.IN_ORDER)
    reason_words: str = ""
    urgent: bool = False
    asked_at: datetime | None = moment(default=None)  #: the yearly question whether the person still waits
    confirmed_at: datetime | None = moment(default=None)
    left_at: datetime | None = moment(default=None)
    left_reason: LeftWaiting | None = choice(LeftWaiting, default=None)
    left_words: str = ""

    __table_args__ = (
        only_one("uq_waiting_entry_current", "case_id", where="left_at IS NULL"),
        sa.Index("ix_waiting_entry_line", "programme_id", "left_at", "urgent", "entered_at", "id"),
    )


class Offer(Owned, table=True):
    """A place held for somebody until a deadline. An accepted or a held offer fills the place."""

    entry_id: int = Field(foreign_key="waiting_entry.id", index=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    status: OfferStatus = choice(OfferStatus, default=OfferStatus.HELD)
    offered_at: datetime = moment()
    until: datetime = moment()
    offered_by: int | None = Field(default=None, foreign_key="staff.id")
    answered_at: datetime | None = moment(default=None)
    answered_by: str = ""
    decline_reason: DeclineReason | None = choice(DeclineReason, default=None)
    words: str = ""

    __table_args__ = (
        only_one("uq_offer_held", "entry_id", where="status = 'held'"),
        sa.Index("ix_offer_open", "programme_id", "status", "until"),
    )
