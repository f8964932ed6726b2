"""Activities of plans of which nothing is in the calendar: what must be arranged for the coming week."""

from datetime import time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from domain import clock
from domain.courses.activities import ARRANGED
from models.cases import Case, CaseStatus
from models.courses import Meeting, MeetingStatus
from models.plans import Every, PlanActivity, PlanStatus, SupportPlan

#: The days of which something must be in the calendar, today among them.
COMING = timedelta(days=7)

#: The activities of the plan in force of a case.
of_case = (col(SupportPlan.case_id) == col(Case.id)) & (col(SupportPlan.status) == PlanStatus.APPROVED)


def nothing_planned() -> sa.ColumnElement[bool]:
    """Sessions, visits and errands of running cases that the plan asks for in the coming week and that are not planned.

    What is asked for by the month waits until something of it is planned or done in the month; what is asked for once,
    until it is planned at all. An activity with the same words in an edition before is the same one.
    """
    today = clock.today()
    goes_on = col(PlanActivity.until).is_(None) | (col(PlanActivity.until) >= today)
    begun = col(SupportPlan.starts_on).is_(None) | (col(SupportPlan.starts_on) < today + COMING)
    return sa.and_(
        col(Case.status) == CaseStatus.ACTIVE, col(PlanActivity.kind).in_(ARRANGED), goes_on, begun, ~_is_planned()
    )


def _is_planned() -> sa.ColumnElement[bool]:
    today = clock.today()
    kept = aliased(PlanActivity)
    week = col(Meeting.starts_at) >= clock.at(today, time())
    week &= col(Meeting.starts_at) < clock.at(today + COMING, time())
    in_time = sa.or_(
        col(PlanActivity.every) == Every.ONCE,
        (col(PlanActivity.every) == Every.MONTH) & (col(Meeting.starts_at) >= clock.at(today.replace(day=1), time())),
        week,
    )
    return (
        sa.exists()
        .where(
            col(Meeting.case_id) == col(Case.id),
            col(Meeting.status) != MeetingStatus.CANCELLED,
            col(Meeting.activity_id) == col(kept.id),
            col(kept.kind) == col(PlanActivity.kind),
            col(kept.words) == col(PlanActivity.words),
            in_time,
        )
        .correlate(Case, PlanActivity)
    )
