"""Sessions with one person or a group, programmes and trainings with sign-up, and who came."""

from datetime import date, datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.base import Owned, Versioned, choice, moment, only_one


class CourseKind(StrEnum):
    """What brings people together."""

    GROUP = "group"  #: group work with people of cases
    PROGRAMME = "programme"
    TRAINING = "training"


class CourseStatus(StrEnum):
    """Where it stands."""

    DRAFT = "draft"
    OPEN = "open"  #: people can be signed up
    CLOSED = "closed"  #: runs, nobody more can be signed up
    ENDED = "ended"
    CANCELLED = "cancelled"


class MeetingStatus(StrEnum):
    """What became of a session."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class SignUpStatus(StrEnum):
    """Whether somebody has a seat."""

    SEATED = "seated"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Presence(StrEnum):
    """Whether somebody came."""

    CAME = "came"
    EXCUSED = "excused"
    ABSENT = "absent"


class Course(Owned, Versioned, table=True):
    """Group work, a programme or a training. Only a `public` one is ever shown in the chat."""

    office_id: int = Field(foreign_key="office.id", index=True)
    programme_id: int = Field(foreign_key="programme.id", index=True)
    kind: CourseKind = choice(CourseKind)
    status: CourseStatus = choice(CourseStatus, default=CourseStatus.DRAFT)
    title: str = Field(max_length=200)
    about: str = ""
    for_whom: str = ""
    place: str = ""
    public: bool = False
    seats: int
    starts_on: date
    ends_on: date | None = None
    leader_id: int | None = Field(default=None, foreign_key="staff.id", index=True)


class SignUp(Owned, table=True):
    """A seat on a course or a turn in the line for one: of a case, of a person we know, of somebody with a phone."""

    course_id: int = Field(foreign_key="course.id", index=True)
    status: SignUpStatus = choice(SignUpStatus)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = ""
    phone: str = Field(default="", max_length=20)
    chat: int | None = Field(default=None, sa_type=sa.BigInteger, index=True)
    signed_at: datetime = moment()
    signed_by: int | None = Field(default=None, foreign_key="staff.id")
    ended_at: datetime | None = moment(default=None)

    __table_args__ = (
        only_one("uq_sign_up_case", "course_id", "case_id", where="case_id IS NOT NULL AND status <> 'cancelled'"),
        only_one(
            "uq_sign_up_person", "course_id", "person_id", where="person_id IS NOT NULL AND status <> 'cancelled'"
        ),
        only_one("uq_sign_up_chat", "course_id", "chat", where="chat IS NOT NULL AND status <> 'cancelled'"),
    )


class Meeting(Owned, Versioned, table=True):
    """One session: of a course, or of one case. `minutes` are planned until it is held, then as they were."""

    office_id: int = Field(foreign_key="office.id", index=True)
    course_id: int | None = Field(default=None, foreign_key="course.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    activity_id: int | None = Field(default=None, foreign_key="plan_activity.id", index=True)
    worker_id: int = Field(foreign_key="staff.id", index=True)
    status: MeetingStatus = choice(MeetingStatus, default=MeetingStatus.PLANNED)
    starts_at: datetime = moment()
    minutes: int
    place: str = ""
    topic: str = ""
    words: str = ""  #: how it went; why it was cancelled

    __table_args__ = (
        sa.CheckConstraint("(course_id IS NULL) <> (case_id IS NULL)", name="of_one"),
        sa.Index("ix_meeting_day", "organisation_id", "starts_at"),
    )


class Attendance(Owned, table=True):
    """Who came to a session: a case's person, or a sign-up of somebody without a case."""

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    sign_up_id: int | None = Field(default=None, foreign_key="sign_up.id", index=True)
    presence: Presence = choice(Presence)
    words: str = ""
    marked_at: datetime = moment()
    marked_by: int | None = Field(default=None, foreign_key="staff.id")

    __table_args__ = (
        only_one("uq_attendance_case", "meeting_id", "case_id", where="case_id IS NOT NULL"),
        only_one("uq_attendance_sign_up", "meeting_id", "sign_up_id", where="sign_up_id IS NOT NULL"),
    )


class OpeningHours(Owned, table=True):
    """When an office works for people: as many rows a weekday (0 is Monday) as there are parts of the day."""

    office_id: int = Field(foreign_key="office.id", index=True)
    weekday: int
    opens: time
    closes: time

    __table_args__ = (sa.UniqueConstraint("office_id", "weekday", "opens"),)
