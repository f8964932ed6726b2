"""Work that waits for a person of the office, with a clock."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, choice, moment, only_one


class TaskKind(StrEnum):
    """Why somebody of the office is needed."""

    DOOR_NOT_OPENED = "door_not_opened"
    UNWELL = "unwell"
    CALL_ME = "call_me"
    HELP = "help"
    NOT_UNDERSTOOD = "not_understood"
    VOICE = "voice"
    NEWCOMER = "newcomer"  #: somebody unknown left a phone
    APPROVE_LINK = "approve_link"
    CHAT_BLOCKED = "chat_blocked"  #: our messages no longer arrive: phone instead
    DIET_CLASH = "diet_clash"  #: the weekly order brings a dish with the person's allergens
    DELIVERY_PROBLEM = "delivery_problem"  #: refused, wrong address, other words of the driver
    CHILD_ASKS = "child_asks"  #: somebody under 18 asks for help (чл. 87 ЗСУ)


#: Kinds that stand on top of every page with a running clock.
ALARMS = (TaskKind.DOOR_NOT_OPENED, TaskKind.UNWELL, TaskKind.CHILD_ASKS)


class TaskOutcome(StrEnum):
    """How a task ended; an alarm must say one of the first four."""

    SPOKE_WELL = "spoke_well"  #: spoke with the person, who is well
    NOT_HOME = "not_home"  #: known to be elsewhere
    HELP_SENT = "help_sent"
    EMERGENCY = "emergency"  #: 112 was called
    DONE = "done"
    NOT_REACHED = "not_reached"
    NO_NEED = "no_need"


class Task(Owned, table=True):
    """One thing that somebody of an office must do by `due_at`."""

    office_id: int = Field(foreign_key="office.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    stop_id: int | None = Field(default=None, foreign_key="stop.id", index=True)
    kind: TaskKind = choice(TaskKind)
    words: str = ""
    phone: str = ""
    chat: int | None = Field(default=None, sa_type=sa.BigInteger)
    asked_by: str = ""
    opened_at: datetime = moment()
    due_at: datetime = moment()
    taken_by: int | None = Field(default=None, foreign_key="staff.id")
    taken_at: datetime | None = moment(default=None)
    reminded_at: datetime | None = moment(default=None)
    closed_at: datetime | None = moment(default=None)
    closed_by: int | None = Field(default=None, foreign_key="staff.id")
    outcome: TaskOutcome | None = choice(TaskOutcome, default=None)
    outcome_words: str = ""

    __table_args__ = (
        only_one("uq_task_alarm", "stop_id", "kind", where="stop_id IS NOT NULL AND closed_at IS NULL"),
        sa.Index("ix_task_open", "organisation_id", "closed_at", "due_at"),
    )
