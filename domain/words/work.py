"""Words of contracts, sessions and trainings, timelines, and of what people ask about their data."""

from enum import Enum

from domain.phrases import Phrase, _
from models.contracts import ContractKind, ContractStatus, PaperKind, Signer
from models.courses import CourseKind, CourseStatus, MeetingStatus, Presence, SignUpStatus
from models.rights import DataRight, RequestStatus, RetentionDeed
from models.timelines import CountedFrom

PAIRS: tuple[tuple[Enum, Phrase], ...] = (
    (ContractKind.CONTRACT, _("contract")),
    (ContractKind.ANNEX, _("annex")),
    (PaperKind.CONTRACT, _("contract")),
    (PaperKind.ANNEX, _("annex")),
    (PaperKind.DECISION, _("decision")),
    (ContractStatus.PRINTED, _("printed, waits for signatures")),
    (ContractStatus.SIGNED, _("signed")),
    (ContractStatus.CANCELLED, _("was never signed")),
    (ContractStatus.ENDED, _("no longer in force")),
    (Signer.PERSON, _("the person")),
    (Signer.PARENT, _("parent")),
    (Signer.GUARDIAN, _("guardian")),
    (Signer.TRUSTEE, _("trustee")),
    (Signer.PROXY, _("person with a power of attorney")),
    (CourseKind.GROUP, _("group work")),
    (CourseKind.PROGRAMME, _("series of sessions")),
    (CourseKind.TRAINING, _("training")),
    (CourseStatus.DRAFT, _("being prepared")),
    (CourseStatus.OPEN, _("sign-up is open")),
    (CourseStatus.CLOSED, _("sign-up is closed")),
    (CourseStatus.ENDED, _("it is over")),
    (CourseStatus.CANCELLED, _("it will not take place")),
    (MeetingStatus.PLANNED, _("planned session")),
    (MeetingStatus.HELD, _("session was held")),
    (MeetingStatus.CANCELLED, _("cancelled session")),
    (SignUpStatus.SEATED, _("has a seat")),
    (SignUpStatus.WAITING, _("waits for a seat")),
    (SignUpStatus.CANCELLED, _("gave the seat up")),
    (Presence.CAME, _("came")),
    (Presence.EXCUSED, _("excused")),
    (Presence.ABSENT, _("did not come")),
    (DataRight.ACCESS, _("a copy of the own data")),
    (DataRight.CORRECTION, _("correction of the own data")),
    (DataRight.ERASURE, _("erasure of the own data")),
    (DataRight.RESTRICTION, _("restriction of the own data")),
    (DataRight.PORTABILITY, _("data to take elsewhere")),
    (DataRight.OBJECTION, _("objection to the use of the data")),
    (RequestStatus.OPEN, _("waits for an answer")),
    (RequestStatus.GRANTED, _("granted")),
    (RequestStatus.PARTLY, _("granted in part")),
    (RequestStatus.REFUSED, _("refused with reasons")),
    (RequestStatus.WITHDRAWN, _("request was withdrawn")),
    (RetentionDeed.ERASE, _("erase")),
    (RetentionDeed.ANONYMISE, _("make anonymous")),
    (RetentionDeed.KEEP, _("keep")),
    (CountedFrom.WISH, _("from the day of the wish")),
    (CountedFrom.START, _("from the start of the service")),
    (CountedFrom.REVIEW, _("from the day of the review")),
    (CountedFrom.CLOSING, _("from the closing")),
)
