"""The first half of 20,000 random updates; in two files, so that two workers share them."""

import pytest

from tests.bot.fuzzing import answer_random_updates
from tests.cast import Cast


async def test_every_private_message_is_answered_and_nothing_breaks(
    sqlite_people: Cast, tuesday, caplog: pytest.LogCaptureFixture
):
    await answer_random_updates(sqlite_people, seed=1, count=10_000, caplog=caplog)
