"""Seats: given in order under the lock of the course, to those who wait as soon as one is given up."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand, find, visible_people
from domain.cases.editing import editable_cases
from domain.courses.rows import editable_courses
from domain.courses.telling import tell_of_seat
from domain.phones import NotAPhone, parse_phone
from domain.phrases import _
from domain.refusals import Refusal, WrongInput
from models.cases import LIVE, Case, Secrecy
from models.courses import Course, CourseStatus, SignUp, SignUpStatus

LONGEST_NAME = 100
#: Seats are given while the course has not ended.
RUNNING = (CourseStatus.OPEN, CourseStatus.CLOSED)
TAKING_PART = (SignUpStatus.SEATED, SignUpStatus.WAITING)


class SignUpIsClosed(Refusal):
    """Nobody can be signed up for this course now. Please look whether another one is open."""


class SignedUpAlready(Refusal):
    """This participant is signed up already. Please look at the list of the course."""


class NotOpenToAll(Refusal):
    """Everybody can see this training, so nobody is signed up for it by a guarded case. Please choose a group."""


async def sign_up_case(session: AsyncSession, actor: Actor, *, course_id: int, case_id: int) -> SignUp:
    """Sign up a case of the course's office; a guarded one only its team does (чл. 84(2) ЗСУ), and never where
    everybody can look. Raises NotFound, SignedUpAlready, NotOpenToAll, SignUpIsClosed.
    """
    demand(actor, Deed.EDIT_COURSES)
    course = await locked_course(session, actor, course_id)
    rows = editable_cases(actor).where(col(Case.office_id) == course.office_id, col(Case.status).in_(LIVE))
    case = await find(session, rows, case_id)
    if case.secrecy is not Secrecy.OPEN and course.public:
        raise NotOpenToAll
    await _demand_new(session, course, col(SignUp.case_id) == case.key)
    return await give_seat(session, course, actor, case_id=case.key)


async def sign_up_person(session: AsyncSession, actor: Actor, *, course_id: int, person_id: int) -> SignUp:
    """Sign up somebody we know. Raises NotFound, SignedUpAlready, SignUpIsClosed."""
    demand(actor, Deed.EDIT_COURSES)
    course = await locked_course(session, actor, course_id)
    person = await find(session, visible_people(actor), person_id)
    await _demand_new(session, course, col(SignUp.person_id) == person.key)
    return await give_seat(session, course, actor, person_id=person.key)


async def sign_up_guest(session: AsyncSession, actor: Actor, *, course_id: int, name: str, phone: str) -> SignUp:
    """Sign up somebody by name and phone. Raises WrongInput, SignedUpAlready, SignUpIsClosed."""
    demand(actor, Deed.EDIT_COURSES)
    name, number = checked_guest(name, phone)
    course = await locked_course(session, actor, course_id)
    await _demand_new(session, course, (col(SignUp.name) == name) & (col(SignUp.phone) == number))
    return await give_seat(session, course, actor, name=name, phone=number)


def checked_guest(name: str, phone: str) -> tuple[str, str]:
    """Name and phone as they are kept. Raises WrongInput."""
    name = " ".join(name.split())
    if not 2 <= len(name) <= LONGEST_NAME or not any(map(str.isalpha, name)):
        raise WrongInput(name=_("Please write the name."))
    try:
        return name, parse_phone(phone)
    except NotAPhone:
        raise WrongInput(
            phone=_("This is not a phone number. Please write all its figures, for example 0888 123 456.")
        ) from None


async def give_up_seat(session: AsyncSession, actor: Actor, *, course_id: int, sign_up_id: int) -> SignUp:
    """Take somebody off the course, seat or turn; the next one in line moves up at once. Twice changes nothing."""
    demand(actor, Deed.EDIT_COURSES)
    course = await locked_course(session, actor, course_id)
    rows = sa.select(SignUp).where(col(SignUp.course_id) == course.key)
    sign_up = await find(session, rows, sign_up_id, fresh=True)
    await leave_seat(session, course, sign_up)
    return sign_up


async def locked_course(session: AsyncSession, actor: Actor, course_id: int) -> Course:
    """The course, so that its seats are given and given up one after the other."""
    return await find(session, editable_courses(actor).with_for_update(of=Course), course_id, fresh=True)


async def give_seat(session: AsyncSession, course: Course, actor: Actor, **who: Any) -> SignUp:
    """A seat while there is one, then a turn in the line. The course is locked by the caller. Raises SignUpIsClosed."""
    if course.status is not CourseStatus.OPEN:
        raise SignUpIsClosed
    taken = await how_many(session, course.key, SignUpStatus.SEATED)
    sign_up = SignUp(
        organisation_id=course.organisation_id,
        course_id=course.key,
        status=SignUpStatus.SEATED if taken < course.seats else SignUpStatus.WAITING,
        signed_at=clock.now(),
        signed_by=actor.number if actor.kind is ActorKind.STAFF else None,
        **who,
    )
    session.add(sign_up)
    await session.flush()
    return sign_up


async def leave_seat(session: AsyncSession, course: Course, sign_up: SignUp) -> None:
    """End a seat or a turn, and give what is free to the next. The course is locked by the caller."""
    if sign_up.status is SignUpStatus.CANCELLED:
        return
    sign_up.status, sign_up.ended_at = SignUpStatus.CANCELLED, clock.now()
    await session.flush()
    await fill_seats(session, course)


async def fill_seats(session: AsyncSession, course: Course) -> None:
    """Give free seats to those who wait, in their order, and tell them. The course is locked by the caller."""
    if course.status not in RUNNING:
        return
    free = course.seats - await how_many(session, course.key, SignUpStatus.SEATED)
    rows = waiting_line(course.key).limit(max(free, 0))
    for sign_up in (await session.scalars(rows.execution_options(populate_existing=True))).all():
        sign_up.status = SignUpStatus.SEATED
        await tell_of_seat(session, course, sign_up)
    await session.flush()


def waiting_line(course_id: int) -> sa.Select[SignUp]:
    """Those who wait for a seat, in the order of their wish."""
    waiting = col(SignUp.status) == SignUpStatus.WAITING
    return (
        sa.select(SignUp)
        .where(col(SignUp.course_id) == course_id, waiting)
        .order_by(col(SignUp.signed_at), col(SignUp.id))
    )


async def how_many(session: AsyncSession, course_id: int, status: SignUpStatus) -> int:
    """How many of the course's sign-ups stand so."""
    rows = sa.select(sa.func.count(col(SignUp.id))).where(
        col(SignUp.course_id) == course_id, col(SignUp.status) == status
    )
    return await session.scalar(rows) or 0


async def _demand_new(session: AsyncSession, course: Course, who: sa.ColumnElement[bool]) -> None:
    """Nobody stands on the list twice; a person who has a case is on it by the one or the other."""
    rows = sa.select(col(SignUp.id)).where(
        col(SignUp.course_id) == course.key, col(SignUp.status).in_(TAKING_PART), who
    )
    if await session.scalar(rows.limit(1)) is not None:
        raise SignedUpAlready
