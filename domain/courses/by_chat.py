"""Trainings in the chat: what is open to everybody, the own seat, and giving it up. Nothing of any case is known here.

Whoever the service knows signs up under the own name; somebody new leaves a name and a phone.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, find, visible_people, visible_relatives
from domain.courses.rows import goes_on, visible_courses
from domain.courses.signing import RUNNING, checked_guest, give_seat, how_many, leave_seat, waiting_line
from domain.refusals import NotAllowed
from models.courses import Course, Meeting, MeetingStatus, SignUp, SignUpStatus
from models.people import Relative
from models.places import Office

#: So many fit under one question of the chat.
SHOWN = 3
CHATS = (ActorKind.PERSON, ActorKind.RELATIVE, ActorKind.STRANGER)


@dataclass(frozen=True)
class OpenCourse:
    """A training as the chat shows it: where, seats that are free, who waits, when, and the reader's own seat."""

    course: Course
    office: Office
    free: int
    waiting: int
    first: datetime | None
    mine: SignUp | None
    turn: int | None


async def courses_for_chat(session: AsyncSession, actor: Actor, *, chat: int) -> list[OpenCourse]:
    """What the reader takes part in, then what is open to everybody, the soonest first; so many as fit."""
    _demand_chat(actor)
    own = sa.select(col(SignUp.course_id)).where(_mine(actor, chat))
    taken = sa.select(Course).where(
        col(Course.public), col(Course.status).in_(RUNNING), goes_on(), col(Course.id).in_(own)
    )
    order = (col(Course.starts_on), col(Course.id))
    found = list(await session.scalars(taken.order_by(*order)))
    known = {one.key for one in found}
    found += [one for one in await session.scalars(visible_courses(actor).order_by(*order)) if one.key not in known]
    return [await _shown(session, actor, one, chat) for one in found[:SHOWN]]


async def course_for_chat(session: AsyncSession, actor: Actor, *, course_id: int, chat: int) -> OpenCourse | None:
    """One of them as it stands now; None when it is no longer open and the reader has no seat on it."""
    found = await courses_for_chat(session, actor, chat=chat)
    return next((one for one in found if one.course.key == course_id), None)


async def sign_up_by_chat(
    session: AsyncSession, actor: Actor, *, course_id: int, chat: int, name: str = "", phone: str = ""
) -> OpenCourse:
    """Take a seat, or a turn when there is none; twice changes nothing. Raises NotFound, WrongInput, SignUpIsClosed."""
    _demand_chat(actor)
    rows = visible_courses(actor).with_for_update(of=Course)
    course = await find(session, rows, course_id, fresh=True)
    if await _own(session, actor, course, chat) is None:
        who = await _who(session, actor, name, phone)
        await give_seat(session, course, actor, chat=chat, **who)
    return await _shown(session, actor, course, chat)


async def give_up_by_chat(session: AsyncSession, actor: Actor, *, course_id: int, chat: int) -> None:
    """Give the own seat or turn up; twice changes nothing."""
    _demand_chat(actor)
    rows = sa.select(Course).where(col(Course.public)).with_for_update(of=Course)
    course = await find(session, rows, course_id, fresh=True)
    mine = await _own(session, actor, course, chat)
    if mine is not None:
        await leave_seat(session, course, mine)


def _demand_chat(actor: Actor) -> None:
    if actor.kind not in CHATS:
        raise NotAllowed


async def _who(session: AsyncSession, actor: Actor, name: str, phone: str) -> dict[str, object]:
    """Under which name somebody stands on the list."""
    if actor.kind is ActorKind.PERSON:
        person = await find(session, visible_people(actor), actor.number)
        return {"person_id": person.key}
    if actor.kind is ActorKind.RELATIVE:
        relative: Relative = await find(session, visible_relatives(actor), actor.number)
        return {"name": relative.name, "phone": relative.phone or ""}
    name, phone = checked_guest(name, phone)
    return {"name": name, "phone": phone}


def _mine(actor: Actor, chat: int) -> sa.ColumnElement[bool]:
    """The reader's own sign-ups that still hold: made in this chat, or by the office for the person."""
    own: sa.ColumnElement[bool] = col(SignUp.chat) == chat
    if actor.kind is ActorKind.PERSON:
        own = own | (col(SignUp.person_id) == actor.number)
    return own & (col(SignUp.status) != SignUpStatus.CANCELLED)


async def _own(session: AsyncSession, actor: Actor, course: Course, chat: int) -> SignUp | None:
    rows = sa.select(SignUp).where(col(SignUp.course_id) == course.key, _mine(actor, chat))
    return await session.scalar(rows.order_by(col(SignUp.id)).execution_options(populate_existing=True))


async def _shown(session: AsyncSession, actor: Actor, course: Course, chat: int) -> OpenCourse:
    mine = await _own(session, actor, course, chat)
    turn = None
    if mine is not None and mine.status is SignUpStatus.WAITING:
        line = [one.key for one in await session.scalars(waiting_line(course.key))]
        turn = line.index(mine.key) + 1
    seated = await how_many(session, course.key, SignUpStatus.SEATED)
    waiting = await how_many(session, course.key, SignUpStatus.WAITING)
    office = await session.get_one(Office, course.office_id)
    return OpenCourse(course, office, max(course.seats - seated, 0), waiting, await _first(session, course), mine, turn)


async def _first(session: AsyncSession, course: Course) -> datetime | None:
    """When the next session begins."""
    rows = sa.select(sa.func.min(col(Meeting.starts_at))).where(
        col(Meeting.course_id) == course.key, col(Meeting.status) == MeetingStatus.PLANNED
    )
    return await session.scalar(rows)
