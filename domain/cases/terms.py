"""The terms of the law, counted from the day of the wish."""

from datetime import date, timedelta

from domain.calendar import Calendar
from models.places import RuleSet

ASSESSMENT_DAYS = 20

_ASSESSED = frozenset({RuleSet.MUNICIPAL, RuleSet.DELEGATED})


def term(rules: RuleSet, wished_on: date, calendar: Calendar) -> date | None:
    """The last day for the assessment: 20 days after the declared wish (чл. 80 ЗСУ); none where nothing is assessed.

    The act says "days" and not "working days": they are counted by the calendar, the day of the wish left out, and a
    term that ends on a day of rest ends on the next working day (чл. 72 ЗЗД). Municipal services keep the same term.
    """
    if rules not in _ASSESSED:
        return None
    last = wished_on + timedelta(days=ASSESSMENT_DAYS)
    return last if calendar.is_working(last) else calendar.next_working_day(last)
