"""The afternoon before a session those who take part hear of it once; what a guarded case brings is told to nobody."""

from datetime import datetime, time, timedelta

import pytest

from domain import clock
from domain.access import job
from domain.daily.all_jobs import JOBS
from models.cases import Secrecy
from models.chats import Chat, ChatStatus
from models.courses import Meeting, MeetingStatus, SignUp, SignUpStatus
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import WEDNESDAY, meeting_of, messages, open_course, public_training

GUEST, MARIA, IVANKA, WAITING = 601, 602, 603, 604
OWN = "Напомняме Ви: имате среща утре, сряда, 25 ноември, {} часа. Ако не можете да дойдете, натиснете „Обадете ми се“."


async def reminded(cast: Cast) -> dict[str, int]:
    """What the job does on this day."""
    name = "remind_of_sessions"
    return await JOBS[name].run(cast.database, job(name, cast.sofia.key), clock.today())


def at(hour: int, days: int = 0) -> datetime:
    return clock.at(WEDNESDAY + timedelta(days=days), time(hour))


def chat_of(cast: Cast, person: int | None, number: int) -> Chat:
    return Chat(
        organisation_id=cast.sofia.key, telegram_id=number, person_id=person, status=ChatStatus.LINKED,
        linked_at=clock.now(),
    )  # fmt: skip


def seat(cast: Cast, course: int, status: SignUpStatus = SignUpStatus.SEATED, **who: object) -> SignUp:
    return SignUp(organisation_id=cast.sofia.key, course_id=course, status=status, signed_at=clock.now(), **who)


@pytest.mark.usefixtures("tuesday")
async def test_tomorrows_sessions_are_told_once_and_never_those_of_a_child(people: Cast) -> None:
    anna = people.anna
    async with people.database.unit(people.job) as session:
        session.add_all([chat_of(people, people.maria.id, MARIA), chat_of(people, people.ivanka.id, IVANKA)])
        training = (await public_training(session, people)).key
        group = (await open_course(session, people, people.assistance)).key
        own = (await case_of(session, people, people.maria, people.assistance)).key
        child = await case_of(session, people, people.ivanka, people.assistance, secrecy=Secrecy.CHILD, team=(anna,))
        session.add_all([
            seat(people, training, chat=GUEST, name="Гост"),
            seat(people, training, SignUpStatus.WAITING, chat=WAITING, name="Чакащ"),
            seat(people, group, case_id=own),
            seat(people, group, case_id=child.key),
        ])  # fmt: skip
        await meeting_of(session, people, anna, at=at(9), course_id=training)
        await meeting_of(session, people, anna, at=at(11), course_id=group)
        alone = (await meeting_of(session, people, anna, at=at(14), case_id=own)).key
        await meeting_of(session, people, anna, at=at(15), case_id=child.key)
        await meeting_of(session, people, anna, at=at(9, days=1), case_id=own)
        await meeting_of(session, people, anna, at=at(16), case_id=own, status=MeetingStatus.CANCELLED)
    assert [await reminded(people) for _twice in range(2)] == [{"sessions": 4}] * 2
    assert await messages(people) == [
        (
            GUEST,
            (
                "Напомняме Ви: утре, сряда, 25 ноември, 9:00 часа – Училище за родители. Ако не можете да дойдете, "
                "напишете тук „Обучения“ и освободете мястото си."
            ),
        ),
        (MARIA, OWN.format("11:00")),
        (MARIA, OWN.format("14:00")),
    ]
    async with people.database.unit(people.job) as session:
        (await session.get_one(Meeting, alone)).starts_at = at(17)
    await reminded(people)
    assert (await messages(people))[3:] == [(MARIA, OWN.format("17:00"))], "a moved one is told of again"
