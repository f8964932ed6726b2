"""What somebody does about a task of a case or a step of its timeline: set, move with a reason, hand over, finish."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find
from domain.assessing.who import colleagues
from domain.calendar import calendar_of
from domain.cases.editing import editable_cases
from domain.phrases import _
from domain.refusals import NotFound, Refusal, Stale, WrongInput
from domain.timelines.counting import counted_on, due_day
from domain.versions import demand_version, flush_or_stale
from models.cases import Case
from models.places import Programme
from models.staff import Staff
from models.timelines import CaseTask, TimelineStep

LONGEST = 500
_DAY_PASSED = _("This day has passed. Please choose today or a later day.")
_TOO_LONG = _("This is too long. Please say it in fewer words, and write the rest as a note.")


class TaskIsDone(Refusal):
    """This is done already. Please open the tasks of the case anew and see what is left."""


@dataclass(frozen=True)
class Which:
    """An own task, or a step of the timeline of which nothing is written yet; and the state that its form showed."""

    task_id: int | None = None
    step_id: int | None = None
    version: int | None = None


async def holders(session: AsyncSession, case: Case) -> list[Staff]:
    """Colleagues who may have a task of the case: those who may open it and write in it, by name."""
    return await colleagues(session, case, Deed.WRITE_NOTES)


async def add_task(
    session: AsyncSession, actor: Actor, *, case_id: int, words: str, due_on: date | None, worker_id: int | None
) -> CaseTask:
    """Set a task; without a worker it is of whoever leads the case. Raises WrongInput."""
    case = await _case(session, actor, case_id)
    task = CaseTask(
        organisation_id=case.organisation_id,
        case_id=case.key,
        words=_said("words", words, _("Please write what is to be done.")),
        due_on=_later(due_on),
        worker_id=worker_id,
        set_by=actor.number,
        set_at=clock.now(),
    )
    if worker_id is not None:
        await _demand_holder(session, case, worker_id)
    session.add(task)
    await session.flush()
    return task


async def finish(session: AsyncSession, actor: Actor, *, case_id: int, which: Which, outcome: str) -> CaseTask:
    """It is done, with what came of it. Raises WrongInput, TaskIsDone, Stale."""
    task = await _to_do(session, actor, case_id, which)
    task.outcome = _said("outcome", outcome, _("Please write in a few words what came of it."))
    task.done_on, task.done_by = clock.today(), actor.number
    return await _kept(session, task)


async def move(
    session: AsyncSession, actor: Actor, *, case_id: int, which: Which, due_on: date | None, reason: str
) -> CaseTask:
    """Another date, and why. Raises WrongInput, TaskIsDone, Stale."""
    task = await _to_do(session, actor, case_id, which)
    task.due_on = _later(due_on)
    task.moved_why = _said("reason", reason, _("Please write why the date is moved."))
    return await _kept(session, task)


async def give(session: AsyncSession, actor: Actor, *, case_id: int, which: Which, worker_id: int | None) -> CaseTask:
    """Hand it over to a colleague who may open the case. Raises WrongInput, TaskIsDone, Stale."""
    task = await _to_do(session, actor, case_id, which)
    await _demand_holder(session, await _case(session, actor, case_id), worker_id)
    task.worker_id = worker_id
    return await _kept(session, task)


async def _kept(session: AsyncSession, task: CaseTask) -> CaseTask:
    await flush_or_stale(session)
    return task


async def _case(session: AsyncSession, actor: Actor, case_id: int) -> Case:
    demand(actor, Deed.WRITE_NOTES)
    return await find(session, editable_cases(actor), case_id)


def _said(field: str, text: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise WrongInput(**{field: missing})
    if len(words) > LONGEST:
        raise WrongInput(**{field: _TOO_LONG})
    return words


def _later(day: date | None) -> date:
    if day is None:
        raise WrongInput(due_on=_("Please give the day."))
    if day < clock.today():
        raise WrongInput(due_on=_DAY_PASSED)
    return day


async def _demand_holder(session: AsyncSession, case: Case, worker_id: int | None) -> None:
    if worker_id not in [one.key for one in await holders(session, case)]:
        raise WrongInput(worker_id=_("Please choose a colleague from the list."))


async def _to_do(session: AsyncSession, actor: Actor, case_id: int, which: Which) -> CaseTask:
    """What is still to be done, as a row: that of a step is written now. Raises NotFound, TaskIsDone, Stale."""
    case = await _case(session, actor, case_id)
    if which.task_id is None:
        task = await _of_step(session, actor, case, which.step_id)
    else:
        tasks = sa.select(CaseTask).where(col(CaseTask.case_id) == case.key)
        task = await find(session, tasks, which.task_id, fresh=True)
    if task.done_on is not None:
        raise TaskIsDone
    demand_version(task, which.version)
    return task


async def _of_step(session: AsyncSession, actor: Actor, case: Case, step_id: int | None) -> CaseTask:
    """The row of a step of the case's timeline, counted from where the case stands."""
    step = await find(session, await steps_of(session, case), step_id)
    since = counted_on(case, step.counted_from)
    if since is None or since < step.since:
        raise NotFound
    rows = sa.select(CaseTask).where(
        col(CaseTask.case_id) == case.key, col(CaseTask.step_id) == step.key, col(CaseTask.counted_on) == since
    )
    known = await session.scalar(rows.execution_options(populate_existing=True))
    if known is not None:
        return known
    task = CaseTask(
        organisation_id=case.organisation_id,
        case_id=case.key,
        step_id=step.key,
        counted_on=since,
        due_on=due_day(step, since, await calendar_of(session)),
        set_by=actor.number,
        set_at=clock.now(),
    )
    try:
        async with session.begin_nested():
            session.add(task)
    except IntegrityError:  # somebody did the same at the same moment
        raise Stale from None
    return task


async def steps_of(session: AsyncSession, case: Case) -> sa.Select[TimelineStep]:
    """The steps that every case like this one has."""
    programme = await session.get_one(Programme, case.programme_id)
    ruled = col(TimelineStep.programme_id).is_(None) & (col(TimelineStep.rules) == programme.rules)
    return sa.select(TimelineStep).where(
        col(TimelineStep.active), (col(TimelineStep.programme_id) == programme.key) | ruled
    )
