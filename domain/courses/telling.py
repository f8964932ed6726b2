"""What those who take part hear: a seat that became free, what is tomorrow, and what will not take place.

Only a course that is open to everybody is named. Of guarded cases nobody hears anything here: their team speaks with
the family.
"""

from datetime import date, time, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, outbox
from domain.access import Actor, Deed, demand
from domain.courses.activities import AWAY, kind_of
from domain.links.knowing import who_is
from domain.outbox import News, Reader
from domain.phrases import Phrase, Spoken, _, hour_words, near_day, spoken
from models.cases import Case, Secrecy
from models.courses import Course, Meeting, MeetingStatus, SignUp, SignUpStatus
from models.people import Person

TRAININGS = _("Trainings")
GIVE_UP = _("Give the seat up")

_SEAT = _("There is a seat for you now: {course}. If you cannot come, write “{word}” here and give it up.")
_SEAT_UNNAMED = _("There is a seat for you now in the group that you wait for. The office will tell you more.")
_OFF = _("This will not take place: {course}. If you have a question, press “Call me”.")
_OFF_UNNAMED = _("The group in which you take part will not take place. If you have a question, press “Call me”.")
_NO_MEETING = _("The session on {day} at {hour} will not take place: {course}. We will tell you of the next one.")
_NO_MEETING_UNNAMED = _(
    "Your session on {day} at {hour} will not take place. The office will tell you of the next one."
)
_NO_VISIT = _("The visit to you on {day} at {hour} will not take place. The office will tell you of the next one.")
_SOON = _("A reminder: {day} at {hour} – {course}. If you cannot come, write “{word}” here and give your seat up.")
_SOON_UNNAMED = _("A reminder: you have a session {day} at {hour}. If you cannot come, press “Call me”.")
_VISIT_SOON = _("A reminder: we visit you {day} at {hour}. If you are not at home then, press “Call me”.")
#: A seat is news for some days; whoever reads it later has most likely been called.
_LIFE = timedelta(days=3)


async def tell_of_seat(session: AsyncSession, course: Course, sign_up: SignUp) -> None:
    """Somebody who waited has a seat."""
    text = _about(course, _SEAT, _SEAT_UNNAMED, word=spoken(TRAININGS))
    await _tell(session, course, sign_up, _news("course_seat", f"course_seat:{sign_up.key}", text))


async def tell_of_cancelled_course(session: AsyncSession, course: Course) -> None:
    """Everybody who has or awaits a seat hears that there will be none."""
    text = _about(course, _OFF, _OFF_UNNAMED)
    for sign_up in await _taking_part(session, course.key):
        news = _news("course_off", f"course_off:{course.key}:{sign_up.key}", text)
        await _tell(session, course, sign_up, news)


async def tell_of_cancelled_meeting(session: AsyncSession, meeting: Meeting) -> None:
    """A session or a visit will not take place: those who have a seat on its course, or the person of its open case."""
    when = _when(meeting)
    key = f"meeting_off:{meeting.key}"
    if meeting.course_id is None:
        phrase = _NO_VISIT if await kind_of(session, meeting) in AWAY else _NO_MEETING_UNNAMED
        await tell_case(session, meeting.case_id, News("meeting_off", spoken(phrase, **when), key))
        return
    course = await session.get_one(Course, meeting.course_id)
    text = _about(course, _NO_MEETING, _NO_MEETING_UNNAMED, **when)
    for sign_up in await _taking_part(session, course.key, SignUpStatus.SEATED):
        await _tell(session, course, sign_up, _news("meeting_off", f"{key}:{sign_up.key}", text))


async def remind_of_meetings(session: AsyncSession, actor: Actor, *, day: date) -> int:
    """Remind of the sessions of the day after `day`, each time once; says of how many.

    Those who have a seat on a public course, and people of open cases: what a guarded case brings is never told.
    """
    demand(actor, Deed.RUN_JOBS)
    first, after = (clock.at(day + timedelta(days=ahead), time()) for ahead in (1, 2))
    rows = sa.select(Meeting).where(
        col(Meeting.status) == MeetingStatus.PLANNED, col(Meeting.starts_at) >= first, col(Meeting.starts_at) < after
    )
    meetings = (await session.scalars(rows.order_by(col(Meeting.starts_at), col(Meeting.id)))).all()
    for meeting in meetings:
        await _remind(session, meeting)
    return len(meetings)


async def _remind(session: AsyncSession, meeting: Meeting) -> None:
    """The hour stands in the key: a session that was moved is told of again."""
    key, when = f"meeting_soon:{meeting.key}:{meeting.starts_at:%Y%m%d%H%M}", _when(meeting)
    if meeting.course_id is None:
        phrase = _VISIT_SOON if await kind_of(session, meeting) in AWAY else _SOON_UNNAMED
        await tell_case(session, meeting.case_id, _soon(meeting, key, spoken(phrase, **when)))
        return
    course = await session.get_one(Course, meeting.course_id)
    text = _about(course, _SOON, _SOON_UNNAMED, word=spoken(TRAININGS), **when)
    for sign_up in await _taking_part(session, course.key, SignUpStatus.SEATED):
        news = _soon(meeting, f"{key}:{sign_up.key}", text)
        if course.public:
            await _tell(session, course, sign_up, news)
        else:
            await tell_case(session, sign_up.case_id, news)


def _soon(meeting: Meeting, key: str, text: Spoken) -> News:
    return News("meeting_soon", text, key, expires_at=meeting.starts_at)


def _when(meeting: Meeting) -> dict[str, object]:
    return {
        "day": lambda language: near_day(language, clock.local(meeting.starts_at).date()),
        "hour": hour_words(meeting.starts_at),
    }


def _about(course: Course, named: Phrase, unnamed: Phrase, **values: object) -> Spoken:
    if course.public:
        return spoken(named, course=course.title, **values)
    return spoken(unnamed, **values)


async def _taking_part(session: AsyncSession, course_id: int, *statuses: SignUpStatus) -> list[SignUp]:
    wanted = statuses or (SignUpStatus.SEATED, SignUpStatus.WAITING)
    rows = sa.select(SignUp).where(col(SignUp.course_id) == course_id, col(SignUp.status).in_(wanted))
    return list(await session.scalars(rows.order_by(col(SignUp.id))))


def _news(kind: str, key: str, text: Spoken) -> News:
    return News(kind, text, key, expires_at=clock.now() + _LIFE)


async def _tell(session: AsyncSession, course: Course, sign_up: SignUp, news: News) -> None:
    """Write to the chat that signed up, else to the person's own; whoever has none is called by the office."""
    if sign_up.chat is not None:
        language = (await who_is(session, sign_up.chat)).language
        reader = Reader(sign_up.chat, language, course.organisation_id, sign_up.person_id, course.office_id)
        await outbox.put(session, reader, news)
    elif sign_up.case_id is not None:
        await tell_case(session, sign_up.case_id, news)
    elif sign_up.person_id is not None:
        await _tell_unguarded(session, await session.get(Person, sign_up.person_id), news)


async def tell_case(session: AsyncSession, case_id: int | None, news: News) -> None:
    """Write to the person of an open case; of a guarded one nobody hears anything."""
    rows = sa.select(Person).join(Case, col(Case.person_id) == col(Person.id))
    found = await session.scalar(rows.where(col(Case.id) == case_id, col(Case.secrecy) == Secrecy.OPEN))
    await _tell_unguarded(session, found, news)


async def _tell_unguarded(session: AsyncSession, person: Person | None, news: News) -> None:
    if person is not None and not person.guarded:
        await outbox.tell_person(session, person, news)
