"""When somebody can be met: at the office within its hours, at home within the hours of visits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.calendar import Calendar, calendar_of, is_holiday
from domain.courses.activities import AWAY
from domain.courses.hours import Part, demand_hours, hours_of, is_working
from domain.phrases import hour_words
from domain.refusals import Refusal
from models.plans import ActivityKind

EARLIEST, LATEST = time(7, 0), time(20, 0)


class OutsideVisitingHours(Refusal):
    """Visits and errands are made from {earliest} to {latest}. Please choose an hour within them."""


class Hours(Protocol):
    """On which days somebody can be met, and when."""

    def is_open(self, day: date) -> bool:
        """Whether a series goes on on this day."""

    def begins(self, day: date, start: time, minutes: int) -> datetime:
        """The moment when the meeting begins. Refuses an hour at which nobody is met."""


@dataclass(frozen=True)
class AtTheOffice:
    """Sessions: within the office's hours, on its working days."""

    hours: Mapping[int, Sequence[Part]]
    calendar: Calendar

    def is_open(self, day: date) -> bool:
        """Whether the office works on the day."""
        return is_working(self.hours, self.calendar, day)

    def begins(self, day: date, start: time, minutes: int) -> datetime:
        """Raises ClosedThatDay and OutsideHours."""
        return demand_hours(self.hours, self.calendar, day, start, minutes)


@dataclass(frozen=True)
class AtHome:
    """Visits and errands: from 7:00 to 20:00, on any day.

    Whoever is helped to wash and to eat needs it before the office opens, in its midday rest and on days of rest; but
    nobody who lives alone is to open the door to a caller before the morning or after dark. A series leaves holidays
    out, for then the family is at home; a single visit on a holiday is the worker's to decide.
    """

    calendar: Calendar

    def is_open(self, day: date) -> bool:
        """Whether the day is no holiday; what the organisation has set for the day goes before."""
        return self.calendar.exceptions.get(day, not is_holiday(day))

    def begins(self, day: date, start: time, minutes: int) -> datetime:
        """Raises OutsideVisitingHours."""
        ends = datetime.combine(day, start) + timedelta(minutes=minutes)
        if start < EARLIEST or ends > datetime.combine(day, LATEST):
            raise OutsideVisitingHours(earliest=hour_words(EARLIEST), latest=hour_words(LATEST))
        return clock.at(day, start)


async def hours_for(session: AsyncSession, office_id: int, kind: ActivityKind | None = None) -> Hours:
    """The hours within which an activity of this kind is kept; without a kind it is a session."""
    calendar = await calendar_of(session)
    if kind in AWAY:
        return AtHome(calendar)
    return AtTheOffice(await hours_of(session, office_id), calendar)
