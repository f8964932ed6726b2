"""From the kitchen's gate to the doorstep: what a driver does, what is noted, and who is told."""

from domain.deliveries.day import (
    NoRouteToday,
    NoSuchStop,
    StopsNotReported,
    begin_day,
    current_stop,
    day_start,
    finish_day,
    stop_at,
    stop_list,
    undelivered,
)
from domain.deliveries.reporting import report_stop, say_well
from domain.deliveries.views import Answered, DayStart, DaySummary, Reported, StopNow

__all__ = [
    "Answered",
    "DayStart",
    "DaySummary",
    "NoRouteToday",
    "NoSuchStop",
    "Reported",
    "StopNow",
    "StopsNotReported",
    "begin_day",
    "current_stop",
    "day_start",
    "finish_day",
    "report_stop",
    "say_well",
    "stop_at",
    "stop_list",
    "undelivered",
]
