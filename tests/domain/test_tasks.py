"""Tasks: one for one need, each with a clock and an office, and alarms that only a person closes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind
from domain.calendar import Calendar
from domain.due import due_at
from domain.refusals import NotAllowed, NotFound
from domain.task_sheets import open_alarms, open_tasks
from domain.tasks import (
    AlarmNeedsOutcome,
    AlreadyClosed,
    AlreadyTaken,
    close_task,
    note_well,
    open_task,
    promise,
    promise_words,
    remind_unanswered,
    take_task,
)
from models.chats import Chat, ChatStatus
from models.outbox import OutboxMessage
from models.routes import Route, Stop
from models.tasks import Task, TaskKind, TaskOutcome
from tests.cast import Cast

CHAT = 7_000_000_001


def sofia(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SOFIA)


@pytest.mark.parametrize(
    ("kind", "asked", "due"),
    [
        (TaskKind.DOOR_NOT_OPENED, "2026-11-24T11:05", "2026-11-24T11:15"),
        (TaskKind.UNWELL, "2026-11-28T11:05", "2026-11-28T11:15"),
        (TaskKind.DELIVERY_PROBLEM, "2026-11-24T11:05", "2026-11-24T11:35"),
        (TaskKind.HELP, "2026-11-24T10:00", "2026-11-24T11:00"),
        (TaskKind.HELP, "2026-11-24T10:07", "2026-11-24T11:30"),
        (TaskKind.HELP, "2026-11-24T06:00", "2026-11-24T09:30"),
        (TaskKind.HELP, "2026-11-24T16:20", "2026-11-25T09:30"),
        (TaskKind.HELP, "2026-11-28T12:00", "2026-11-30T09:30"),
        (TaskKind.CALL_ME, "2026-11-24T07:00", "2026-11-24T11:00"),
        (TaskKind.CALL_ME, "2026-11-24T13:59", "2026-11-24T16:00"),
        (TaskKind.CALL_ME, "2026-11-24T14:00", "2026-11-25T11:00"),
        (TaskKind.CALL_ME, "2026-11-27T15:00", "2026-11-30T11:00"),
        (TaskKind.NEWCOMER, "2026-12-23T15:00", "2026-12-29T11:00"),
    ],
)
def test_each_kind_has_its_clock(kind: TaskKind, asked: str, due: str) -> None:
    assert due_at(kind, sofia(asked).astimezone(UTC), Calendar()) == sofia(due)


async def ask(people: Cast, actor: Actor, kind: TaskKind = TaskKind.CALL_ME, **facts: object) -> Task:
    async with people.database.unit(actor) as session:
        return await open_task(session, actor, kind=kind, **facts)  # type: ignore[arg-type]


async def test_the_office_of_the_person_is_asked_and_the_call_is_promised(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    task = await ask(people, maria, chat=CHAT)
    assert (task.office_id, task.person_id, task.asked_by) == (people.mladost.id, people.maria.id, "")
    async with people.database.reading(maria) as session:
        promised = await promise(session, task)
    assert promise_words("bg", promised) == "Служба Младост ще Ви се обади днес до 16 часа."
    assert promise_words("en", promised) == "Служба Младост will call you today by 16 o'clock."
    clock.set_to(clock.now() + timedelta(hours=5, minutes=40))
    later = await ask(people, people.person(people.ivanka), chat=CHAT + 1)
    async with people.database.reading(maria) as session:
        assert promise_words("bg", await promise(session, later)) == (
            "Служба Люлин ще Ви се обади: утре, сряда, 25 ноември, до 11 часа."
        )


async def test_a_relative_and_a_driver_ask_with_their_own_name_and_phone(sqlite_people: Cast, tuesday: object) -> None:
    cast = sqlite_people
    by_son = await ask(cast, cast.relative(cast.petar))
    by_driver = await ask(cast, cast.driver(cast.todor))
    by_nobody = await ask(cast, Actor(ActorKind.STRANGER, CHAT), chat=CHAT)
    found = [(t.office_id, t.person_id, t.asked_by, t.phone) for t in (by_son, by_driver, by_nobody)]
    assert found == [
        (cast.mladost.id, cast.maria.id, "Петър Иванов", "+359888777888"),
        (cast.lyulin.id, None, "Тодор Минев", "+359888555777"),
        (cast.mladost.id, None, "", ""),
    ]
    with pytest.raises(NotFound):
        await ask(cast, cast.relative(cast.petar), person_id=cast.ivanka.id)


async def test_asking_again_is_the_same_task_with_the_same_clock(people: Cast, tuesday: object) -> None:
    maria = people.person(people.maria)
    first = await ask(people, maria, chat=CHAT, words="Болна съм")
    clock.set_to(clock.now() + timedelta(minutes=30))
    again = await asyncio.gather(*(ask(people, maria, chat=CHAT, words="Елате") for _press in range(3)))
    other = await ask(people, maria, TaskKind.HELP, chat=CHAT)
    assert {task.id for task in again} == {first.id}
    assert other.id != first.id
    async with people.database.reading(people.job) as session:
        kept = await session.get_one(Task, first.key)
        assert (kept.words, kept.due_at) == ("Болна съм\nЕлате", first.due_at)


async def stop_of_maria(people: Cast) -> int:
    async with people.database.unit(people.job) as session:
        day, now, owner = clock.today(), clock.now(), people.sofia.key
        route = Route(
            organisation_id=owner, day=day, name="Младост 1", kitchen_id=people.mladost_kitchen.key,
            vehicle_id=people.van.key, driver_id=people.ivan.key, departs_at=now, returns_at=now,
        )  # fmt: skip
        session.add(route)
        await session.flush()
        stop = Stop(
            organisation_id=owner, route_id=route.key, address_id=people.maria.address_id, day=day, number=7,
            position=7, arrives_at=now, window_from=now, window_until=now,
        )  # fmt: skip
        session.add(stop)
        await session.flush()
        return stop.key


async def alarm(people: Cast) -> Task:
    stop_id = await stop_of_maria(people)
    return await ask(
        people, people.driver(people.ivan), TaskKind.DOOR_NOT_OPENED, person_id=people.maria.id, stop_id=stop_id
    )


async def test_a_door_has_one_alarm_however_often_it_is_reported(people: Cast, tuesday: object) -> None:
    first = await alarm(people)
    again = await asyncio.gather(
        *(
            ask(people, people.driver(people.ivan), TaskKind.DOOR_NOT_OPENED, person_id=people.maria.id, stop_id=n)
            for n in [first.stop_id] * 3
        )
    )
    assert {task.id for task in again} == {first.id}
    assert (first.office_id, first.due_at - first.opened_at) == (people.mladost.id, timedelta(minutes=10))


async def test_i_am_well_is_noted_and_closes_nothing(people: Cast, tuesday: object) -> None:
    task = await alarm(people)
    maria = people.person(people.maria)
    for _press in range(2):
        async with people.database.unit(maria) as session:
            assert [noted.id for noted in await note_well(session, maria)] == [task.id]
    async with people.database.unit(people.person(people.ivanka)) as session:
        assert await note_well(session, people.person(people.ivanka)) == []
    async with people.database.reading(people.staff(people.anna)) as session:
        rows = await open_alarms(session, people.staff(people.anna))
    assert [(row.told.words, row.told.person, row.is_alarm, row.is_late) for row in rows] == [
        ("10:00: натисна „Добре съм“ в чата", "Мария Иванова", True, False)
    ]


@pytest.mark.parametrize("outcome", [TaskOutcome.DONE, TaskOutcome.NOT_REACHED, TaskOutcome.NO_NEED])
async def test_an_alarm_is_not_closed_without_knowing_how_the_person_is(
    sqlite_people: Cast, tuesday: object, outcome: TaskOutcome
) -> None:
    task, anna = await alarm(sqlite_people), sqlite_people.staff(sqlite_people.anna)
    with pytest.raises(AlarmNeedsOutcome):
        async with sqlite_people.database.unit(anna) as session:
            await close_task(session, anna, task_id=task.key, outcome=outcome)


async def test_nobody_but_the_office_closes_an_alarm(sqlite_people: Cast, tuesday: object) -> None:
    cast, task = sqlite_people, await alarm(sqlite_people)
    for actor, refusal in (
        (cast.job, NotAllowed),
        (cast.person(cast.maria), NotFound),
        (cast.driver(cast.ivan), NotFound),
        (cast.staff(cast.elena), NotFound),
        (cast.staff(cast.dispatcher), NotAllowed),
        (cast.staff(cast.burgas_admin), NotFound),
    ):
        with pytest.raises((NotAllowed, refusal)):
            async with cast.database.unit(actor) as session:
                await close_task(session, actor, task_id=task.key, outcome=TaskOutcome.SPOKE_WELL)
    async with cast.database.reading(cast.job) as session:
        assert (await session.get_one(Task, task.key)).closed_at is None


async def test_closing_an_alarm_tells_the_relatives_once(people: Cast, tuesday: object) -> None:
    task, anna, admin = await alarm(people), people.staff(people.anna), people.staff(people.admin)
    async with people.database.unit(people.job) as session:
        session.add(
            Chat(
                organisation_id=people.sofia.key,
                telegram_id=CHAT,
                relative_id=people.petar.key,
                status=ChatStatus.LINKED,
                linked_at=clock.now(),
            )
        )
    for _press in range(2):
        async with people.database.unit(anna) as session:
            closed = await close_task(session, anna, task_id=task.key, outcome=TaskOutcome.SPOKE_WELL, words=" Спала ")
    assert (closed.outcome, closed.outcome_words, closed.closed_by) == (
        TaskOutcome.SPOKE_WELL, "Спала", people.anna.id,
    )  # fmt: skip
    with pytest.raises(AlreadyClosed):
        async with people.database.unit(admin) as session:
            await close_task(session, admin, task_id=task.key, outcome=TaskOutcome.NOT_HOME)
    async with people.database.reading(people.job) as session:
        told = [(m.telegram_id, m.text) for m in await session.scalars(sa.select(OutboxMessage))]
    assert told == [(CHAT, "Мария Иванова: службата разговаря с човека и всичко е наред.")]


async def test_of_two_who_take_a_task_one_has_it(people: Cast, tuesday: object) -> None:
    task = await ask(people, people.person(people.maria))

    async def take(actor: Actor) -> str:
        async with people.database.unit(actor) as session:
            await take_task(session, actor, task_id=task.key)
        return "taken"

    anna, admin = people.staff(people.anna), people.staff(people.admin)
    done = await asyncio.gather(take(anna), take(admin), return_exceptions=True)
    assert sorted(type(result).__name__ for result in done) == ["AlreadyTaken", "str"]
    winner, loser = (anna, admin) if done[0] == "taken" else (admin, anna)
    assert await take(winner) == "taken"
    with pytest.raises(AlreadyTaken) as refused:
        await take(loser)
    assert refused.value.values == {"name": winner.name}


async def test_the_list_has_alarms_first_and_only_ones_own_offices(people: Cast, tuesday: object) -> None:
    call = await ask(people, people.person(people.maria))
    clock.set_to(clock.now() + timedelta(hours=6, minutes=1))
    door = await alarm(people)
    other = await ask(people, people.person(people.ivanka))
    seen = {}
    for member in (people.anna, people.elena, people.admin, people.cook, people.dispatcher, people.burgas_admin):
        actor = people.staff(member)
        async with people.database.reading(actor) as session:
            seen[member.login] = [(row.task.id, row.is_late) for row in await open_tasks(session, actor)]
    assert seen == {
        "anna": [(door.id, False), (call.id, True)],
        "elena": [(other.id, False)],
        "admin": [(door.id, False), (call.id, True), (other.id, False)],
        "cook": [],
        "dispatcher": [],
        "burgas": [],
    }


async def test_who_was_promised_a_call_is_told_once_that_it_is_late(people: Cast, tuesday: object) -> None:
    task = await ask(people, people.person(people.maria), chat=CHAT)
    counts = []
    for hour in (0, 7, 8):
        clock.set_to(datetime(2026, 11, 24, 8 + hour, tzinfo=UTC))
        async with people.database.unit(people.job) as session:
            counts.append(await remind_unanswered(session, people.job))
    assert counts == [0, 1, 0]
    async with people.database.reading(people.job) as session:
        rows = sa.select(col(OutboxMessage.telegram_id), col(OutboxMessage.text))
        told = [tuple(row) for row in await session.execute(rows)]
        assert (await session.get_one(Task, task.key)).reminded_at == datetime(2026, 11, 24, 15, tzinfo=UTC)
    late = "Служба Младост още не Ви се е обадила, но ще се обади."
    assert told == [
        (
            CHAT,
            f"{late} Ако не можете да чакате, моля, обадете се на 02 975 0000.",
        )
    ]
