"""Everything dated of a worker, of a team or of a case, overdue first; as many queries for a hundred cases as for one.

Joined from what each subject keeps: nothing is written for it. A guarded case counts for its own team alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, visible_cases, within
from domain.applications.papers import missing_papers
from domain.applications.rows import visible_applications
from domain.calendar import calendar_of
from domain.cases.board import next_day
from domain.cases.editing import editable_cases
from domain.settings import settings
from domain.timelines.counting import belongs, counted_on_column, due_day, may_be_due
from domain.timelines.planning import COMING, nothing_planned, of_case
from domain.timelines.rows import About, DueKind, DueRow, in_order
from models.applications import Application, ApplicationStatus
from models.assessing import Survey, SurveyStatus
from models.cases import LIVE, Case, CaseStatus, Suspension
from models.contracts import Contract, ContractKind, ContractStatus
from models.people import Person
from models.places import Programme
from models.plans import PlanActivity, SupportPlan
from models.staff import Staff
from models.timelines import CaseTask, TimelineStep

#: What is due in so many days is soon.
SOON = 7
#: So long before a contract ends whoever decides whether it goes on hears of it.
TOLD_BEFORE = timedelta(days=30)
_FAR = timedelta(days=3 * 366)
_TERMS = {
    CaseStatus.APPLIED: DueKind.ASSESS,
    CaseStatus.ACTIVE: DueKind.REVIEW,
    CaseStatus.SUSPENDED: DueKind.REVIEW,
    CaseStatus.CLOSED: DueKind.FOLLOW_UP,
}
_HEAD = (
    col(Case.id),
    col(Case.number),
    col(Person.first_name) + " " + col(Person.last_name),
    col(Programme.name),
    col(Staff.id),
    sa.func.coalesce(col(Staff.name), ""),
)


@dataclass(frozen=True)
class _Asked:
    """Until which day, and of whom: of a worker, of a case, or of the whole team."""

    until: date
    staff_id: int | None = None
    case_id: int | None = None


@dataclass(frozen=True)
class Due:
    """What somebody must do: what is late, what is for today, what comes within a week, and what is told earlier."""

    overdue: list[DueRow]
    today: list[DueRow]
    soon: list[DueRow]
    later: list[DueRow]

    def __bool__(self) -> bool:
        """Whether there is anything to do within the week."""
        return bool(self.overdue or self.today or self.soon)


async def due(session: AsyncSession, actor: Actor, *, staff_id: int | None = None) -> Due:
    """What is due within a week, of one worker or, without `staff_id`, of the whole team that the actor supervises."""
    demand(actor, Deed.WRITE_NOTES)
    if staff_id is None or staff_id != actor.number:
        demand(actor, Deed.SEE_SUPERVISION)
    today = clock.today()
    week = today + timedelta(days=SOON)
    rows = await _rows(session, actor, _Asked(week, staff_id))
    return Due(
        [row for row in rows if row.day < today],
        [row for row in rows if row.day == today],
        [row for row in rows if today < row.day <= week],
        [row for row in rows if row.day > week],
    )


async def due_in_case(session: AsyncSession, actor: Actor, *, case_id: int) -> list[DueRow]:
    """Everything of a case that is still to be done, whosever work it is."""
    demand(actor, Deed.SEE_CASES)
    return await _rows(session, actor, _Asked(clock.today() + _FAR, case_id=case_id))


async def _rows(session: AsyncSession, actor: Actor, asked: _Asked) -> list[DueRow]:
    rows = [
        *await _terms(session, actor, asked),
        *await _surveys(session, actor, asked),
        *await _returns(session, actor, asked),
        *await _contracts(session, actor, asked),
        *await _renewals(session, actor, asked),
        *await _activities(session, actor, asked),
        *await _steps(session, actor, asked),
        *await _tasks(session, actor, asked),
        *await _papers(session, actor, asked),
    ]
    return in_order(rows)


async def _terms(session: AsyncSession, actor: Actor, asked: _Asked) -> Iterator[DueRow]:
    """Until when to assess, when to review the plan, when to ask after the end."""
    rows = _of_cases(actor, asked, owner=col(Case.worker_id)).where(next_day <= asked.until)
    found = await session.execute(rows.add_columns(col(Case.status), next_day))
    return (DueRow(_TERMS[status], day, About(*head)) for *head, status, day in found)


async def _surveys(session: AsyncSession, actor: Actor, asked: _Asked) -> Iterator[DueRow]:
    """Visits at home with an hour, of whoever makes them."""
    rows = _of_cases(actor, asked, (Survey, col(Survey.case_id) == col(Case.id)), owner=col(Survey.staff_id)).where(
        col(Case.status).in_(LIVE),
        col(Survey.status) == SurveyStatus.PLANNED,
        col(Survey.planned_at) < clock.at(asked.until + timedelta(days=1), time()),
    )
    found = await session.execute(rows.add_columns(col(Survey.planned_at)))
    return (DueRow(DueKind.SURVEY, clock.local(moment).date(), About(*head)) for *head, moment in found)


async def _returns(session: AsyncSession, actor: Actor, asked: _Asked) -> Iterator[DueRow]:
    """Services that rest, by the day on which they were to work again: that they do, somebody says."""
    of_case = (col(Suspension.case_id) == col(Case.id)) & col(Suspension.ended_on).is_(None)
    rows = _of_cases(actor, asked, (Suspension, of_case), owner=col(Case.worker_id)).where(
        col(Case.status) == CaseStatus.SUSPENDED, col(Suspension.until) <= asked.until
    )
    found = await session.execute(rows.add_columns(col(Suspension.until)))
    return (DueRow(DueKind.RETURN, day, About(*head)) for *head, day in found)


async def _contracts(session: AsyncSession, actor: Actor, asked: _Asked) -> Iterator[DueRow]:
    """Contracts and annexes that were printed and are to be signed within the days that the setting gives."""
    waits = timedelta(days=settings().contract_days)
    printed_before = clock.at(asked.until + timedelta(days=1) - waits, time())
    rows = _of_cases(actor, asked, (Contract, col(Contract.case_id) == col(Case.id)), owner=col(Case.worker_id)).where(
        col(Contract.status) == ContractStatus.PRINTED, col(Contract.printed_at) < printed_before
    )
    found = await session.execute(rows.add_columns(col(Contract.printed_at)))
    return (DueRow(DueKind.CONTRACT, clock.local(at).date() + waits, About(*head)) for *head, at in found)


async def _renewals(session: AsyncSession, actor: Actor, asked: _Asked) -> Iterator[DueRow]:
    """Contracts by their last day, told of a month before, until there is an annex or a new one to sign."""
    until = max(asked.until, clock.today() + TOLD_BEFORE)
    other = aliased(Contract)
    waits = col(other.status) == ContractStatus.PRINTED
    ended_by_term = (col(Contract.status) == ContractStatus.ENDED) & (col(Contract.ended_on) == col(Contract.ends_on))
    next_one = (
        (col(other.case_id) == col(Case.id))
        & (col(other.kind) == ContractKind.CONTRACT)
        & (col(other.id) > col(Contract.id))
        & col(other.status).in_((ContractStatus.PRINTED, ContractStatus.SIGNED))
    )
    rows = _of_cases(actor, asked, (Contract, col(Contract.case_id) == col(Case.id)), owner=col(Case.worker_id)).where(
        col(Contract.kind) == ContractKind.CONTRACT,
        (col(Contract.status) == ContractStatus.SIGNED) | ended_by_term,
        col(Case.started_on).is_(None) | (col(Case.started_on) <= col(Contract.ends_on)),
        col(Contract.ends_on) <= until,
        col(Case.status).in_((CaseStatus.APPROVED, CaseStatus.ACTIVE, CaseStatus.SUSPENDED)),
        ~sa.exists().where(col(other.follows_id) == col(Contract.id), waits),
        ~sa.exists().where(next_one),
    )
    found = await session.execute(rows.add_columns(col(Contract.ends_on)))
    return (DueRow(DueKind.RENEWAL, last, About(*head)) for *head, last in found)


async def _activities(session: AsyncSession, actor: Actor, asked: _Asked) -> Iterator[DueRow]:
    """Activities of plans of which the coming week has nothing: a day in it is to be found before the week is over."""
    rows = _of_cases(actor, asked, (SupportPlan, of_case), owner=col(Case.worker_id))
    rows = rows.join(PlanActivity, col(PlanActivity.plan_id) == col(SupportPlan.id)).where(nothing_planned())
    found = await session.execute(rows.add_columns(col(PlanActivity.words)).order_by(col(PlanActivity.id)))
    day = clock.today() + COMING
    return (DueRow(DueKind.ACTIVITY, day, About(*head), detail=words) for *head, words in found)


async def _steps(session: AsyncSession, actor: Actor, asked: _Asked) -> Iterator[DueRow]:
    """Steps of the timelines of which nothing is written down: to be done on the day that they are counted to."""
    steps = list(await session.scalars(sa.select(TimelineStep).where(col(TimelineStep.active))))
    if not steps:
        return iter(())
    written = sa.exists().where(
        col(CaseTask.case_id) == col(Case.id),
        col(CaseTask.step_id) == col(TimelineStep.id),
        col(CaseTask.counted_on) == counted_on_column,
    )
    step_of_case = belongs & sa.or_(*(may_be_due(step, asked.until) for step in steps))
    rows = _of_cases(actor, asked, (TimelineStep, step_of_case), owner=col(Case.worker_id)).where(~written)
    found = await session.execute(rows.add_columns(col(TimelineStep.id), counted_on_column))
    calendar, by_number = await calendar_of(session), {step.key: step for step in steps}
    counted = ((head, by_number[key], since) for *head, key, since in found)
    dated = ((head, step, due_day(step, since, calendar)) for head, step, since in counted)
    return (
        DueRow(DueKind.STEP, day, About(*head), title=step.title, step_id=step.key)
        for head, step, day in dated
        if day <= asked.until
    )


async def _tasks(session: AsyncSession, actor: Actor, asked: _Asked) -> Iterator[DueRow]:
    """Own tasks, and steps that were moved or handed over, while the date from which they were counted still stands."""
    owner = sa.func.coalesce(col(CaseTask.worker_id), col(Case.worker_id))
    rows = (
        _of_cases(actor, asked, (CaseTask, col(CaseTask.case_id) == col(Case.id)), owner=owner)
        .outerjoin(TimelineStep, col(TimelineStep.id) == col(CaseTask.step_id))
        .where(
            col(CaseTask.done_on).is_(None),
            col(CaseTask.due_on) <= asked.until,
            col(CaseTask.step_id).is_(None) | (col(CaseTask.counted_on) == counted_on_column),
        )
    )
    found = await session.execute(rows.add_columns(CaseTask, sa.func.coalesce(col(TimelineStep.title), "")))
    return (
        DueRow(
            DueKind.TASK if task.step_id is None else DueKind.STEP,
            task.due_on,
            About(*head),
            title=task.words or title,
            task_id=task.key,
            step_id=task.step_id,
            moved_why=task.moved_why,
        )
        for *head, task, title in found
    )


async def _papers(session: AsyncSession, actor: Actor, asked: _Asked) -> Iterator[DueRow]:
    """Applications that were taken without all papers, by the day on which they were promised."""
    owner: sa.ColumnElement[int | None] = sa.func.coalesce(col(Case.worker_id), col(Application.taken_by))
    cases = _cases(actor, asked).with_only_columns(col(Case.id))
    rows: Any = (
        visible_applications(actor)
        .join(Programme, col(Programme.id) == col(Application.programme_id))
        .outerjoin(Case, col(Case.id) == col(Application.case_id))
        .outerjoin(Staff, col(Staff.id) == owner)
        .where(
            col(Application.papers_by) <= asked.until,
            col(Application.status).in_((ApplicationStatus.RECEIVED, ApplicationStatus.REGISTERED)),
            col(Case.id).is_(None) | (col(Case.status).in_(LIVE) & col(Case.id).in_(cases)),
            missing_papers() > 0,
        )
        .with_only_columns(
            col(Application.id),
            col(Application.papers_by),
            col(Case.id),
            sa.func.coalesce(col(Case.number), col(Application.number), ""),
            col(Application.first_name) + " " + col(Application.last_name),
            *_HEAD[3:],
        )
    )
    if asked.case_id is not None:
        rows = rows.where(col(Case.id) == asked.case_id)
    elif asked.staff_id is not None:
        rows = rows.where(owner == asked.staff_id)
    else:
        rows = rows.where(within(actor, Deed.SEE_SUPERVISION, Application.office_id))
    return (
        DueRow(DueKind.PAPERS, day, About(*head), application_id=number)
        for number, day, *head in await session.execute(rows)
    )


def _cases(actor: Actor, asked: _Asked) -> Any:
    """One case as whoever may open it sees it; for lists only those on which the actor works or which are open."""
    if asked.case_id is not None:
        return visible_cases(actor).where(col(Case.id) == asked.case_id)
    return editable_cases(actor)


def _of_cases(actor: Actor, asked: _Asked, joined: tuple[Any, Any] | None = None, *, owner: Any) -> Any:
    """The heads of the cases that are asked about, joined with what is due of them and with whose work that is."""
    rows = _cases(actor, asked)
    rows = rows.join(Person, col(Person.id) == col(Case.person_id))
    rows = rows.join(Programme, col(Programme.id) == col(Case.programme_id))
    if joined:
        rows = rows.join(*joined)
    rows = rows.outerjoin(Staff, col(Staff.id) == owner)
    if asked.staff_id is not None:
        rows = rows.where(owner == asked.staff_id)
    elif asked.case_id is None:
        rows = rows.where(within(actor, Deed.SEE_SUPERVISION, Case.office_id))
    return rows.with_only_columns(*_HEAD)
