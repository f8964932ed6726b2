"""Every message to a chat is first a row here."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, choice, document, moment


class MessageStatus(StrEnum):
    """How far a message is. The outcome table stands in `domain/sending.py`."""

    NEW = "new"
    SENDING = "sending"  #: a sender holds it until its lease ends
    SENT = "sent"
    UNKNOWN = "unknown"  #: nobody can say whether it arrived
    DEAD = "dead"  #: it cannot arrive; the office phones instead
    CANCELLED = "cancelled"  #: it is no longer true or wanted


class Priority(IntEnum):
    """What goes first when many messages wait."""

    ALARM = 0
    REPLY = 1
    NEWS = 2
    BROADCAST = 3


class OutboxMessage(Owned, table=True):
    """One message to one chat. `dedupe_key` makes putting it idempotent; `must_arrive` decides whether it is
    sent once more when the result of the first sending is unknown.
    """

    telegram_id: int = Field(sa_type=sa.BigInteger)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    office_id: int | None = Field(default=None, foreign_key="office.id", index=True)
    kind: str = Field(max_length=40)
    text: str
    markup: dict[str, Any] | None = document(default=None)
    dedupe_key: str | None = Field(default=None, unique=True, max_length=120)
    priority: int = Priority.NEWS
    must_arrive: bool = False
    silent: bool = False
    status: MessageStatus = choice(MessageStatus, default=MessageStatus.NEW)
    not_before: datetime = moment()
    expires_at: datetime = moment()
    attempts: int = 0
    repeated: bool = False
    lease_until: datetime | None = moment(default=None)
    worker: str = ""
    message_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    error: str = ""
    created_at: datetime = moment()
    sent_at: datetime | None = moment(default=None)

    __table_args__ = (
        sa.Index(
            "ix_outbox_message_waiting",
            "priority",
            "id",
            sqlite_where=sa.text("status IN ('new', 'sending')"),
            postgresql_where=sa.text("status IN ('new', 'sending')"),
        ),
        sa.Index("ix_outbox_message_chat", "telegram_id", "id"),
        sa.Index("ix_outbox_message_recent", "organisation_id", "id"),
    )
