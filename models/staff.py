"""The people who work in the panel, their sessions and attempts to sign in."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Table, Versioned, choice, moment


class Role(StrEnum):
    """What a member of staff does; `domain/access.py` says what each may."""

    ADMINISTRATOR = "administrator"
    OFFICE_WORKER = "office_worker"
    KITCHEN = "kitchen"
    DISPATCHER = "dispatcher"


class Staff(Owned, Versioned, table=True):
    """A member of staff. Office workers have offices of their own, kitchen clerks one kitchen."""

    name: str
    login: str = Field(unique=True, max_length=80)
    password_hash: str
    role: Role = choice(Role)
    kitchen_id: int | None = Field(default=None, foreign_key="kitchen.id")
    phone: str = ""
    language: str = Field(default="bg", max_length=5)
    active: bool = True


class StaffOffice(Table, table=True):
    """That a member of staff works for an office."""

    staff_id: int = Field(foreign_key="staff.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)


class PanelSession(Table, table=True):
    """A signed-in browser. Only the hash of its token is kept; ending the row signs it out."""

    token_hash: str = Field(primary_key=True, max_length=64)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    created_at: datetime = moment()
    seen_at: datetime = moment()
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
