"""The second half of 20,000 random updates (see test_fuzz_first.py)."""

import pytest

from tests.bot.fuzzing import answer_random_updates
from tests.cast import Cast


async def test_every_private_message_is_answered_and_nothing_breaks(
    sqlite_people: Cast, tuesday, caplog: pytest.LogCaptureFixture
):
    await answer_random_updates(sqlite_people, seed=2, count=10_000, caplog=caplog)
