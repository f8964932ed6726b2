"""Whoever asks how far an application is reads it in plain words; of guarded ones nothing."""

import pytest

from domain.applications.taking import take_application
from tests.bot.chat import House, Phone
from tests.cast import MARIA_EGN
from tests.domain.applications.forms import childrens_service, form


async def applied(house: House, people, programme_id: int) -> None:
    """Мария's application at the desk."""
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        facts = form(people, programme_id=programme_id, egn=MARIA_EGN, born=None, first_name="Мария")
        await take_application(session, anna, facts=facts, same_as=people.maria.id)


@pytest.mark.parametrize("words", ["заявление", "Докъде е заявлението?", "zayavlenie"])
async def test_the_state_is_told_at_any_time(house: House, sqlite_people, maria: Phone, petar: Phone, words: str):
    assert "Не намирам заявление" in (await maria.say(words))[-1]
    await applied(house, sqlite_people, sqlite_people.assistance.key)
    said = "{} A01-З-2026-00001, Асистентска подкрепа.\nПолучихме заявлението.\nСлужбата го преглежда и ще Ви се обади."
    assert await maria.say(words) == [said.format("Заявление")]
    assert await petar.say(words) == [said.format("Мария: заявление")]


async def test_of_a_guarded_one_nothing_is_said(house: House, sqlite_people, maria: Phone, stoyanka: Phone):
    programme = await childrens_service(sqlite_people, secrecy="sealed")
    await applied(house, sqlite_people, programme.key)
    for phone in (maria, stoyanka):
        assert "Не намирам заявление" in (await phone.say("заявление"))[-1]
