"""What the pages show of courses and sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit
from domain.access import Actor, Deed, demand, find, visible_people, within
from domain.cases.editing import editable_cases
from domain.courses.activities import AWAY, kind_of
from domain.courses.attending import Participant, participants_of_course, participants_of_meeting
from domain.courses.hours import hours_of, hours_words
from domain.courses.life import CHANGEABLE
from domain.courses.rows import editable_courses, editable_meetings, visible_courses, visible_meetings
from domain.courses.workers import workers_of
from domain.phrases import Spoken
from domain.search import normalised
from models.audit import AuditAction
from models.cases import LIVE, Case
from models.courses import Course, Meeting, MeetingStatus, SignUp, SignUpStatus
from models.people import Address, Person
from models.places import Office, Programme
from models.plans import ActivityKind
from models.staff import Staff

MOST_FOUND = 12


@dataclass(frozen=True)
class CourseRow:
    """A course as the list shows it."""

    course: Course
    programme: Programme
    office: Office
    leader: str
    seated: int
    waiting: int
    next_at: datetime | None


@dataclass(frozen=True)
class CourseCard:
    """A course with who takes part and its sessions; `may_edit`: whether the reader may work on it."""

    row: CourseRow
    participants: list[Participant]
    meetings: list[tuple[Meeting, str]]
    workers: list[Staff]
    hours: Spoken
    may_edit: bool

    @property
    def course(self) -> Course:
        """The course itself."""
        return self.row.course


@dataclass(frozen=True)
class MeetingCard:
    """A session, visit or errand with whose it is, who holds it, and who is to come."""

    meeting: Meeting
    course: Course | None
    case: Case | None
    office: Office
    worker: str
    participants: list[Participant]
    may_edit: bool
    kind: ActivityKind = ActivityKind.SESSION
    #: The person's address, where the meeting is there.
    home: Address | None = None


@dataclass(frozen=True)
class Found:
    """Whom somebody could sign up: cases and people whose name holds what was typed."""

    cases: Sequence[tuple[Case, Person]]
    people: Sequence[Person]


@dataclass(frozen=True)
class Choices:
    """What the form of a course chooses from."""

    offices: Sequence[Office]
    programmes: Sequence[Programme]
    leaders: Mapping[int, str]


async def courses_of(session: AsyncSession, actor: Actor, *, past: bool = False) -> list[CourseRow]:
    """The courses that go on, the soonest first; with `past` those that are over, the latest first."""
    demand(actor, Deed.SEE_COURSES)
    now = col(Course.status).in_(CHANGEABLE)
    order = (col(Course.starts_on).desc(), col(Course.id).desc()) if past else (col(Course.starts_on), col(Course.id))
    return await _rows(session, visible_courses(actor).where(~now if past else now).order_by(*order))


async def _rows(session: AsyncSession, courses: sa.Select[Course]) -> list[CourseRow]:
    rows = (
        courses.join(Programme, col(Programme.id) == col(Course.programme_id))
        .join(Office, col(Office.id) == col(Course.office_id))
        .outerjoin(Staff, col(Staff.id) == col(Course.leader_id))
        .add_columns(
            Programme, Office, col(Staff.name), _count(SignUpStatus.SEATED), _count(SignUpStatus.WAITING), _next()
        )
        .execution_options(populate_existing=True)
    )
    return [
        CourseRow(course, programme, office, leader or "", seated, waiting, next_at)
        for course, programme, office, leader, seated, waiting, next_at in await session.execute(rows)
    ]


def _count(status: SignUpStatus) -> sa.ScalarSelect[int]:
    rows = sa.select(sa.func.count(col(SignUp.id))).where(col(SignUp.course_id) == col(Course.id))
    return rows.where(col(SignUp.status) == status).correlate(Course).scalar_subquery()


def _next() -> sa.ScalarSelect[datetime]:
    rows = sa.select(sa.func.min(col(Meeting.starts_at))).where(col(Meeting.course_id) == col(Course.id))
    return rows.where(col(Meeting.status) == MeetingStatus.PLANNED).correlate(Course).scalar_subquery()


async def course_card(session: AsyncSession, actor: Actor, *, course_id: int) -> CourseCard:
    """A course. Raises NotFound."""
    demand(actor, Deed.SEE_COURSES)
    course = await find(session, visible_courses(actor), course_id, fresh=True)
    (row,) = await _rows(session, sa.select(Course).where(col(Course.id) == course.key))
    meetings = (
        sa.select(Meeting, col(Staff.name))
        .join(Staff, col(Staff.id) == col(Meeting.worker_id))
        .where(col(Meeting.course_id) == course.key)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    return CourseCard(
        row=row,
        participants=await participants_of_course(session, actor, course.key),
        meetings=[(meeting, name) for meeting, name in await session.execute(meetings)],
        workers=await workers_of(session, course.office_id),
        hours=hours_words(await hours_of(session, course.office_id)),
        may_edit=await _among(session, editable_courses(actor), Course.id, course.key),
    )


async def meeting_card(session: AsyncSession, actor: Actor, *, meeting_id: int) -> MeetingCard:
    """A session with who is to come. Raises NotFound."""
    demand(actor, Deed.SEE_COURSES)
    meeting = await find(session, visible_meetings(actor), meeting_id, fresh=True)
    kind = await kind_of(session, meeting)
    case = await session.get(Case, meeting.case_id) if meeting.case_id else None
    return MeetingCard(
        meeting=meeting,
        course=await session.get(Course, meeting.course_id) if meeting.course_id else None,
        case=case,
        office=await session.get_one(Office, meeting.office_id),
        worker=(await session.get_one(Staff, meeting.worker_id)).name,
        participants=await participants_of_meeting(session, actor, meeting),
        may_edit=await _among(session, editable_meetings(actor), Meeting.id, meeting.key),
        kind=kind,
        home=await _home(session, case) if case and kind in AWAY and not meeting.place else None,
    )


async def _home(session: AsyncSession, case: Case) -> Address:
    """The address of the person, for whoever may see the case."""
    person = await session.get_one(Person, case.person_id)
    return await session.get_one(Address, person.address_id)


async def meeting_on_paper(session: AsyncSession, actor: Actor, *, meeting_id: int) -> MeetingCard:
    """A session for its list on paper; that it was given out is audited."""
    card = await meeting_card(session, actor, meeting_id=meeting_id)
    person_id = card.participants[0].person_id if card.case else None
    audit.record(session, AuditAction.EXPORTED, "meeting", card.meeting.key, person_id=person_id)
    return card


async def _among(session: AsyncSession, rows: sa.Select[Course] | sa.Select[Meeting], number: object, key: int) -> bool:
    return await session.scalar(rows.where(col(number) == key).with_only_columns(sa.literal(1))) is not None


async def course_choices(session: AsyncSession, actor: Actor) -> Choices:
    """The offices for which the actor may make courses, the services that are given, and who may lead there."""
    demand(actor, Deed.EDIT_COURSES)
    rows = sa.select(Office).where(within(actor, Deed.EDIT_COURSES, Office.id))
    offices = list(await session.scalars(rows.order_by(col(Office.name))))
    services = sa.select(Programme).where(col(Programme.active)).order_by(col(Programme.code), col(Programme.id))
    leaders = {one.key: one.name for office in offices for one in await workers_of(session, office.key)}
    by_name = dict(sorted(leaders.items(), key=lambda one: one[1]))
    return Choices(offices, list(await session.scalars(services)), by_name)


async def who_could_join(session: AsyncSession, actor: Actor, *, course_id: int, text: str) -> Found:
    """Cases of the course's office and people whom the actor finds by a part of a name, a phone or a case's number."""
    demand(actor, Deed.EDIT_COURSES)
    course = await find(session, editable_courses(actor), course_id)
    words = normalised(text).split()
    if not words:
        return Found([], [])
    holds = [col(Person.search_text).contains(word, autoescape=True) for word in words]
    here = sa.select(SignUp).where(col(SignUp.course_id) == course.key, col(SignUp.status) != SignUpStatus.CANCELLED)
    on_it = here.with_only_columns(col(SignUp.case_id)).where(col(SignUp.case_id).is_not(None))
    cases = (
        editable_cases(actor)
        .join(Person, col(Person.id) == col(Case.person_id))
        .add_columns(Person)
        .where(col(Case.office_id) == course.office_id, col(Case.status).in_(LIVE), col(Case.id).not_in(on_it))
        .where(sa.and_(*holds) | col(Case.number).icontains(text.strip(), autoescape=True))
        .order_by(col(Person.last_name), col(Person.first_name), col(Case.id))
        .limit(MOST_FOUND)
    )
    known = here.with_only_columns(col(SignUp.person_id)).where(col(SignUp.person_id).is_not(None))
    people = (
        visible_people(actor)
        .where(*holds, col(Person.id).not_in(known), col(Person.guarded).is_(False))
        .order_by(col(Person.last_name), col(Person.first_name), col(Person.id))
        .limit(MOST_FOUND)
    )
    found = [(case, person) for case, person in await session.execute(cases)]
    return Found(found, list(await session.scalars(people)))
