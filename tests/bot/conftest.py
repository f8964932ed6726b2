"""The bot over a fresh database, and the phones of people it knows."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from tests.bot.chat import House, Phone, link, open_house
from tests.cast import Cast

MARIA, PETAR, STOYANKA, STRANGER = 11, 22, 33, 99


@pytest.fixture
async def house(sqlite_people: Cast, tuesday: datetime) -> AsyncIterator[House]:
    """The bot on SQLite, on Tuesday at ten; Мария, her son Петър and her neighbour Стоянка have linked their phones."""
    await link_the_cast(sqlite_people)
    async with open_house(sqlite_people.database) as opened:
        yield opened


async def link_the_cast(people: Cast) -> None:
    """The phones of the cast's chats."""
    await link(people, MARIA, person_id=people.maria.key)
    await link(people, PETAR, relative_id=people.petar.key)
    await link(people, STOYANKA, relative_id=people.stoyanka.key)


@pytest.fixture
def maria(house: House) -> Phone:
    """Баба Мария's phone."""
    return house.phone(MARIA)


@pytest.fixture
def petar(house: House) -> Phone:
    """The phone of her son, who may order for her."""
    return house.phone(PETAR)


@pytest.fixture
def stoyanka(house: House) -> Phone:
    """The phone of her neighbour, who may only see."""
    return house.phone(STOYANKA)
