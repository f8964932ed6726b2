"""Chats, the codes that link them to people, the open question of each, and the updates already handled."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Table, choice, document, moment, only_one


class ChatStatus(StrEnum):
    """Whether the chat speaks for somebody."""

    WAITING = "waiting"  #: the code was right, the office must still approve
    LINKED = "linked"
    REVOKED = "revoked"


class Chat(Owned, table=True):
    """One phone's chat and whom it speaks for: a person, a relative, a driver or a member of staff."""

    telegram_id: int = Field(sa_type=sa.BigInteger, index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    relative_id: int | None = Field(default=None, foreign_key="relative.id")
    driver_id: int | None = Field(default=None, foreign_key="driver.id")
    staff_id: int | None = Field(default=None, foreign_key="staff.id")
    status: ChatStatus = choice(ChatStatus)
    blocked: bool = False
    linked_at: datetime = moment()
    revoked_at: datetime | None = moment(default=None)

    __table_args__ = (
        only_one("uq_chat_current", "telegram_id", where="status <> 'revoked'"),
        only_one("uq_chat_person", "person_id", where="status = 'linked' AND person_id IS NOT NULL"),
        only_one("uq_chat_relative", "relative_id", where="status = 'linked' AND relative_id IS NOT NULL"),
        only_one("uq_chat_driver", "driver_id", where="status = 'linked' AND driver_id IS NOT NULL"),
        only_one("uq_chat_staff", "staff_id", where="status = 'linked' AND staff_id IS NOT NULL"),
        sa.CheckConstraint(
            "CASE WHEN person_id IS NULL THEN 0 ELSE 1 END + CASE WHEN relative_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN driver_id IS NULL THEN 0 ELSE 1 END + CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_owner",
        ),
    )


class LinkCode(Owned, table=True):
    """A one-time code, of which only the hash is kept, that links a chat to somebody."""

    code_hash: str = Field(unique=True, max_length=64)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    relative_id: int | None = Field(default=None, foreign_key="relative.id", index=True)
    driver_id: int | None = Field(default=None, foreign_key="driver.id", index=True)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    made_by: int | None = Field(default=None, foreign_key="staff.id")
    made_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)


class Dialogue(Table, table=True):
    """The open question of a chat. The process remembers nothing."""

    telegram_id: int = Field(primary_key=True, sa_type=sa.BigInteger, sa_column_kwargs={"autoincrement": False})
    flow: str = Field(max_length=40)
    step: str = Field(max_length=40)
    facts: dict[str, Any] = document(default_factory=dict)
    misunderstood: int = 0
    asked_at: datetime = moment()


class HandledUpdate(Table, table=True):
    """The number of an update whose effects are in the database."""

    update_id: int = Field(primary_key=True, sa_type=sa.BigInteger, sa_column_kwargs={"autoincrement": False})
    handled_at: datetime = moment()
