"""The one clock. Moments are aware and in UTC; days are days of Europe/Sofia."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SOFIA = ZoneInfo("Europe/Sofia")


class _Clock:
    """What the process believes about time: the machine's clock, shifted or standing still."""

    standing: datetime | None = None
    shifted: timedelta = timedelta()


def now() -> datetime:
    """This moment, in UTC."""
    return _Clock.standing or datetime.now(UTC) + _Clock.shifted


def today() -> date:
    """The day it is in Sofia."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on the wall clocks of Sofia."""
    return moment.astimezone(SOFIA)


def at(day: date, hour: time) -> datetime:
    """The moment when it is `hour` in Sofia on `day`; the first of two when the clocks go back."""
    return datetime.combine(day, hour, SOFIA).astimezone(UTC)


def shift(seconds: int) -> None:
    """Let this process live earlier or later than the machine does."""
    _Clock.shifted = timedelta(seconds=seconds)


def as_here(moment: datetime) -> datetime:
    """A moment by the machine's clock as it is by this process's, which may be shifted."""
    return moment + _Clock.shifted


def set_to(moment: datetime) -> None:
    """Stop the clock at a moment, or move a stopped one; only inside `frozen`."""
    if _Clock.standing is None:
        raise RuntimeError("only a frozen clock can be set")
    _Clock.standing = moment.astimezone(UTC)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Let time stand still at `moment`."""
    before = _Clock.standing
    _Clock.standing = moment.astimezone(UTC)
    try:
        yield
    finally:
        _Clock.standing = before
