"""Somebody new applies in the chat: four short questions and a phone, finished days later if need be."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import job
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.tasks import Task
from tests.bot.chat import House, Phone
from tests.bot.conftest import STRANGER
from tests.conftest import TUESDAY_AT_TEN

WHICH = "Каква помощ е нужна?"
NAME = "Как се казва човекът, който има нужда от помощ? Моля, напишете име и фамилия."
YEAR = "През коя година е роден този човек? Моля, напишете я с четири цифри, например 1941."
PHONE = "На кой телефон да се обадим? Изпратете номера си с бутона долу или го напишете с цифри."


@pytest.fixture
def new(house: House) -> Phone:
    """A phone that nobody knows."""
    return house.phone(STRANGER)


async def written(house: House, what):
    async with house.database.reading(job("test")) as session:
        return list(await session.scalars(what))


async def begun(phone: Phone) -> None:
    """As far as the name."""
    for text in ("искам да се запиша", "Младост"):
        await phone.say(text)
    assert await phone.say("Подаване на заявление тук") == [WHICH]
    assert phone.keyboard == ["🏠 Начало", "Храна у дома", "Асистентска подкрепа", "☎️ Обадете ми се"]
    assert await phone.say("Храна у дома") == [NAME]


async def test_an_application_is_finished_days_later_and_the_office_is_asked_to_call(house: House, new: Phone):
    await begun(new)
    assert (await new.say("Дора"))[-1] != YEAR
    assert await new.say("Дора Христова") == [YEAR]
    await new.say("начало")
    with clock.frozen(TUESDAY_AT_TEN + timedelta(days=4)):
        assert await new.say("заявление") == [YEAR]
        assert await new.say("родена 1940") == [PHONE]
        said = await new.say("0888 111 222")
    papers = "Службата ще Ви се обади и ще каже какви документи са нужни."
    assert said == [f"Заявлението е записано. Номерът му е P02-З-2026-00001. {papers}"]
    (sent,) = await written(house, sa.select(Application))
    assert (sent.channel, sent.status) == (ApplicationChannel.CHAT, ApplicationStatus.RECEIVED)
    assert (sent.first_name, sent.last_name, sent.phone) == ("Дора", "Христова", "+359888111222")
    assert (sent.wished_on.isoformat(), sent.born_is_estimated) == ("2026-11-28", True)
    assert [(task.phone, task.words) for task in await written(house, sa.select(Task))] == [
        ("+359888111222", "P02-З-2026-00001")
    ]


async def test_of_a_child_nothing_is_kept(house: House, new: Phone):
    await begun(new)
    await new.say("Ема Петрова")
    assert "116 111" in (await new.say("2015"))[-1]
    assert await written(house, sa.select(Application)) == []


async def test_what_nobody_finished_is_forgotten_after_a_month(house: House, new: Phone):
    await begun(new)
    with clock.frozen(TUESDAY_AT_TEN + timedelta(days=31)):
        await begun(house.phone(STRANGER + 1))
    assert await written(house, sa.select(col(Application.chat))) == [STRANGER + 1]
