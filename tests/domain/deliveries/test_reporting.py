"""What happens at the doors: one outcome, told once; corrections; alarms that only a person ends."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock, deliveries
from domain.deliveries import NoRouteToday, NoSuchStop, StopsNotReported
from domain.refusals import NotAllowed, NotFound
from domain.routes.planning_day import plan_day
from models.outbox import MessageStatus, OutboxMessage
from models.routes import Outcome, Route, RouteStatus, Stop, StopReport
from models.tasks import Task, TaskKind, TaskOutcome
from tests.cast import Cast
from tests.domain.day_of_food import WEDNESDAY, chat, household, order

MARIA, PETAR, IVAN = 1001, 1002, 1003


@pytest.fixture
async def underway(people: Cast, tuesday) -> Cast:
    """Wednesday at eleven: Иван brings Мария and two others their food; Мария and Петър have chats."""
    async with people.database.unit(people.job) as session:
        await chat(session, people, MARIA, person=people.maria.id)
        await chat(session, people, PETAR, relative=people.petar.id)
        await chat(session, people, IVAN, driver=people.ivan.id)
        await order(session, people, people.maria)
        await order(session, people, await household(session, people, "Втора", block="7", lat=42.66))
        await order(session, people, await household(session, people, "Трета", block="8", lat=42.67))
        await order(session, people, people.ivanka)
    await plan_day(people.database, people.job, day=WEDNESDAY)
    clock.set_to(tuesday + timedelta(days=1, hours=1))
    return people


async def number_of(people: Cast) -> int:
    """The number on the button for Мария's door."""
    async with people.database.reading(people.job) as session:
        found = await session.scalar(sa.select(Stop.number).where(col(Stop.address_id) == people.maria.address_id))
    assert found is not None
    return found


async def report(people: Cast, outcome: Outcome, number: int | None = None, **facts):
    """A press of Иван's about Мария's door, or about the number given."""
    actor = people.driver(people.ivan)
    async with people.database.unit(actor) as session:
        return await deliveries.report_stop(
            session, actor, outcome=outcome, number=number or await number_of(people), **facts
        )


async def messages(people: Cast) -> list[tuple[int, str]]:
    """What waits to be sent: to whom, and which kind."""
    async with people.database.reading(people.job) as session:
        rows = await session.execute(
            sa.select(OutboxMessage.telegram_id, OutboxMessage.kind)
            .where(col(OutboxMessage.status) == MessageStatus.NEW)
            .order_by(col(OutboxMessage.id))
        )
        return [tuple(row) for row in rows]


async def everything(people: Cast, kind):
    """All rows of a kind."""
    async with people.database.reading(people.job) as session:
        return list(await session.scalars(sa.select(kind).order_by(col(kind.id))))


async def test_delivered_is_told_once_however_often_it_is_pressed(underway: Cast):
    first = await report(underway, Outcome.DELIVERED)
    second = await report(underway, Outcome.DELIVERED)
    assert (first.changed, first.people_told, first.relatives_told, first.left) == (True, 1, 1, 2)
    assert (second.changed, second.people_told, second.relatives_told, second.before) == (
        False, 0, 0, Outcome.DELIVERED,
    )  # fmt: skip
    assert await messages(underway) == [(MARIA, "stop_delivered"), (PETAR, "stop_delivered")]
    texts = [row.text for row in await everything(underway, OutboxMessage)]
    assert texts == ["Храната Ви е предадена. Приятен обяд!", "Мария Иванова: храната е предадена в 11:00 часа."]
    assert len(await everything(underway, StopReport)) == 1
    (route,) = [row for row in await everything(underway, Route) if row.driver_id == underway.ivan.id]
    assert route.status is RouteStatus.UNDER_WAY


async def test_a_door_that_stays_shut_raises_an_alarm_and_asks_the_person(underway: Cast):
    done = await report(underway, Outcome.NOT_OPENED)
    assert (done.alarm, done.relatives_told) == (True, 1)
    (task,) = await everything(underway, Task)
    assert (task.kind, task.person_id, task.office_id, task.closed_at) == (
        TaskKind.DOOR_NOT_OPENED, underway.maria.id, underway.mladost.id, None,
    )  # fmt: skip
    to_maria, to_petar = await everything(underway, OutboxMessage)
    assert to_maria.markup == {"keyboard": [["✅ Добре съм"], ["☎️ Обадете ми се"]]}
    assert to_maria.text == "Звъняхме Ви в 11:00 часа, но никой не отвори. Добре ли сте?"
    assert to_petar.text.startswith("Мария Иванова не отвори на шофьора в 11:00 часа.")
    again = await report(underway, Outcome.NOT_OPENED)
    assert (again.changed, again.alarm) == (False, False)
    assert len(await everything(underway, Task)) == 1


async def test_i_am_well_is_noted_and_told_but_only_the_office_ends_the_alarm(underway: Cast):
    await report(underway, Outcome.NOT_OPENED)
    maria = underway.person(underway.maria)
    for _press in range(2):
        async with underway.database.unit(maria) as session:
            assert await deliveries.say_well(session, maria)
    (task,) = await everything(underway, Task)
    assert task.closed_at is None
    assert len(task.words.split("\n")) == 2
    assert [one for one in await messages(underway) if one[1] == "well"] == [(PETAR, "well")]


async def test_i_am_well_without_an_alarm_wakes_nobody(underway: Cast):
    maria = underway.person(underway.maria)
    async with underway.database.unit(maria) as session:
        assert not await deliveries.say_well(session, maria)
    assert await messages(underway) == []


async def test_a_correction_takes_back_what_was_not_sent_and_tells_what_is_true(underway: Cast):
    await report(underway, Outcome.NOT_OPENED)
    done = await report(underway, Outcome.DELIVERED)
    assert (done.corrected, done.before, done.alarm) == (True, Outcome.NOT_OPENED, False)
    assert await messages(underway) == [(MARIA, "stop_delivered"), (PETAR, "stop_delivered")]
    (task,) = await everything(underway, Task)
    assert task.closed_at is None
    assert "шофьорът съобщи, че е предал храната" in task.words
    to_petar = (await everything(underway, OutboxMessage))[-1]
    assert to_petar.text == "Поправка за Мария Иванова: храната е предадена в 11:00 часа."


async def test_delivered_by_mistake_is_put_right(underway: Cast):
    await report(underway, Outcome.DELIVERED)
    await report(underway, Outcome.REFUSED, words="не иска супа")
    texts = [row.text for row in await everything(underway, OutboxMessage) if row.status is MessageStatus.NEW]
    assert texts == [
        "Поправка: днес храната Ви не е предадена. Службата ще Ви се обади: 02 975 0000.",
        "Поправка за Мария Иванова: вратата е отворена, но храната е отказана. Службата знае.",
    ]
    (task,) = await everything(underway, Task)
    assert (task.kind, "не иска супа" in task.words) == (TaskKind.DELIVERY_PROBLEM, True)
    await report(underway, Outcome.DELIVERED)
    (task,) = await everything(underway, Task)
    assert task.outcome is TaskOutcome.NO_NEED


async def test_unwell_raises_the_alarm_at_once(underway: Cast):
    done = await report(underway, Outcome.UNWELL, words="паднала е")
    assert done.alarm
    (task,) = await everything(underway, Task)
    assert (task.kind, "паднала е" in task.words) == (TaskKind.UNWELL, True)
    assert await messages(underway) == [(PETAR, "stop_unwell")]


async def test_a_late_press_does_not_undo_a_correction(underway: Cast):
    now = clock.now()
    await report(underway, Outcome.DELIVERED)
    late = await report(underway, Outcome.NOT_OPENED, happened_at=now - timedelta(minutes=5))
    assert (late.changed, late.alarm, late.card.outcome) == (False, False, Outcome.DELIVERED)
    assert await everything(underway, Task) == []
    assert [row.outcome for row in await everything(underway, StopReport)] == [Outcome.DELIVERED, Outcome.NOT_OPENED]


async def test_presses_out_of_order_lead_on_to_what_is_left(underway: Cast):
    third = await report(underway, Outcome.DELIVERED, 3)
    assert (third.next.number, third.left) == (1, 2)
    first = await report(underway, Outcome.DELIVERED, 1)
    assert (first.next.number, first.left) == (2, 1)
    second = await report(underway, Outcome.DELIVERED, 2)
    assert (second.next, second.left) == (None, 0)


async def test_the_day_from_the_kitchen_to_the_end(underway: Cast):
    ivan = underway.driver(underway.ivan)
    async with underway.database.unit(ivan) as session:
        start = await deliveries.begin_day(session, ivan, day=WEDNESDAY)
        again = await deliveries.begin_day(session, ivan, day=WEDNESDAY)
    assert (start.kitchen, start.stops, dict(start.boxes), start.begun_now, again.begun_now) == (
        "Кухня Младост", 3, {"general": 3}, True, False,
    )  # fmt: skip
    maria = await number_of(underway)
    async with underway.database.reading(ivan) as session:
        now = await deliveries.stop_at(session, ivan, day=WEDNESDAY, number=maria)
        following = await deliveries.stop_at(session, ivan, day=WEDNESDAY, number=1, step=1)
        line = await deliveries.stop_list(session, ivan, day=WEDNESDAY)
    assert (now.card.names, now.card.address.bell, now.card.eaters[0].phone) == (
        "Мария Иванова", "Иванова", "+359888123456",
    )  # fmt: skip
    assert now.card.navigate == (
        "https://www.google.com/maps/dir/?api=1&destination=42.654000,23.384000&travelmode=driving&dir_action=navigate"
    )
    assert (following.card.number, [card.number for card in line]) == (2, [1, 2, 3])
    async with underway.database.unit(ivan) as session:
        with pytest.raises(StopsNotReported) as refused:
            await deliveries.finish_day(session, ivan, day=WEDNESDAY)
    assert refused.value.values == {"numbers": "1, 2, 3"}
    for number in (1, 2, 3):
        await report(underway, Outcome.REFUSED if number == maria else Outcome.DELIVERED, number)
    async with underway.database.unit(ivan) as session:
        end = await deliveries.finish_day(session, ivan, day=WEDNESDAY)
    assert (end.outcomes, [card.names for card in end.undelivered], dict(end.boxes_back)) == (
        {Outcome.REFUSED: 1, Outcome.DELIVERED: 2}, ["Мария Иванова"], {"general": 1},
    )  # fmt: skip
    corrected = await report(underway, Outcome.DELIVERED, maria)
    assert corrected.corrected
    async with underway.database.unit(ivan) as session:
        assert (await deliveries.finish_day(session, ivan, day=WEDNESDAY)).undelivered == ()


async def test_another_drivers_stop_is_not_there(underway: Cast):
    todor = underway.driver(underway.todor)
    async with underway.database.reading(underway.job) as session:
        stop_id = await session.scalar(sa.select(Stop.id).where(col(Stop.address_id) == underway.maria.address_id))
    async with underway.database.unit(todor) as session:
        with pytest.raises(NotFound):
            await deliveries.report_stop(session, todor, outcome=Outcome.DELIVERED, stop_id=stop_id)
        with pytest.raises(NoSuchStop):
            await deliveries.report_stop(session, todor, outcome=Outcome.DELIVERED, number=2)
        with pytest.raises(NoRouteToday):
            await deliveries.begin_day(session, todor, day=WEDNESDAY + timedelta(days=1))
    elena, anna, maria = underway.staff(underway.elena), underway.staff(underway.anna), underway.person(underway.maria)
    async with underway.database.unit(elena) as session:
        with pytest.raises(NotFound):
            await deliveries.report_stop(session, elena, outcome=Outcome.DELIVERED, stop_id=stop_id)
    async with underway.database.unit(maria) as session:
        with pytest.raises(NotAllowed):
            await deliveries.report_stop(session, maria, outcome=Outcome.DELIVERED, stop_id=stop_id)
    async with underway.database.unit(anna) as session:
        done = await deliveries.report_stop(session, anna, outcome=Outcome.DELIVERED, stop_id=stop_id)
    assert done.changed
    (row,) = await everything(underway, StopReport)
    assert (row.staff_id, row.driver_id) == (underway.anna.id, None)


async def test_undelivered_is_only_what_did_not_arrive(underway: Cast):
    maria = await number_of(underway)
    await report(underway, Outcome.NOT_OPENED)
    await report(underway, Outcome.DELIVERED, next(number for number in (1, 2, 3) if number != maria))
    dispatcher = underway.staff(underway.dispatcher)
    async with underway.database.reading(dispatcher) as session:
        cards = await deliveries.undelivered(session, dispatcher, day=WEDNESDAY)
    assert [(card.names, card.outcome) for card in cards] == [("Мария Иванова", Outcome.NOT_OPENED)]
    todor = underway.driver(underway.todor)
    async with underway.database.reading(todor) as session:
        assert await deliveries.undelivered(session, todor, day=WEDNESDAY) == []


async def test_two_presses_at_once_tell_once(underway: Cast):
    number = await number_of(underway)
    ivan = underway.driver(underway.ivan)

    async def press(session):
        return await deliveries.report_stop(session, ivan, outcome=Outcome.NOT_OPENED, number=number)

    done = await asyncio.gather(*(underway.database.run(ivan, press) for _press in range(4)))
    assert sorted(one.changed for one in done) == [False, False, False, True]
    assert await messages(underway) == [(MARIA, "stop_not_opened"), (PETAR, "stop_not_opened")]
    assert len(await everything(underway, Task)) == 1
    assert len(await everything(underway, StopReport)) == 1
