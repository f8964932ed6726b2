"""The page Today: exceptions of one's own offices, the day's progress, and always the same number of queries."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock, deliveries
from domain.outbox import News, Reader, put
from domain.phrases import _, spoken
from domain.routes.planning_day import plan_day
from domain.tasks import open_task
from domain.today import today_page
from models.outbox import MessageStatus, OutboxMessage
from models.people import Allergen, Person
from models.routes import Outcome, RouteStatus, Stop, UnplacedReason
from models.tasks import TaskKind
from tests.cast import Cast
from tests.domain.day_of_food import WEDNESDAY, household, order


@pytest.fixture
async def noon(people: Cast, tuesday) -> Cast:
    """Wednesday at noon: Мария's door stayed shut, one door has no pin, a message is dead, Иванка asked for a call."""
    async with people.database.unit(people.job) as session:
        (await session.get_one(Person, people.maria.key)).allergens = int(Allergen.EGGS)
        await order(session, people, people.maria)
        await order(session, people, people.ivanka)
        await order(session, people, await household(session, people, "Без карта", block="7", lat=None, lon=None))
        reader = Reader(77, "bg", people.sofia.key, people.maria.key, people.mladost.key)
        await put(session, reader, News("evening", spoken(_("Dish"))))
        message = (await session.scalars(sa.select(OutboxMessage))).one()
        message.status = MessageStatus.DEAD
    await plan_day(people.database, people.job, day=WEDNESDAY)
    clock.set_to(tuesday + timedelta(days=1, hours=2))
    ivan, ivanka = people.driver(people.ivan), people.person(people.ivanka)
    async with people.database.unit(ivan) as session:
        await deliveries.report_stop(session, ivan, outcome=Outcome.NOT_OPENED, number=1)
    async with people.database.unit(ivanka) as session:
        await open_task(session, ivanka, kind=TaskKind.CALL_ME)
    clock.set_to(clock.now() + timedelta(minutes=12))
    return people


async def test_exceptions_come_first_and_only_ones_own(noon: Cast):
    anna = noon.staff(noon.anna)
    async with noon.database.reading(anna) as session:
        page = await today_page(session, anna)
    (alarm,) = page.alarms
    assert (alarm.kind, alarm.name, alarm.minutes_open, alarm.overdue, alarm.outcome, alarm.phone) == (
        TaskKind.DOOR_NOT_OPENED, "Мария Иванова", 12, True, Outcome.NOT_OPENED, "+359888123456",
    )  # fmt: skip
    assert [(door.names, door.reason) for door in page.unplaced] == [("Без карта Тестова", UnplacedReason.NO_PIN)]
    assert [(one.name, one.kind) for one in page.dead_messages] == [("Мария Иванова", "evening")]
    assert [(one.name, one.dishes, one.allergens) for one in page.clashes] == [
        ("Мария Иванова", ("Мусака",), int(Allergen.EGGS))
    ]
    assert (page.tasks, page.working, page.day) == ((), True, WEDNESDAY)
    elena = noon.staff(noon.elena)
    async with noon.database.reading(elena) as session:
        page = await today_page(session, elena)
    assert (page.alarms, page.unplaced, page.dead_messages, page.clashes) == ((), (), (), ())
    assert [(task.kind, task.name) for task in page.tasks] == [(TaskKind.CALL_ME, "Иванка Петрова")]


async def test_progress_of_kitchens_and_routes(noon: Cast):
    admin = noon.staff(noon.admin)
    async with noon.database.reading(admin) as session:
        page = await today_page(session, admin)
        planned = await session.scalar(sa.select(Stop.arrives_at).where(col(Stop.address_id) == noon.maria.address_id))
    assert [(one.name, one.portions, one.planned, one.stops, one.done) for one in page.kitchens] == [
        ("Кухня Люлин", 1, True, 1, 0),
        ("Кухня Младост", 2, True, 1, 1),
    ]
    routes = {route.driver: route for route in page.routes}
    ivan, todor = routes["Иван Колев"], routes["Тодор Минев"]
    assert (ivan.status, ivan.done, ivan.troubles) == (RouteStatus.UNDER_WAY, 1, 1)
    assert (todor.status, todor.late_minutes) == (
        RouteStatus.PLANNED, int((clock.now() - todor.leaves_at).total_seconds() // 60),
    )  # fmt: skip
    assert planned is not None


async def test_a_role_without_the_right_sees_nothing(noon: Cast):
    cook, elsewhere = noon.staff(noon.cook), noon.staff(noon.burgas_admin)
    async with noon.database.reading(cook) as session:
        page = await today_page(session, cook)
    assert (page.alarms, page.unplaced, page.dead_messages, page.clashes, page.routes) == ((), (), (), (), ())
    assert [one.name for one in page.kitchens] == ["Кухня Младост"]
    async with noon.database.reading(elsewhere) as session:
        page = await today_page(session, elsewhere)
    assert (page.alarms, page.unplaced, page.dead_messages, page.tasks, page.routes) == ((), (), (), (), ())


async def test_the_number_of_queries_does_not_grow_with_the_people(noon: Cast):
    admin = noon.staff(noon.admin)

    async def queries() -> int:
        asked: list[str] = []
        engine = noon.database.engine.sync_engine
        note = lambda _c, _cursor, statement, *_rest: asked.append(statement)  # noqa: E731
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            async with noon.database.reading(admin) as session:
                await today_page(session, admin)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    before = await queries()
    async with noon.database.unit(noon.job) as session:
        for n in range(12):
            await order(session, noon, await household(session, noon, f"Име{n}", block=str(20 + n), allergens=1))
    await plan_day(noon.database, noon.job, day=WEDNESDAY)
    assert await queries() == before
