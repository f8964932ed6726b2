"""Telegram's pace, counted by a clock that moves only when told."""

from domain.sending.pace import Pace
from tests.domain.sending.conftest import Ticks


def sent_within(pace: Pace, ticks: Ticks, seconds: int) -> int:
    """Send as fast as allowed to ever new chats."""
    sent = 0
    for _tenth in range(seconds * 10):
        for _message in range(pace.allowed()):
            pace.take(sent)
            sent += 1
        ticks.now += 0.1
    return sent


def test_twenty_five_a_second_and_no_more() -> None:
    ticks = Ticks()
    pace = Pace(25.0, ticks)
    assert sent_within(pace, ticks, 60) in range(60 * 25, 60 * 25 + 11)


def test_no_second_sees_more_than_thirty_five() -> None:
    ticks = Ticks()
    pace = Pace(25.0, ticks)
    ticks.now += 100
    assert sent_within(pace, ticks, 1) <= 35


def test_a_chat_rests_after_three() -> None:
    ticks = Ticks()
    pace = Pace(25.0, ticks)
    for _ in range(3):
        assert pace.resting() == []
        pace.take(7)
    assert pace.resting() == [7]
    ticks.now += 1.1
    assert pace.resting() == []


def test_after_a_429_the_chat_rests_and_everything_goes_slower_for_a_minute() -> None:
    ticks = Ticks()
    pace = Pace(25.0, ticks)
    pace.hold(7, 5.0)
    assert pace.resting() == [7]
    assert sent_within(pace, ticks, 10) <= 10 * 25 * 0.7 + 1
    assert pace.resting() != [7]
    ticks.now += 60
    assert sent_within(pace, ticks, 10) >= 10 * 25
