"""What was planned with a person falls away with the case: what is to come when it ends, what is in its rest."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.cases.closing import Ending, close_case, withdraw_case
from domain.cases.suspending import Rest, suspend
from models.cases import CaseOutcome, CaseStatus, Secrecy, SuspensionReason
from models.chats import Chat, ChatStatus
from models.courses import Meeting, MeetingStatus, SignUp, SignUpStatus
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.courses.course_work import children, meeting_of, messages, open_course

pytestmark = pytest.mark.usefixtures("tuesday")
TODAY, BACK = date(2026, 11, 24), date(2026, 12, 7)
MARIA, NURSE = 501, 502


def at(day: date):
    return clock.at(day, time(14, 0))


async def cancelled(session) -> list[tuple[date, str]]:
    rows = sa.select(Meeting).where(col(Meeting.status) == MeetingStatus.CANCELLED).order_by(col(Meeting.starts_at))
    return [(clock.local(one.starts_at).date(), one.words) for one in await session.scalars(rows)]


async def with_chats(session, cast: Cast) -> None:
    for number, whose in ((MARIA, {"person_id": cast.maria.key}), (NURSE, {"staff_id": cast.nurse.key})):
        session.add(
            Chat(
                organisation_id=cast.sofia.key, telegram_id=number, status=ChatStatus.LINKED, linked_at=clock.now(),
                **whose,
            )
        )  # fmt: skip
    await session.flush()


async def test_meetings_in_the_rest_fall_away_and_all_others_with_the_end_each_told_of_once(people: Cast):
    cast, anna = people, people.staff(people.anna)
    days = [TODAY, date(2026, 11, 26), date(2026, 12, 3), BACK, date(2026, 12, 10)]
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance, worker=cast.anna)
        other = await case_of(session, cast, cast.maria, cast.lunch)
        await with_chats(session, cast)
        for day in days:
            await meeting_of(session, cast, cast.nurse, at=at(day), case_id=case.key)
        await meeting_of(session, cast, cast.nurse, case_id=case.key)  # it has begun: who was there says how it went
        await meeting_of(session, cast, cast.nurse, at=at(days[1]) + timedelta(hours=1), case_id=other.key)
    async with cast.database.unit(anna) as session:
        await suspend(session, anna, case_id=case.key, rest=Rest(SuspensionReason.HOSPITAL, TODAY, BACK))
        assert await cancelled(session) == [(day, "Услугата е временно спряна.") for day in days[:3]]
    async with cast.database.unit(anna) as session:
        await close_case(session, anna, case_id=case.key, ending=Ending(CaseOutcome.MOVED))
        assert (await cancelled(session))[3:] == [(day, "Случаят е приключен.") for day in days[3:]]
    texts = await messages(cast)
    assert [chat for chat, _text in texts] == [MARIA, NURSE, MARIA, NURSE]
    assert ["7 декември" in texts[0][1], "3 Ваши срещи" in texts[1][1], "2 Ваши срещи" in texts[3][1]] == [True] * 3


async def test_a_seat_in_a_group_goes_to_the_next_and_of_guarded_cases_nobody_hears(people: Cast):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(cast.job) as session:
        service = await children(session, cast)
        child = await case_of(
            session, cast, cast.maria, service, status=CaseStatus.APPLIED, secrecy=Secrecy.CHILD, team=(cast.anna,)
        )
        await with_chats(session, cast)
        await meeting_of(session, cast, cast.nurse, at=at(BACK), case_id=child.key)
        group = await open_course(session, cast, service, seats=1)
        for status, who in (
            (SignUpStatus.SEATED, {"case_id": child.key}), (SignUpStatus.WAITING, {"name": "Следваща Тестова"})
        ):  # fmt: skip
            session.add(
                SignUp(organisation_id=cast.sofia.key, course_id=group.key, status=status, signed_at=clock.now(), **who)
            )
    async with cast.database.unit(anna) as session:
        await withdraw_case(session, anna, case_id=child.key, words="Не желае.")
        assert [day for day, _why in await cancelled(session)] == [BACK]
        rows = await session.scalars(sa.select(SignUp).order_by(col(SignUp.id)))
        assert [one.status for one in rows] == [SignUpStatus.CANCELLED, SignUpStatus.SEATED]
    assert await messages(cast) == []
