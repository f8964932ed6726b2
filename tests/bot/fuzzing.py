"""Random updates through the whole bot over a real database: each private message is answered, and nothing breaks."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update

from bot.conversations import CONVERSATIONS
from bot.reception import Reception, arrived
from domain import clock
from tests.bot.chat import link
from tests.bot.conftest import link_the_cast
from tests.bot.random_updates import updates
from tests.cast import Cast

DRIVER, COLLEAGUE, COOK = 44, 55, 66
#: Moves the clock on, so that cut-offs, days and weekends pass; a stranger's minute passes too.
STEP = timedelta(seconds=20)


class Answers:
    """Stands where the replies go out, and keeps which chats got one."""

    def __init__(self) -> None:
        self.chats: set[int] = set()

    async def send(self, rows: Any) -> None:
        self.chats.update(row.outgoing.telegram_id for row in rows)


async def answer_random_updates(people: Cast, seed: int, count: int, caplog: pytest.LogCaptureFixture) -> None:
    """Let so many random updates come in, one after the other."""
    await link_the_cast(people)
    await link(people, DRIVER, driver_id=people.ivan.key)
    await link(people, COLLEAGUE, staff_id=people.head.key)
    await link(people, COOK, staff_id=people.cook.key)
    answers = Answers()
    reception = Reception(people.database, CONVERSATIONS, answers.send, worker="bot:test")
    caplog.set_level(logging.WARNING)
    for raw in updates(seed, count):
        clock.set_to(clock.now() + STEP)
        answers.chats.clear()
        await reception.handle(arrived(Update.de_json(raw)))
        await reception.close()
        assert [(record.message, raw) for record in caplog.records] == []
        message = raw.get("message", {})
        if message.get("chat", {}).get("type") == "private":
            assert answers.chats == {message["chat"]["id"]}, raw
