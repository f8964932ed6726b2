"""Terms that follow from other days: the next review, and whether the assessment is late."""

import calendar
from datetime import date

from domain import clock
from domain.settings import settings
from models.cases import Case, CaseStatus


def review_after(day: date) -> date:
    """When a plan or assessment of that day is looked at again: so many months later as the setting says.

    The implementing rules' term could not be read; the practice before them was six months.
    """
    return months_after(day, settings().plan_review_months)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_assessment_late(case: Case) -> bool:
    """Whether the term for assessing the needs (20 days from the wish, чл. 80 ЗСУ) has passed without it."""
    return case.status is CaseStatus.APPLIED and case.assess_by is not None and case.assess_by < clock.today()
