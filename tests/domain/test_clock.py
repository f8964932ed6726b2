"""Moments are in UTC, days are days of Sofia, also when the clocks change."""

from datetime import UTC, date, datetime, time

import pytest

from domain import clock


def test_the_day_is_the_day_of_sofia() -> None:
    with clock.frozen(datetime(2026, 11, 24, 22, 30, tzinfo=UTC)):
        assert (clock.now(), clock.today()) == (datetime(2026, 11, 24, 22, 30, tzinfo=UTC), date(2026, 11, 25))


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        (date(2026, 11, 24), time(7, 30), datetime(2026, 11, 24, 5, 30, tzinfo=UTC)),
        (date(2026, 7, 24), time(7, 30), datetime(2026, 7, 24, 4, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
        (date(2026, 10, 25), time(14, 0), datetime(2026, 10, 25, 12, 0, tzinfo=UTC)),
        (date(2027, 3, 28), time(14, 0), datetime(2027, 3, 28, 11, 0, tzinfo=UTC)),
    ],
)
def test_an_hour_of_sofia_is_one_moment(day: date, hour: time, moment: datetime) -> None:
    assert clock.at(day, hour) == moment
    assert clock.local(moment).time() == hour


def test_only_a_frozen_clock_can_be_set() -> None:
    with pytest.raises(RuntimeError):
        clock.set_to(datetime(2026, 1, 1, tzinfo=UTC))
    with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)):
        clock.set_to(datetime(2026, 1, 2, 2, tzinfo=clock.SOFIA))
        assert clock.now() == datetime(2026, 1, 2, 0, tzinfo=UTC)
