"""Working days: Bulgarian holidays (чл. 154 КТ) from the `holidays` library, with the organisation's exceptions."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Protocol

import holidays
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, statements
from domain.audit import actor_of
from models.base import table_of
from models.places import DayException

SATURDAY = 5


@cache
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("BG", years=year))


def is_holiday(day: date) -> bool:
    """Whether the law makes the day a holiday."""
    return day in _holidays_of(day.year)


def is_weekday(weekdays: int, day: date) -> bool:
    """Whether the day's bit is set; bit 0 is Monday."""
    return bool(weekdays >> day.weekday() & 1)


class Timetable(Protocol):
    """On which weekdays a programme brings food, and until when it can be ordered and cancelled."""

    weekdays: int
    order_days_before: int
    order_until: time
    cancel_days_before: int
    cancel_until: time


@dataclass(frozen=True)
class Calendar:
    """The working days of one organisation."""

    exceptions: dict[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether the organisation works on the day."""
        if day in self.exceptions:
            return self.exceptions[day]
        return day.weekday() < SATURDAY and not is_holiday(day)

    def working_day_before(self, day: date, count: int = 1) -> date:
        """The working day `count` working days before `day`; `day` itself for 0."""
        for _step in range(count):
            day -= timedelta(days=1)
            while not self.is_working(day):
                day -= timedelta(days=1)
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += timedelta(days=1)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def working_days(self, start: date, count: int) -> list[date]:
        """The next `count` working days from `start` on, `start` included."""
        days = [start] if self.is_working(start) else []
        while len(days) < count:
            start = self.next_working_day(start)
            days.append(start)
        return days[:count]

    def serves(self, programme: Timetable, day: date) -> bool:
        """Whether the programme brings food on the day: a working day of one of its weekdays.

        An extra working day of the organisation is served whatever weekday it is.
        """
        if self.exceptions.get(day):
            return True
        return self.is_working(day) and is_weekday(programme.weekdays, day)

    def order_cut_off(self, programme: Timetable, day: date) -> datetime:
        """The moment until which food for the day can be ordered or changed."""
        return clock.at(self.working_day_before(day, programme.order_days_before), programme.order_until)

    def cancel_cut_off(self, programme: Timetable, day: date) -> datetime:
        """The moment until which food for the day can be cancelled."""
        return clock.at(self.working_day_before(day, programme.cancel_days_before), programme.cancel_until)


_EXCEPTION = table_of(DayException)
_EXCEPTIONS = sa.select(_EXCEPTION.c.day, _EXCEPTION.c.working).where(
    _EXCEPTION.c.organisation_id == sa.bindparam("organisation")
)


async def calendar_of(session: AsyncSession, organisation_id: int | None = None) -> Calendar:
    """The calendar of the actor's organisation, or of the one named, for an actor who belongs to none yet."""
    whose = organisation_id or actor_of(session).organisation_id
    rows = await statements.fetch(session, _EXCEPTIONS, organisation=whose)
    return Calendar(dict(rows))
