"""What the clock does for the lines, and what the families hear of it."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.daily import run_job
from domain.waiting.line import enter_line, entry_of
from domain.waiting.offering import fill_free_places
from jobs.catching_up import catch_up
from jobs.schedule import TIMETABLE
from models.cases import Case, CaseStatus, Secrecy
from models.chats import Chat, ChatStatus
from models.jobs import JobRun, JobState
from models.outbox import OutboxMessage
from models.tasks import Task, TaskKind
from models.waiting import Offer, OfferStatus, WaitingEntry
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.waiting.waiting_work import places_of, waiting_case

MARIA, PETAR = 900, 901


async def _chats(session, people: Cast) -> None:
    for telegram_id, owner in ((MARIA, {"person_id": people.maria.key}), (PETAR, {"relative_id": people.petar.key})):
        session.add(
            Chat(
                organisation_id=people.sofia.key, telegram_id=telegram_id, status=ChatStatus.LINKED,
                linked_at=clock.now(), **owner,
            )
        )  # fmt: skip
    await session.flush()


async def _told(session) -> list[tuple[int, str, str]]:
    rows = (await session.scalars(sa.select(OutboxMessage).order_by(col(OutboxMessage.id)))).all()
    return [(row.telegram_id, row.kind, row.text) for row in rows]


async def test_the_family_hears_of_a_place_and_the_office_calls_whoever_has_no_chat(people: Cast, tuesday) -> None:
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        await _chats(session, people)
        maria = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.WAITING)
        neighbour = await waiting_case(session, people, 1)
        child = await waiting_case(session, people, 2, secrecy=Secrecy.CHILD)
        for case in (maria, neighbour):
            await enter_line(session, head, case_id=case.key)
        session.add(_entry_of(child))
        await places_of(session, people, 3)
        assert len(await fill_free_places(session, programme_id=people.assistance.key)) == 3
        assert await _told(session) == [
            (
                MARIA,
                "offer",
                (
                    "Има място за Вас: Асистентска подкрепа. Пазим го за Вас до петък, 27 ноември. Моля, натиснете "
                    "„Приемам мястото“ или „Отказвам мястото“."
                ),
            ),
            (
                PETAR,
                "offer",
                (
                    "Има място за Мария: Асистентска подкрепа. Пазим го до петък, 27 ноември. Моля, отговорете с "
                    "„Приемам мястото“ или „Отказвам мястото“."
                ),
            ),
        ], "nothing about a child's case"
        tasks = (await session.scalars(sa.select(Task))).all()
        assert [(task.kind, task.person_id) for task in tasks] == [(TaskKind.CALL_ME, neighbour.person_id)]


def _entry_of(case: Case) -> WaitingEntry:
    """An entry in the line as a row: the head is not in the team of a child's case."""
    return WaitingEntry(
        organisation_id=case.organisation_id,
        case_id=case.key,
        programme_id=case.programme_id,
        office_id=case.office_id,
        entered_at=clock.now(),
    )


async def test_every_morning_unanswered_places_go_to_the_next(people: Cast, tuesday: datetime) -> None:
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        first, second = [await waiting_case(session, people, number) for number in range(2)]
        for case in (first, second):
            await enter_line(session, head, case_id=case.key)
        await places_of(session, people, 1)
        await fill_free_places(session, programme_id=people.assistance.key)
    saturday = date(2026, 11, 28)
    clock.set_to(clock.at(saturday, time(8, 31)))
    await catch_up(people.database, TIMETABLE, worker="one")
    async with people.database.reading(people.job) as session:
        rows = await session.execute(sa.select(col(Offer.case_id), col(Offer.status)).order_by(col(Offer.id)))
        assert rows.all() == [(first.id, OfferStatus.EXPIRED), (second.id, OfferStatus.HELD)]
        run = await session.scalar(sa.select(JobRun).where(col(JobRun.job) == f"expire_offers/{people.sofia.id}"))
        assert run
        assert (run.state, run.day, run.result) == (JobState.DONE, saturday, {"expired": 1, "asked": 0})


async def test_after_a_year_of_silence_one_is_asked_once(people: Cast, tuesday: datetime) -> None:
    head = people.staff(people.head)
    async with people.database.unit(head) as session:
        await _chats(session, people)
        maria = await case_of(session, people, people.maria, people.assistance, status=CaseStatus.WAITING)
        await enter_line(session, head, case_id=maria.key)
        await places_of(session, people, 0)
    clock.set_to(tuesday + timedelta(days=365))
    for worker in ("one", "two"):
        clock.set_to(clock.now() + timedelta(days=1))
        await run_job(
            people.database, "expire_offers", organisation_id=people.sofia.key, day=clock.today(), worker=worker
        )
    async with people.database.reading(people.job) as session:
        assert [(chat, kind) for chat, kind, _text in await _told(session)] == [
            (MARIA, "still_waiting"),
            (PETAR, "still_waiting"),
        ]
        entry = await entry_of(session, maria.key)
        assert entry
        assert entry.asked_at == tuesday + timedelta(days=366)
