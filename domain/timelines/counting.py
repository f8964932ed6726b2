"""On which day a step of the timeline is due: counted from a date of the case while the case stands where it runs."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col

from domain.calendar import Calendar
from models.cases import Case, CaseStatus
from models.places import Programme
from models.timelines import CountedFrom, TimelineStep

_S = CaseStatus
_SERVED = (_S.ACTIVE, _S.SUSPENDED)
#: While the case stands in these, the steps counted from the date are to be done.
RUNS_IN: dict[CountedFrom, tuple[CaseStatus, ...]] = {
    CountedFrom.WISH: (_S.APPLIED, _S.ASSESSED, _S.PROPOSED, _S.WAITING, _S.APPROVED),
    CountedFrom.START: _SERVED,
    CountedFrom.REVIEW: _SERVED,
    CountedFrom.CLOSING: (_S.CLOSED,),
}
_DATES = {
    CountedFrom.WISH: "wished_on",
    CountedFrom.START: "started_on",
    CountedFrom.REVIEW: "review_on",
    CountedFrom.CLOSING: "closed_on",
}
#: More days of rest than ever follow one another.
_LONGEST_REST = 20


def counted_on(case: Case, counted_from: CountedFrom) -> date | None:
    """The case's date from which the steps are counted; none while they do not run."""
    if case.status not in RUNS_IN[counted_from]:
        return None
    found: date | None = getattr(case, _DATES[counted_from])
    return found


def due_day(step: TimelineStep, since: date, calendar: Calendar) -> date:
    """The day by which the step is to be done, counted from a date of the case.

    A term that ends on a day of rest ends on the next working day (чл. 72 ЗЗД); one that runs before a date, on the
    working day before.
    """
    if not step.working_days:
        day = since + timedelta(days=step.days)
        if calendar.is_working(day):
            return day
        return calendar.next_working_day(day) if step.days >= 0 else calendar.working_day_before(day)
    if step.days < 0:
        return calendar.working_day_before(since, -step.days)
    day = since
    for _day in range(step.days):
        day = calendar.next_working_day(day)
    return day


#: The same as `counted_on`, in the database, of the joined step.
counted_on_column: sa.ColumnElement[date | None] = sa.case(
    *(
        ((col(TimelineStep.counted_from) == one) & col(Case.status).in_(RUNS_IN[one]), col(getattr(Case, name)))
        for one, name in _DATES.items()
    )
)

#: Steps of the case's programme, and those of every case under its rule set.
belongs: sa.ColumnElement[bool] = (col(TimelineStep.programme_id) == col(Case.programme_id)) | (
    col(TimelineStep.programme_id).is_(None) & (col(TimelineStep.rules) == col(Programme.rules))
)


def may_be_due(step: TimelineStep, until: date) -> sa.ColumnElement[bool]:
    """Cases in which the step may be due until a day: a few more than are, whose days are reckoned one by one."""
    counted = col(getattr(Case, _DATES[step.counted_from]))
    latest = until - timedelta(days=step.days) if step.days >= 0 else _long_after(until, -step.days)
    return (
        (col(TimelineStep.id) == step.key)
        & col(Case.status).in_(RUNS_IN[step.counted_from])
        & counted.between(step.since, latest)
    )


def _long_after(until: date, days: int) -> date:
    return until + timedelta(days=2 * days + _LONGEST_REST)
