"""Wherever somebody has got to, home and "call me" are there, and any text, voice or number is answered."""

import pytest

from tests.bot.chat import House, Phone
from tests.bot.conftest import MARIA, PETAR, STOYANKA
from tests.bot.test_frame import NOT_UNDERSTOOD, VOICE

DEPTH = 3
HOME, CALL_ME = "🏠 Начало", "☎️ Обадете ми се"
ODD = "шшт опа 77 хоп"


async def go(phone: Phone, path: tuple[str, ...]) -> list[str]:
    """From home by these buttons; what stands on the keyboard then."""
    await phone.say("/start")
    for text in path:
        assert await phone.say(text), path
    return phone.keyboard


async def probe(phone: Phone, path: tuple[str, ...], keyboard: list[str]) -> None:
    """Nobody gets lost from here."""
    assert keyboard[-1] == CALL_ME, path
    assert (keyboard[0] == HOME) or "🍲 Храна" in keyboard[0] or "днес" in keyboard[0], path
    assert (await phone.say(ODD))[0] == NOT_UNDERSTOOD, path
    assert phone.keyboard == keyboard, path
    assert len(await phone.send(VOICE)) == 2, path
    assert phone.keyboard == keyboard, path
    assert "ще Ви се обади" in (await phone.say("obadete mi se"))[-1], path
    at_home = phone.keyboard
    await go(phone, path)
    assert await phone.say("НАЧАЛО"), path
    assert phone.keyboard == at_home, path


@pytest.mark.parametrize("telegram_id", [MARIA, PETAR, STOYANKA])
async def test_every_question_leads_home_to_the_office_and_on(house: House, telegram_id: int):
    phone = house.phone(telegram_id)
    waiting: list[tuple[str, ...]] = [()]
    seen: set[tuple[str, ...]] = set()
    while waiting:
        path = waiting.pop(0)
        keyboard = await go(phone, path)
        if tuple(keyboard) in seen:
            continue
        seen.add(tuple(keyboard))
        await probe(phone, path, keyboard)
        if len(path) < DEPTH:
            waiting += [(*path, text) for text in keyboard if text not in (HOME, CALL_ME, "🚫 Нищо")]
    assert len(seen) > 1
