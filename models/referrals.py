"""Institutions that work with the municipality, what they refer to one another, and the consent that it needs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, document, moment


class InstitutionKind(StrEnum):
    """Kinds of institutions that refer and are referred to."""

    SOCIAL_ASSISTANCE = "social_assistance"  #: Дирекция „Социално подпомагане“
    CHILD_PROTECTION = "child_protection"  #: its department for the protection of the child
    REGIONAL_DIRECTORATE = "regional_directorate"
    NGO = "ngo"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    FAMILY_TYPE_CENTRE = "family_type_centre"
    TRANSITIONAL_HOME = "transitional_home"
    SHELTERED_HOME = "sheltered_home"
    POLICE = "police"
    OTHER = "other"


class Direction(StrEnum):
    """Who refers to whom."""

    IN = "in"
    OUT = "out"


class ReferralStatus(StrEnum):
    """How far it is; both sides see the same."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    DONE = "done"


class ReferralBasis(StrEnum):
    """On which ground: an order or direction of child protection, another institution, or the person's own wish."""

    ORDER = "order"
    DIRECTION = "direction"
    INSTITUTION = "institution"
    OWN_WISH = "own_wish"


class ReferralDecline(StrEnum):
    """Why a referral was not accepted."""

    NO_PLACE = "no_place"
    NOT_ELIGIBLE = "not_eligible"
    OTHER_TERRITORY = "other_territory"
    ALREADY_SERVED = "already_served"
    INCOMPLETE = "incomplete"
    OTHER = "other"


class Purpose(StrEnum):
    """For what a person agrees that data are used."""

    SERVICE = "service"
    SHARING = "sharing"  #: with another institution
    CHILD_DATA = "child_data"
    PICTURES = "pictures"


class ConsentGiver(StrEnum):
    """Who gave a consent."""

    PERSON = "person"
    PARENT = "parent"
    GUARDIAN = "guardian"
    CHILD = "child"  #: from 14 the child's own is needed too (чл. 11а ЗЗДет)


class Institution(Owned, Versioned, table=True):
    """Another institution; its members of staff with the role of a partner see its own referrals only."""

    kind: InstitutionKind = choice(InstitutionKind)
    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    active: bool = True

    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)


class Referral(Owned, Versioned, table=True):
    """One referral between an institution and us. `preview` is all the other side sees before it accepts."""

    direction: Direction = choice(Direction)
    institution_id: int = Field(foreign_key="institution.id", index=True)
    programme_id: int | None = Field(default=None, foreign_key="programme.id")
    office_id: int | None = Field(default=None, foreign_key="office.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    follows_id: int | None = Field(default=None, foreign_key="referral.id")  #: the declined one that is tried anew
    document_number: str = Field(max_length=60)
    document_date: date
    basis: ReferralBasis = choice(ReferralBasis)
    is_about_child: bool = False  #: or about a service that is sealed: for the named team only
    preview: str
    details_sealed: bytes | None = None  #: who it is about and what is asked, shown after acceptance
    status: ReferralStatus = choice(ReferralStatus, default=ReferralStatus.SENT)
    sent_at: datetime = moment()
    sent_by: int | None = Field(default=None, foreign_key="staff.id")
    decided_at: datetime | None = moment(default=None)
    decided_by: int | None = Field(default=None, foreign_key="staff.id")
    decline_reason: ReferralDecline | None = choice(ReferralDecline, default=None)
    decline_words: str = ""
    outcome: str = ""
    done_at: datetime | None = moment(default=None)

    __table_args__ = (
        sa.Index("ix_referral_inbox", "organisation_id", "direction", "status", "id"),
        sa.UniqueConstraint("institution_id", "direction", "document_number", "document_date"),
    )


class ReferralNews(Owned, table=True):
    """What one side told the other about a referral after it was accepted."""

    referral_id: int = Field(foreign_key="referral.id", index=True)
    text: str
    by_partner: bool = False
    written_by: int = Field(foreign_key="staff.id")
    written_at: datetime = moment()


class Consent(Owned, table=True):
    """A consent for a purpose: to which text, by whom, until when; withdrawing ends it from that moment."""

    person_id: int = Field(foreign_key="person.id", index=True)
    purpose: Purpose = choice(Purpose)
    giver: ConsentGiver = choice(ConsentGiver)
    giver_name: str
    text_version: str = Field(max_length=20)
    given_on: date
    until: date | None = None  #: the last day on which it holds
    recorded_by: int | None = Field(default=None, foreign_key="staff.id")
    withdrawn_at: datetime | None = moment(default=None)
    facts: dict[str, Any] = document(default_factory=dict)
