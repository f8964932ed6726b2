"""The evening before: each reader once, in the reader's language, and nothing that is no longer true."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock, evening
from domain.closing import close_orders
from domain.evening import OF_USE_UNTIL, ToldOfTomorrow
from domain.meals import ordering
from models.meals import MenuItem
from models.outbox import MessageStatus, OutboxMessage
from models.people import Allergen
from tests.cast import Cast
from tests.domain.meals.helping import SATURDAY, THURSDAY, TUESDAY, WEDNESDAY, at, change, link, messages

DAY = "tomorrow, Wednesday, 25 November"
DISHES = "Chicken soup, Moussaka, Rice pudding, Bread"


async def _tell(people: Cast, day: date = WEDNESDAY) -> ToldOfTomorrow:
    async with people.database.unit(people.job) as session:
        return await evening.tell_about_tomorrow(session, people.job, day=day)


async def _prepare(people: Cast) -> None:
    """The day is counted; Maria, her son and the neighbour who is not told, Ivanka and Goran have chats, in English."""
    for row in (people.maria, people.ivanka, people.goran, people.petar, people.stoyanka):
        await change(people, row, language="en")
    await link(people, person=people.maria, chat=11)
    await link(people, person=people.ivanka, chat=12)
    await link(people, person=people.goran, chat=13)
    await link(people, relative=people.petar, chat=22)
    await link(people, relative=people.stoyanka, chat=33)
    at(TUESDAY, 14)
    async with people.database.unit(people.job) as session:
        await close_orders(session, people.job, day=WEDNESDAY)
    at(TUESDAY, 18)


async def test_everybody_with_food_tomorrow_reads_it_once(people: Cast, tuesday: object) -> None:
    await _prepare(people)
    assert [await _tell(people), await _tell(people)] == [ToldOfTomorrow(2, 1), ToldOfTomorrow(2, 1)]
    assert await messages(people) == [
        (11, f"Your food for {DAY}: {DISHES}. Enjoy your meal!"),
        (12, f"Your food for {DAY}: {DISHES}. Enjoy your meal!"),
        (22, f"Мария gets food {DAY}: {DISHES}."),
    ]
    async with people.database.reading(people.job) as session:
        rows = (await session.scalars(sa.select(OutboxMessage))).all()
    assert {row.expires_at for row in rows} == {clock.at(WEDNESDAY, OF_USE_UNTIL)}


async def test_a_clash_is_said_and_a_missing_menu_is_not_invented(people: Cast, tuesday: object) -> None:
    await change(people, people.maria, allergens=int(Allergen.EGGS))
    await _prepare(people)
    await _tell(people)
    assert (await messages(people))[0] == (
        11,
        f"Your food for {DAY}: {DISHES}. Take care: Moussaka (eggs). To change it, call the office: 02 975 0000.",
    )
    async with people.database.unit(people.job) as session:
        await session.execute(sa.delete(MenuItem).execution_options(audited=True, synchronize_session=False))
        await close_orders(session, people.job, day=THURSDAY)
    at(WEDNESDAY, 18)
    await _tell(people, THURSDAY)
    assert "We bring you food tomorrow, Thursday, 26 November. Enjoy your meal!" in [
        text for chat, text in await messages(people) if chat == 11
    ]


async def test_who_gets_nothing_is_told_nothing(people: Cast, tuesday: object) -> None:
    await _prepare(people)
    maria = people.person(people.maria)
    async with people.database.unit(maria) as session:
        await ordering.cancel_meal(session, maria, person_id=people.maria.key, day=WEDNESDAY)
    assert await _tell(people) == ToldOfTomorrow(1, 0)
    assert await _tell(people, SATURDAY) == ToldOfTomorrow(0, 0)


async def test_what_is_no_longer_true_is_taken_back(people: Cast, tuesday: object) -> None:
    await _prepare(people)
    await _tell(people)
    maria = people.person(people.maria)
    async with people.database.unit(maria) as session:
        await ordering.cancel_meal(session, maria, person_id=people.maria.key, day=WEDNESDAY)
    async with people.database.reading(people.job) as session:
        rows = sa.select(OutboxMessage).where(col(OutboxMessage.kind) == "tomorrow")
        found = {row.telegram_id: row.status for row in await session.scalars(rows)}
    assert found == {11: MessageStatus.CANCELLED, 22: MessageStatus.CANCELLED, 12: MessageStatus.NEW}


async def test_thousands_are_written_in_pieces(
    sqlite_people: Cast, tuesday: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _prepare(sqlite_people)
    monkeypatch.setattr(evening, "CHUNK", 1)
    assert await _tell(sqlite_people) == ToldOfTomorrow(2, 1)
    assert [chat for chat, _text in await messages(sqlite_people)] == [11, 12, 22]
