"""Until when a task must be done: alarms at once, help within an hour of office time, calls by the half day."""

from datetime import date, datetime, time, timedelta

from domain import clock
from domain.calendar import Calendar
from models.tasks import ALARMS, TaskKind

OPENS = time(8, 30)
CLOSES = time(17, 0)
ALARM_CLOCK = timedelta(minutes=10)
AT_THE_DOOR = timedelta(minutes=30)  #: the driver waits, or will pass again on the way back
HELP_WITHIN = timedelta(hours=1)
_HALF_HOUR = timedelta(minutes=30)

#: Asked until then on a working day: called that afternoon. Later: the next working morning.
ASKED_TODAY = time(14, 0)
CALLED_TODAY = time(16, 0)
CALLED_IN_THE_MORNING = time(11, 0)


def due_at(kind: TaskKind, now: datetime, calendar: Calendar) -> datetime:
    """The end of the task's clock, for a task opened now."""
    if kind in ALARMS:
        return now + ALARM_CLOCK
    if kind is TaskKind.DELIVERY_PROBLEM:
        return now + AT_THE_DOOR
    if kind is TaskKind.HELP:
        return _within_the_hour(now, calendar)
    return _by_the_half_day(now, calendar)


def _within_the_hour(now: datetime, calendar: Calendar) -> datetime:
    """An hour of office time from now, on a half hour that is easy to say."""
    today = clock.local(now).date()
    if calendar.is_working(today):
        asked = max(now, clock.at(today, OPENS))
        due = _next_half_hour(asked + HELP_WITHIN)
        if due <= clock.at(today, CLOSES):
            return due
    return clock.at(calendar.next_working_day(today), OPENS) + HELP_WITHIN


def _next_half_hour(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + _HALF_HOUR if past else moment


def _by_the_half_day(now: datetime, calendar: Calendar) -> datetime:
    here = clock.local(now)
    today: date = here.date()
    if calendar.is_working(today):
        if here.time() < OPENS:
            return clock.at(today, CALLED_IN_THE_MORNING)
        if here.time() < ASKED_TODAY:
            return clock.at(today, CALLED_TODAY)
    return clock.at(calendar.next_working_day(today), CALLED_IN_THE_MORNING)
