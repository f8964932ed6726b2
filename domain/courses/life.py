"""The life of a course: from a draft to open sign-up, closed, over or cancelled; and what may be open to everybody."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, find, within
from domain.applications.secrecy import FACT
from domain.courses.rows import editable_courses
from domain.courses.signing import fill_seats, how_many
from domain.courses.telling import tell_of_cancelled_course
from domain.courses.workers import workers_of
from domain.phrases import Phrase, _
from domain.refusals import Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.cases import Case, Secrecy
from models.courses import Course, CourseKind, CourseStatus, Meeting, MeetingStatus, SignUp, SignUpStatus
from models.places import Office, Programme, RuleSet

MOST_SEATS = 1000
_LONGEST = {"title": 200, "about": 2000, "for_whom": 500, "place": 200}


class NotNowForCourse(Refusal):
    """This cannot be done with the course as it stands. Please open it anew and see where it stands."""


class MeetingsAhead(Refusal):
    """Sessions of this course are still planned. Please say who came to them, or cancel them first."""


class CancellingNeedsWords(Refusal):
    """Please write why it will not take place: it stays in the history."""


class CourseStep(StrEnum):
    """What can happen to a course."""

    OPEN = "open"
    CLOSE = "close"
    END = "end"
    CANCEL = "cancel"


_S = CourseStatus
#: Where each step leads, and from where. What has ended stays as it is.
STEPS: dict[CourseStep, tuple[frozenset[CourseStatus], CourseStatus]] = {
    CourseStep.OPEN: (frozenset({_S.DRAFT, _S.CLOSED}), _S.OPEN),
    CourseStep.CLOSE: (frozenset({_S.OPEN}), _S.CLOSED),
    CourseStep.END: (frozenset({_S.OPEN, _S.CLOSED}), _S.ENDED),
    CourseStep.CANCEL: (frozenset({_S.DRAFT, _S.OPEN, _S.CLOSED}), _S.CANCELLED),
}
CHANGEABLE = (_S.DRAFT, _S.OPEN, _S.CLOSED)


@dataclass(frozen=True)
class CourseFacts:
    """What the form of a course says."""

    office_id: int
    programme_id: int
    kind: CourseKind
    title: str
    seats: int
    starts_on: date
    ends_on: date | None = None
    about: str = ""
    for_whom: str = ""
    place: str = ""
    public: bool = False
    leader_id: int | None = None


def possible(status: CourseStatus) -> list[CourseStep]:
    """The steps that can be taken from here."""
    return [step for step, (before, _after) in STEPS.items() if status in before]


def may_be_public(programme: Programme, kind: CourseKind) -> bool:
    """Whether everybody may see such a course: of a service open to all or without cases, and never group work.

    Group work is with people of cases; a child's case is known to its team alone (чл. 84(2) ЗСУ).
    """
    without_cases = programme.rules in (RuleSet.OPEN, RuleSet.NONE) and FACT not in programme.facts
    return without_cases and kind is not CourseKind.GROUP


async def new_course(session: AsyncSession, actor: Actor, *, facts: CourseFacts) -> Course:
    """Write down a course as a draft. Raises NotFound for another office and WrongInput."""
    demand(actor, Deed.EDIT_COURSES)
    office = sa.select(Office).where(within(actor, Deed.EDIT_COURSES, Office.id))
    await find(session, office, facts.office_id)
    await _check(session, facts)
    course = Course(organisation_id=actor.organisation, **_kept(facts))
    session.add(course)
    await session.flush()
    return course


async def change_course(
    session: AsyncSession, actor: Actor, *, course_id: int, facts: CourseFacts, version: int | None = None
) -> Course:
    """Change a course that is not over; seats that are added go to those who wait. Raises Stale, WrongInput."""
    course = await _to_change(session, actor, course_id, version)
    if course.status not in CHANGEABLE:
        raise NotNowForCourse
    if facts.office_id != course.office_id:
        raise WrongInput(office_id=_("A course stays with its office. Please make a new one for another office."))
    await _check(session, facts)
    if facts.public and await _has_guarded(session, course):
        raise WrongInput(public=_("Somebody of a guarded case takes part, so it cannot be open to everybody."))
    if facts.seats < await how_many(session, course.key, SignUpStatus.SEATED):
        raise WrongInput(seats=_("More people have a seat already. Please free seats first."))
    for name, value in _kept(facts).items():
        setattr(course, name, value)
    await flush_or_stale(session)
    await fill_seats(session, course)
    return course


async def move_course(
    session: AsyncSession,
    actor: Actor,
    *,
    course_id: int,
    step: CourseStep,
    words: str = "",
    version: int | None = None,
) -> Course:
    """Take a step. A cancelled course cancels its sessions, and everybody with a chat hears it.

    Raises NotNowForCourse, MeetingsAhead, CancellingNeedsWords and Stale.
    """
    course = await _to_change(session, actor, course_id, version)
    before, after = STEPS[step]
    if course.status not in before:
        raise NotNowForCourse
    ahead = await _ahead(session, course)
    if step is CourseStep.END and ahead:
        raise MeetingsAhead
    if step is CourseStep.CANCEL:
        if not words.strip():
            raise CancellingNeedsWords
        for meeting in ahead:
            meeting.status, meeting.words = MeetingStatus.CANCELLED, words.strip()
    was_draft = course.status is CourseStatus.DRAFT
    course.status = after
    await flush_or_stale(session)
    if step is CourseStep.CANCEL and not was_draft:
        await tell_of_cancelled_course(session, course)
    if step is CourseStep.OPEN:
        await fill_seats(session, course)
    return course


async def _to_change(session: AsyncSession, actor: Actor, course_id: int, version: int | None) -> Course:
    """The course, locked: seats are given and the course is changed one after the other."""
    demand(actor, Deed.EDIT_COURSES)
    rows = editable_courses(actor).with_for_update(of=Course)
    course = await find(session, rows, course_id, fresh=True)
    demand_version(course, version)
    return course


def _kept(facts: CourseFacts) -> dict[str, Any]:
    texts = {name: getattr(facts, name).strip() for name in _LONGEST}
    return vars(facts) | texts


async def _check(session: AsyncSession, facts: CourseFacts) -> None:
    wrong: dict[str, Phrase] = {}
    programme = await session.scalar(
        sa.select(Programme).where(col(Programme.id) == facts.programme_id, col(Programme.active))
    )
    if not facts.title.strip():
        wrong["title"] = _("Please write what it is called.")
    for name, most in _LONGEST.items():
        if len(getattr(facts, name)) > most:
            wrong[name] = _("This text is too long. Please shorten it.")
    if not 1 <= facts.seats <= MOST_SEATS:
        wrong["seats"] = _("Please write how many seats there are, at least one.")
    if facts.ends_on and facts.ends_on < facts.starts_on:
        wrong["ends_on"] = _("The last day is before the first one.")
    if programme is None:
        wrong["programme_id"] = _("Please choose the service.")
    elif facts.public and not may_be_public(programme, facts.kind):
        wrong["public"] = _(
            "Only a programme or a training of a service that is open to everybody may be shown to everybody."
        )
    leaders = {one.key for one in await workers_of(session, facts.office_id)}
    if facts.leader_id is not None and facts.leader_id not in leaders:
        wrong["leader_id"] = _("Please choose a colleague from the list.")
    if wrong:
        raise WrongInput(**wrong)


async def _ahead(session: AsyncSession, course: Course) -> list[Meeting]:
    rows = sa.select(Meeting).where(col(Meeting.course_id) == course.key, col(Meeting.status) == MeetingStatus.PLANNED)
    return list(await session.scalars(rows.order_by(col(Meeting.starts_at))))


async def _has_guarded(session: AsyncSession, course: Course) -> bool:
    rows = (
        sa.select(col(SignUp.id))
        .join(Case, col(Case.id) == col(SignUp.case_id))
        .where(
            col(SignUp.course_id) == course.key,
            col(SignUp.status) != SignUpStatus.CANCELLED,
            col(Case.secrecy) != Secrecy.OPEN,
        )
    )
    return await session.scalar(rows.limit(1)) is not None
