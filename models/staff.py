"""The people who work in the panel, their sessions and attempts to sign in."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Table, Versioned, choice, moment


class Role(StrEnum):
    """What a member of staff does; `domain/access/policy.py` says what each may."""

    ADMINISTRATOR = "administrator"
    HEAD = "head"  #: head of an office
    SOCIAL_WORKER = "social_worker"
    NURSE = "nurse"
    PSYCHOLOGIST = "psychologist"
    LAWYER = "lawyer"
    KITCHEN = "kitchen"
    DISPATCHER = "dispatcher"
    CASHIER = "cashier"
    PARTNER = "partner"  #: of another institution
    INSPECTOR = "inspector"  #: reads, for a period
    DATA_PROTECTION = "data_protection"


class Staff(Owned, Versioned, table=True):
    """A member of staff. Who works for offices has some, a kitchen clerk one kitchen, a partner an institution.

    `totp_step` is the last step of time whose code was used: no code opens the panel twice.
    """

    name: str
    login: str = Field(unique=True, max_length=80)
    password_hash: str
    role: Role = choice(Role)
    kitchen_id: int | None = Field(default=None, foreign_key="kitchen.id")
    phone: str = ""
    language: str = Field(default="bg", max_length=5)
    active: bool = True
    institution_id: int | None = Field(default=None, foreign_key="institution.id")
    works_from: date | None = None
    works_until: date | None = None
    totp_sealed: bytes | None = None
    totp_confirmed_at: datetime | None = moment(default=None)
    totp_step: int = 0


class RecoveryCode(Owned, table=True):
    """A code for once, for whoever has lost the telephone. Only its hash is kept."""

    staff_id: int = Field(foreign_key="staff.id", index=True)
    code_hash: str = Field(unique=True, max_length=64)
    used_at: datetime | None = moment(default=None)


class StaffOffice(Table, table=True):
    """That a member of staff works for an office."""

    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)


class PanelSession(Table, table=True):
    """A signed-in browser. Only the hash of its token is kept; ending the row signs it out.

    `second_at` is when the second factor was shown, `renewed_at` when password and code were last asked anew.
    """

    token_hash: str = Field(primary_key=True, max_length=64)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    created_at: datetime = moment()
    seen_at: datetime = moment()
    second_at: datetime | None = moment(default=None)
    renewed_at: datetime | None = moment(default=None)
    ended_at: datetime | None = moment(default=None)
    ip: str = Field(default="", max_length=60)
    agent: str = Field(default="", max_length=300)


class SignInAttempt(Table, table=True):
    """A try to sign in, kept to slow guessing down."""

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(max_length=80)
    ip: str = Field(max_length=60)
    tried_at: datetime = moment()
    succeeded: bool = False

    __table_args__ = (
        sa.Index("ix_sign_in_attempt_login", "login", "tried_at"),
        sa.Index("ix_sign_in_attempt_ip", "ip", "tried_at"),
    )
