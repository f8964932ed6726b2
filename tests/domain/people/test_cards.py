"""The card shows all of one person to the own office, in a fixed number of queries, and notes who opened it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.people.cards import person_card
from domain.people.ending import end_service, resume_service
from domain.people.history import history_of
from domain.refusals import NotAllowed, NotFound, WrongInput
from domain.tasks import open_task
from models.audit import AuditAction, AuditEntry
from models.chats import Chat, ChatStatus
from models.meals import MealOrder, OrderOrigin, OrderStatus, Subscription
from models.outbox import MessageStatus, OutboxMessage
from models.people import Diet, Person, PersonStatus
from models.tasks import TaskKind
from tests.cast import Cast
from tests.statements import statements_of

CHAT = 7_000_000_001


def order_of(people: Cast, day: date) -> MealOrder:
    """Баба Мария's order for a day."""
    return MealOrder(
        organisation_id=people.sofia.key,
        person_id=people.maria.key,
        kitchen_id=people.mladost_kitchen.key,
        programme_id=people.lunch.key,
        day=day,
        diet=Diet.GENERAL,
        origin=OrderOrigin.CHAT,
        ordered_at=clock.now(),
    )


async def fill(people: Cast, orders: int = 1) -> None:
    """A chat, an open task and some orders of Баба Мария."""
    maria = people.person(people.maria)
    async with people.database.unit(maria) as session:
        session.add(
            Chat(
                organisation_id=people.sofia.key,
                telegram_id=CHAT,
                person_id=people.maria.key,
                status=ChatStatus.LINKED,
                linked_at=clock.now(),
            )
        )
        for n in range(orders):
            session.add(order_of(people, clock.today() + timedelta(days=n)))
        await open_task(session, maria, kind=TaskKind.CALL_ME, chat=CHAT)


async def test_the_card_shows_everything_of_one_person(people: Cast, tuesday: object) -> None:
    await fill(people)
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        card = await person_card(session, anna, person_id=people.maria.key)
    assert (card.person.full_name, card.address.block, card.district.name, card.office.name, card.egn_masked) == (
        "Мария Иванова", "312", "Младост", "Служба Младост", "******7500",
    )  # fmt: skip
    assert [one.relative.name for one in card.kin] == ["Петър Иванов", "Стоянка Цекова"]
    assert (card.chat and card.chat.telegram_id, [chat.telegram_id for chat in card.chats]) == (CHAT, [CHAT])
    assert [row.task.kind for row in card.tasks] == [TaskKind.CALL_ME]
    assert card.pauses == []
    assert [(event.who("bg"), event.what("bg")) for event in card.events][:3] == [
        ("самият човек", "задача: моли да му се обадят"),
        ("самият човек", "поръчана храна: днес, вторник, 24 ноември"),
        ("самият човек", "свързан е телефон с чата"),
    ]


async def test_that_the_card_was_opened_is_noted(people: Cast, tuesday: object) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await person_card(session, anna, person_id=people.maria.key)
    async with people.database.reading(people.job) as session:
        last = (await session.scalars(sa.select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1))).one()
    assert (last.action, last.record, last.person_id, last.actor) == (
        AuditAction.OPENED, "person", people.maria.id, f"staff:{people.anna.id}",
    )  # fmt: skip


async def test_nobody_else_opens_it(sqlite_people: Cast, tuesday: object) -> None:
    cast = sqlite_people
    for actor, refusal in (
        (cast.staff(cast.elena), NotFound),
        (cast.staff(cast.cook), NotFound),
        (cast.staff(cast.burgas_admin), NotFound),
        (cast.person(cast.maria), NotAllowed),
        (cast.relative(cast.petar), NotAllowed),
    ):
        with pytest.raises(refusal):
            async with cast.database.unit(actor) as session:
                await person_card(session, actor, person_id=cast.maria.key)
    with pytest.raises(NotFound):
        async with cast.database.reading(cast.staff(cast.elena)) as session:
            await history_of(session, cast.staff(cast.elena), person_id=cast.maria.key)


async def test_the_queries_do_not_grow_with_the_card(sqlite_people: Cast, tuesday: object) -> None:
    anna = sqlite_people.staff(sqlite_people.anna)
    await fill(sqlite_people)
    counts = []
    for more in (range(1, 10), ()):
        with statements_of(sqlite_people.database) as statements:
            async with sqlite_people.database.unit(anna) as session:
                await person_card(session, anna, person_id=sqlite_people.maria.key)
        counts.append(len(statements))
        async with sqlite_people.database.unit(sqlite_people.job) as session:
            session.add_all(order_of(sqlite_people, clock.today() + timedelta(days=n)) for n in more)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("reason", "told"), [(PersonStatus.ENDED, ["link_ended"]), (PersonStatus.DECEASED, [])])
async def test_the_end_of_service_stops_food_chat_and_messages(
    people: Cast, tuesday: object, reason: PersonStatus, told: list[str]
) -> None:
    await fill(people, orders=3)
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        await end_service(session, anna, person_id=people.maria.key, reason=reason, day=date(2026, 11, 24))
    async with people.database.reading(people.job) as session:
        standing = sa.select(col(MealOrder.day)).where(col(MealOrder.status) == OrderStatus.ORDERED)
        days = list(await session.scalars(standing))
        weekly = await session.scalar(sa.select(Subscription).where(col(Subscription.person_id) == people.maria.id))
        chats = list(await session.scalars(sa.select(col(Chat.status))))
        waiting = sa.select(col(OutboxMessage.kind)).where(col(OutboxMessage.status) == MessageStatus.NEW)
        messages = list(await session.scalars(waiting))
        status = (await session.get_one(Person, people.maria.key)).status
    last = date(2026, 11, 24)
    assert days == ([last] if reason is PersonStatus.ENDED else [])
    assert weekly is not None
    assert weekly.ends_on == date(2026, 11, 24 if reason is PersonStatus.ENDED else 23)
    assert (chats, messages, status) == ([ChatStatus.REVOKED], told, reason)


async def test_an_end_that_was_a_mistake_is_taken_back(sqlite_people: Cast, tuesday: object) -> None:
    cast = sqlite_people
    anna, number = cast.staff(cast.anna), cast.maria.key
    async with cast.database.unit(anna) as session:
        await end_service(session, anna, person_id=number, reason=PersonStatus.ENDED, day=clock.today())
    async with cast.database.unit(anna) as session:
        served = await resume_service(session, anna, person_id=number)
    assert (served.status, served.ended_on) == (PersonStatus.ACTIVE, None)
    with pytest.raises(WrongInput):
        async with cast.database.unit(anna) as session:
            await end_service(session, anna, person_id=number, reason=PersonStatus.ENDED, day=date(2026, 11, 25))
    elena = cast.staff(cast.elena)
    with pytest.raises(NotFound):
        async with cast.database.unit(elena) as session:
            await end_service(session, elena, person_id=number, reason=PersonStatus.ENDED, day=clock.today())
