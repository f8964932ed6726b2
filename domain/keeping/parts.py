"""Which columns of which tables say something of somebody, and what becomes of each: the declarations, and no rule.

A test compares them with the tables: a new text column that is declared neither here nor in `kept` fails it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import SQLModel

from domain.keeping.changes import EMPTIED, NO_ANSWERS, NO_FILE, NOTHING, OF_DISTRICT, YEAR_ONLY, Change, Put
from domain.keeping.subjects import ERASED_PERSON, PERSON, Subject, among
from models.applications import Application, GivenPaper, PersonPair
from models.assessing import Assessment, Decision, Survey
from models.base import table_of
from models.cases import Case, CaseStep, EmergencyEntry, Suspension
from models.chats import Chat, Dialogue, LinkCode
from models.contracts import Contract
from models.courses import Attendance, Meeting, SignUp
from models.meals import MealOrder
from models.outbox import OutboxMessage
from models.people import Address, Kinship, Person, Relative
from models.places import Site
from models.plans import PlanActivity, PlanGoal, SupportPlan
from models.referrals import Consent, Referral, ReferralNews
from models.rights import DataRequest, Restriction
from models.routes import Stop, StopReport
from models.tasks import Task
from models.timelines import CaseTask
from models.waiting import Offer, WaitingEntry
from models.work import CaseFile, Note

Whose = Callable[[Subject], sa.ColumnElement[bool]]
#: What stands instead of a name.
NOBODY = ("Обезличено", "лице")


@dataclass(frozen=True, eq=False)
class Part:
    """Rows of a table that hang on somebody; without columns the rows themselves go."""

    record: type[SQLModel]
    whose: Whose
    columns: Mapping[str, Change] = field(default_factory=dict)

    @property
    def table(self) -> sa.Table:
        """The table of the rows."""
        return table_of(self.record)

    def left(self, subject: Subject, within: sa.Table) -> sa.ColumnElement[bool]:
        """Whether any row of the subject says something still, for a query of the table `within`."""
        rows = self.rows(subject)
        return rows if self.table is within else sa.select(sa.literal(1)).select_from(self.table).where(rows).exists()

    def rows(self, subject: Subject) -> sa.ColumnElement[bool]:
        """The rows of the subject that say something still."""
        if not self.columns:
            return self.whose(subject)
        said = [change.left(self.table.c[name]) for name, change in self.columns.items()]
        return self.whose(subject) & sa.or_(*said)


def _by_case(record: type[SQLModel]) -> Whose:
    return lambda subject: among(table_of(record).c.case_id, subject.cases)


def _of_case(record: type[SQLModel], *emptied: str, **others: Change) -> Part:
    return Part(record, _by_case(record), dict.fromkeys(emptied, EMPTIED) | others)


def _plans(subject: Subject) -> sa.Select[tuple[int]]:
    plan = table_of(SupportPlan)
    return sa.select(plan.c.id).where(among(plan.c.case_id, subject.cases))


_APPLICATION, _CONSENT, _REFERRAL = table_of(Application), table_of(Consent), table_of(Referral)
_APPLICATION_PART = Part(
    Application,
    lambda subject: (
        among(_APPLICATION.c.id, subject.applications)
        | among(_APPLICATION.c.case_id, subject.cases)
        | (
            _APPLICATION.c.person_id.is_(None)
            & (among(_APPLICATION.c.chat, subject.chats) | among(_APPLICATION.c.phone, subject.phones))
        )
    ),
    dict.fromkeys(
        ("first_name", "middle_name", "last_name", "address_words", "applicant", "basis"), EMPTIED
    ) | {
        "born": YEAR_ONLY, "egn_sealed": NOTHING, "egn_hash": NOTHING, "phone": NOTHING, "chat": NOTHING,
        "answers": NO_ANSWERS,
    },
)  # fmt: skip

CASE_PARTS = (
    _of_case(CaseStep, "words"),
    _of_case(Note, "text"),
    _of_case(Suspension, "words"),
    _of_case(EmergencyEntry, "reason"),
    _of_case(Survey, answers=NO_ANSWERS, draft=NO_ANSWERS),
    _of_case(Assessment, "conclusion", "comment", scores=NO_ANSWERS, words=NO_ANSWERS),
    _of_case(Decision, "words", "appeal", "minutes", "comment"),
    _of_case(SupportPlan, "words", "comment"),
    Part(PlanGoal, lambda s: table_of(PlanGoal).c.plan_id.in_(_plans(s)), {"words": EMPTIED}),
    Part(PlanActivity, lambda s: table_of(PlanActivity).c.plan_id.in_(_plans(s)), {"words": EMPTIED, "who": EMPTIED}),
    _of_case(WaitingEntry, "reason_words", "left_words"),
    _of_case(Offer, "words"),
    _of_case(CaseTask, "words", "outcome", "moved_why"),
    _of_case(Contract, "words", "fee_words", "signer_name", "signer_document"),
    _of_case(Meeting, "place", "topic", "words"),
    _of_case(Attendance, "words"),
    Part(Case, lambda s: among(table_of(Case).c.id, s.cases), {"outcome_words": EMPTIED}),
    _APPLICATION_PART,
)


def _files(subject: Subject) -> sa.ColumnElement[bool]:
    file, given = table_of(CaseFile), table_of(GivenPaper)
    brought = sa.select(given.c.file_id).where(
        given.c.file_id.is_not(None), among(given.c.application_id, subject.applications)
    )
    return among(file.c.case_id, subject.cases) | among(file.c.person_id, subject.persons) | file.c.id.in_(brought)


FILE_PARTS = (Part(CaseFile, _files, {"name": EMPTIED, "words": EMPTIED, "sha256": EMPTIED, "stored_as": NO_FILE}),)
APPLICATION_PARTS = (_APPLICATION_PART, *FILE_PARTS)


def _referrals(referral: sa.FromClause, subject: Subject) -> sa.ColumnElement[bool]:
    by_number = among(referral.c.id, subject.referrals) | among(referral.c.case_id, subject.cases)
    return by_number | among(referral.c.person_id, subject.persons)


def _news(subject: Subject) -> sa.ColumnElement[bool]:
    referral, news = _REFERRAL.alias(), table_of(ReferralNews)
    return news.c.referral_id.in_(sa.select(referral.c.id).where(_referrals(referral, subject)))


_REFERRAL_WORDS = ("preview", "decline_words", "outcome", "document_number")
REFERRAL_PARTS = (
    Part(ReferralNews, _news, {"text": EMPTIED}),
    Part(
        Referral,
        lambda subject: _referrals(_REFERRAL, subject),
        dict.fromkeys(_REFERRAL_WORDS, EMPTIED) | {"details_sealed": NOTHING},
    ),
)
CONSENT_PARTS = (
    Part(
        Consent,
        lambda s: among(_CONSENT.c.id, s.consents) | among(_CONSENT.c.person_id, s.persons),
        {"giver_name": EMPTIED, "facts": NO_ANSWERS},
    ),
)


def _tasks(subject: Subject) -> sa.ColumnElement[bool]:
    task = table_of(Task)
    stranger = task.c.person_id.is_(None) & (among(task.c.chat, subject.chats) | among(task.c.phone, subject.phones))
    return among(task.c.id, subject.tasks) | among(task.c.person_id, subject.persons) | stranger


TASK_PARTS = (
    Part(Task, _tasks, dict.fromkeys(("words", "phone", "asked_by", "outcome_words"), EMPTIED) | {"chat": NOTHING}),
)


def _stops(column: sa.Column[int]) -> Whose:
    order = table_of(MealOrder)
    return lambda subject: (
        among(column, subject.stops)
        | column.in_(
            sa.select(order.c.stop_id).where(order.c.stop_id.is_not(None), among(order.c.person_id, subject.persons))
        )
    )


DELIVERY_PARTS = (
    Part(StopReport, _stops(table_of(StopReport).c.stop_id), {"words": EMPTIED}),
    Part(Stop, _stops(table_of(Stop).c.id), {"outcome_words": EMPTIED}),
)


def _messages(subject: Subject) -> sa.ColumnElement[bool]:
    message = table_of(OutboxMessage)
    to_somebody = among(message.c.person_id, subject.persons) | among(message.c.telegram_id, subject.chats)
    return among(message.c.id, subject.messages) | to_somebody


MESSAGE_PARTS = (Part(OutboxMessage, _messages),)
_REQUEST, _RESTRICTION = table_of(DataRequest), table_of(Restriction)
REQUEST_PARTS = (
    Part(
        DataRequest,
        lambda s: among(_REQUEST.c.id, s.requests) | among(_REQUEST.c.person_id, s.persons),
        dict.fromkeys(("asked_by", "words", "extension_reason", "answer"), EMPTIED),
    ),
    Part(
        Restriction,
        lambda s: among(_RESTRICTION.c.request_id, s.requests) | among(_RESTRICTION.c.person_id, s.persons),
        {"reason": EMPTIED, "lift_reason": EMPTIED},
    ),
)


def _sign_ups(sign_up: sa.FromClause, subject: Subject) -> sa.ColumnElement[bool]:
    by_number = among(sign_up.c.case_id, subject.cases) | among(sign_up.c.person_id, subject.persons)
    stranger = sign_up.c.person_id.is_(None) & (
        among(sign_up.c.chat, subject.chats) | among(sign_up.c.phone, subject.phones)
    )
    return among(sign_up.c.id, subject.sign_ups) | by_number | stranger


def _attendances(subject: Subject) -> sa.ColumnElement[bool]:
    sign_up, attendance = table_of(SignUp).alias(), table_of(Attendance)
    return attendance.c.sign_up_id.in_(sa.select(sign_up.c.id).where(_sign_ups(sign_up, subject)))


SIGN_UP_PARTS = (
    Part(Attendance, _attendances, {"words": EMPTIED}),
    Part(
        SignUp,
        lambda subject: _sign_ups(table_of(SignUp), subject),
        {"name": EMPTIED, "phone": EMPTIED, "chat": NOTHING},
    ),
)


def _homes(subject: Subject) -> sa.ColumnElement[bool]:
    """Doors at which nobody else lives who is on the list still, and no site stands."""
    address, site, other = table_of(Address), table_of(Site), PERSON.alias()
    gone = sa.select(ERASED_PERSON.c.person_id)
    lives = sa.select(other.c.id).where(
        other.c.address_id == address.c.id, other.c.id.not_in(subject.persons), other.c.id.not_in(gone)
    )
    sites = sa.select(site.c.id).where(site.c.address_id == address.c.id)
    return among(address.c.id, subject.addresses) & ~lives.exists() & ~sites.exists()


def _chats(record: type[SQLModel]) -> Whose:
    table = table_of(record)
    return lambda s: among(table.c.person_id, s.persons) | among(table.c.relative_id, s.relatives)


_DOOR = ("estate", "street", "number", "block", "entrance", "floor", "flat", "bell", "building")
_PAIR = table_of(PersonPair)
PERSON_PARTS = (
    Part(Dialogue, lambda s: among(table_of(Dialogue).c.telegram_id, s.chats)),
    Part(LinkCode, _chats(LinkCode)),
    Part(Chat, _chats(Chat), {"telegram_id": Put(0)}),
    Part(Kinship, lambda s: among(table_of(Kinship).c.person_id, s.persons)),
    Part(
        Relative,
        lambda s: among(table_of(Relative).c.id, s.relatives),
        {"name": Put(" ".join(NOBODY)), "phone": NOTHING, "search_text": EMPTIED},
    ),
    Part(PersonPair, lambda s: among(_PAIR.c.first_id, s.persons) | among(_PAIR.c.second_id, s.persons)),
    Part(
        Address,
        _homes,
        dict.fromkeys(_DOOR, EMPTIED) | {"lat": OF_DISTRICT, "lon": OF_DISTRICT, "pinned": Put(value=False)},
    ),
    Part(
        Person,
        lambda s: among(PERSON.c.id, s.persons),
        {
            "first_name": Put(NOBODY[0]), "middle_name": EMPTIED, "last_name": Put(NOBODY[1]), "born": YEAR_ONLY,
            "egn_sealed": NOTHING, "egn_hash": NOTHING, "phone": NOTHING, "second_phone": NOTHING, "allergens": Put(0),
            "lives_alone": Put(value=False), "key_holder": EMPTIED, "driver_note": EMPTIED, "search_text": EMPTIED,
        },
    ),
)  # fmt: skip
