"""The kinds of record there are to keep, in the order in which they go: what starts the term of each, and its rows.

The card of a person goes last: it stays while any file that the law may want stands in its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from domain import clock
from domain.keeping.parts import (
    APPLICATION_PARTS,
    CASE_PARTS,
    CONSENT_PARTS,
    DELIVERY_PARTS,
    FILE_PARTS,
    MESSAGE_PARTS,
    PERSON_PARTS,
    REFERRAL_PARTS,
    REQUEST_PARTS,
    SIGN_UP_PARTS,
    TASK_PARTS,
    Part,
)
from domain.keeping.subjects import APPLICATION, CASE, ERASED_PERSON, PERSON, REFERRAL, Subject, of_person
from domain.phrases import Phrase, _
from models.applications import ApplicationStatus
from models.base import table_of
from models.cases import LIVE, CaseStep
from models.courses import Course, CourseStatus, SignUp
from models.outbox import MessageStatus, OutboxMessage
from models.people import PersonStatus
from models.referrals import Consent, ReferralStatus
from models.rights import DataRequest, RequestStatus, RetentionDeed
from models.routes import Stop
from models.tasks import Task

_CONSENT, _TASK, _STOP, _MESSAGE = table_of(Consent), table_of(Task), table_of(Stop), table_of(OutboxMessage)
_REQUEST, _SIGN_UP, _COURSE, _STEP = table_of(DataRequest), table_of(SignUp), table_of(Course), table_of(CaseStep)
Over = Callable[[date], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Kind:
    """A kind of record: what people call it, what starts its term, the rows it is counted by, and what is done."""

    code: str
    name: Phrase
    starts: Phrase
    deed: RetentionDeed
    table: sa.Table
    over: Over  #: the rows whose term began on the day or before
    parts: tuple[Part, ...]
    of_rows: Callable[[Any], Subject]  #: what hangs on rows of these numbers
    person: sa.ColumnElement[Any] | None = None  #: whose the row is
    stays_the_card: bool = False  #: while one stands, the card of its person stays too
    at_once: int = 1  #: rows of one unit of work

    def left(self, subject: Subject, within: sa.Table) -> sa.ColumnElement[bool]:
        """Whether anything of the kind says something still, for a query of the table `within`."""
        return sa.or_(*(part.left(subject, within) for part in self.parts))

    def says_something(self) -> sa.ColumnElement[bool]:
        """The rows by which the kind is counted, of which something is left."""
        return self.left(self.of_rows(self.table.c.id), self.table)


@dataclass(frozen=True)
class AlwaysKept:
    """What no rule can touch, and why."""

    name: Phrase
    why: Phrase


def end_of(day: date) -> datetime:
    """The first moment after a day."""
    return clock.at(day + timedelta(days=1), time())


def _ended(day: date) -> sa.ColumnElement[bool]:
    """Cases closed, refused or withdrawn, with nothing to be asked afterwards; each by its last step at the latest."""
    later = sa.select(_STEP.c.id).where(_STEP.c.case_id == CASE.c.id, _STEP.c.at >= end_of(day))
    return (
        CASE.c.status.not_in(LIVE)
        & CASE.c.follow_up_on.is_(None)
        & (CASE.c.closed_on.is_(None) | (CASE.c.closed_on <= day))
        & ~later.exists()
    )


def _led_to_nothing(day: date) -> sa.ColumnElement[bool]:
    given_up = APPLICATION.c.status.in_((ApplicationStatus.WITHDRAWN, ApplicationStatus.DRAFT))
    return APPLICATION.c.case_id.is_(None) & given_up & (APPLICATION.c.received_at < end_of(day))


def _answered(day: date) -> sa.ColumnElement[bool]:
    live = sa.select(CASE.c.id).where(CASE.c.id == REFERRAL.c.case_id, CASE.c.status.in_(LIVE))
    ended = REFERRAL.c.status.in_((ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN, ReferralStatus.DONE))
    served = (REFERRAL.c.status == ReferralStatus.ACCEPTED) & REFERRAL.c.case_id.is_not(None)
    last = sa.func.coalesce(REFERRAL.c.done_at, REFERRAL.c.decided_at, REFERRAL.c.sent_at)
    return (ended | served) & ~live.exists() & (last < end_of(day))


def _no_longer_holds(day: date) -> sa.ColumnElement[bool]:
    return (_CONSENT.c.withdrawn_at < end_of(day)) | (_CONSENT.c.until <= day)


def _settled(day: date) -> sa.ColumnElement[bool]:
    last = sa.func.coalesce(_REQUEST.c.answered_on, _REQUEST.c.due_on)
    return (_REQUEST.c.status != RequestStatus.OPEN) & (last <= day)


def _of_past_course(day: date) -> sa.ColumnElement[bool]:
    past = sa.select(_COURSE.c.id).where(
        _COURSE.c.status.in_((CourseStatus.ENDED, CourseStatus.CANCELLED)),
        sa.func.coalesce(_COURSE.c.ends_on, _COURSE.c.starts_on) <= day,
    )
    return _SIGN_UP.c.course_id.in_(past)


def _arrived(day: date) -> sa.ColumnElement[bool]:
    under_way = (MessageStatus.NEW, MessageStatus.SENDING)
    return _MESSAGE.c.status.not_in(under_way) & (_MESSAGE.c.created_at < end_of(day))


def _no_longer_served(day: date) -> sa.ColumnElement[bool]:
    """People whose service ended, without a live case or a file that stands in their name."""
    live = sa.select(CASE.c.id).where(CASE.c.person_id == PERSON.c.id, CASE.c.status.in_(LIVE))
    done = sa.select(ERASED_PERSON.c.person_id).where(ERASED_PERSON.c.person_id == PERSON.c.id)
    subject = of_person(PERSON.c.id)
    files = sa.or_(*(kind.left(subject, PERSON) for kind in KINDS.values() if kind.stays_the_card))
    return ended_by(day) & ~live.exists() & ~done.exists() & ~files


def ended_by(day: date) -> sa.ColumnElement[bool]:
    """People whose own service ended so long ago, whatever else stands in their name."""
    return (PERSON.c.status != PersonStatus.ACTIVE) & (PERSON.c.ended_on <= day)


_CASE_ENDED = _("the day the case was closed, refused or withdrawn")
_ANONYMISE, _ERASE = RetentionDeed.ANONYMISE, RetentionDeed.ERASE
_KINDS = (
    Kind(
        "case_file", _("Documents of cases"), _CASE_ENDED, _ERASE, CASE, _ended, FILE_PARTS,
        lambda ids: Subject(cases=ids), CASE.c.person_id, stays_the_card=True,
    ),
    Kind(
        "case", _("Cases: notes, surveys, assessments, plans, applications"), _CASE_ENDED, _ANONYMISE, CASE, _ended,
        CASE_PARTS, lambda ids: Subject(cases=ids), CASE.c.person_id, stays_the_card=True,
    ),
    Kind(
        "application", _("Applications that led to nothing"), _("the day the application came"), _ANONYMISE,
        APPLICATION, _led_to_nothing, APPLICATION_PARTS, lambda ids: Subject(applications=ids),
        APPLICATION.c.person_id, stays_the_card=True,
    ),
    Kind(
        "referral", _("Referrals"), _("the day the referral was declined, withdrawn or done"), _ANONYMISE, REFERRAL,
        _answered, REFERRAL_PARTS, lambda ids: Subject(referrals=ids), REFERRAL.c.person_id, stays_the_card=True,
    ),
    Kind(
        "consent", _("Consents"), _("the day the consent ended or was withdrawn"), _ANONYMISE, _CONSENT,
        _no_longer_holds, CONSENT_PARTS, lambda ids: Subject(consents=ids), _CONSENT.c.person_id, stays_the_card=True,
    ),
    Kind(
        "data_request", _("Requests about own data"), _("the day the request was answered"), _ANONYMISE, _REQUEST,
        _settled, REQUEST_PARTS, lambda ids: Subject(requests=ids), _REQUEST.c.person_id, stays_the_card=True,
    ),
    Kind(
        "task", _("Tasks of the office"), _("the day the task was closed"), _ANONYMISE, _TASK,
        lambda day: _TASK.c.closed_at < end_of(day), TASK_PARTS, lambda ids: Subject(tasks=ids), _TASK.c.person_id,
        at_once=100,
    ),
    Kind(
        "delivery", _("Words of drivers about deliveries"), _("the day of the delivery"), _ANONYMISE, _STOP,
        lambda day: _STOP.c.day <= day, DELIVERY_PARTS, lambda ids: Subject(stops=ids), at_once=100,
    ),
    Kind(
        "message", _("Messages to chats"), _("the day the message was written"), _ERASE, _MESSAGE, _arrived,
        MESSAGE_PARTS, lambda ids: Subject(messages=ids), _MESSAGE.c.person_id, at_once=500,
    ),
    Kind(
        "sign_up", _("Sign-ups for courses"), _("the day the course ended"), _ANONYMISE, _SIGN_UP, _of_past_course,
        SIGN_UP_PARTS, lambda ids: Subject(sign_ups=ids), _SIGN_UP.c.person_id, at_once=100,
    ),
    Kind(
        "person", _("Cards of people, with address, chats and relatives"), _("the day the service ended"), _ANONYMISE,
        PERSON, _no_longer_served, PERSON_PARTS, lambda ids: Subject(persons=ids), PERSON.c.id,
    ),
)  # fmt: skip
#: By code, in the order in which they go.
KINDS: dict[str, Kind] = {kind.code: kind for kind in _KINDS}
EVERY_PART: tuple[Part, ...] = tuple(dict.fromkeys(part for kind in _KINDS for part in kind.parts))

ALWAYS_KEPT = (
    AlwaysKept(
        _("Orders, deliveries and days without food"),
        _("They are numbers: once the card is anonymous they say nothing of anybody, and reports stay true."),
    ),
    AlwaysKept(
        _("Audit"),
        _(
            "It proves who did what to whose record, and the database refuses to change it. It is kept as long as the "
            "municipality may have to answer for what was done (art. 17(3)(b) and (e) of Regulation (EU) 2016/679)."
        ),
    ),
)
