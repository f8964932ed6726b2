"""From the kitchen's gate to the doorstep: what a driver does, what is noted, and who is told."""

from domain.deliveries.day import (
    StopsNotReported,
    begin_day,
    day_start,
    finish_day,
    stop_at,
    stop_list,
    undelivered,
)
from domain.deliveries.reporting import report_stop, say_well
from domain.deliveries.telling import CALL_ME, I_AM_WELL
from domain.deliveries.views import DayStart, DaySummary, Reported, StopNow
from domain.deliveries.way import NoRouteToday, NoSuchStop, next_day_of_driving

__all__ = [
    "CALL_ME",
    "I_AM_WELL",
    "DayStart",
    "DaySummary",
    "NoRouteToday",
    "NoSuchStop",
    "Reported",
    "StopNow",
    "StopsNotReported",
    "begin_day",
    "day_start",
    "finish_day",
    "next_day_of_driving",
    "report_stop",
    "say_well",
    "stop_at",
    "stop_list",
    "undelivered",
]
