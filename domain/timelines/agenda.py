"""The tasks of one case: what is to be done, by whom and when, and what was done."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, find
from domain.cases.editing import editable_cases
from domain.cases.heads import CaseHead, case_head
from domain.refusals import NotFound
from domain.timelines.due import due_in_case
from domain.timelines.rows import DueRow
from domain.timelines.tasks import Which, holders
from models.cases import Case
from models.staff import Staff
from models.timelines import CaseTask, TimelineStep

MOST_DONE = 100


@dataclass(frozen=True)
class DoneRow:
    """What was done, by whom, and what came of it."""

    task: CaseTask
    title: str
    who: str


@dataclass(frozen=True)
class Agenda:
    """The tasks of a case; `holders` may have one of them, nobody where the reader may change nothing."""

    head: CaseHead
    to_do: list[DueRow]
    done: list[DoneRow]
    holders: list[Staff]


async def agenda(session: AsyncSession, actor: Actor, *, case_id: int) -> Agenda:
    """Open the tasks of a case, which is audited. Raises NotFound."""
    head = await case_head(session, actor, case_id=case_id)
    to_do = await due_in_case(session, actor, case_id=case_id)
    return Agenda(head, to_do, await _done(session, case_id), await _holders(session, actor, head.case))


@dataclass(frozen=True)
class AgendaItem:
    """One thing to be done, for the page on which it is finished, moved or handed over; `task` as it is written."""

    head: CaseHead
    row: DueRow
    task: CaseTask | None
    holders: list[Staff]


async def agenda_item(session: AsyncSession, actor: Actor, *, case_id: int, which: Which) -> AgendaItem:
    """An own task or a step of a case that is still to be done. Raises NotFound."""
    found = await agenda(session, actor, case_id=case_id)
    row = next((one for one in found.to_do if _is_meant(one, which)), None)
    if row is None or not found.holders:
        raise NotFound
    task = await session.get_one(CaseTask, row.task_id, populate_existing=True) if row.task_id else None
    return AgendaItem(found.head, row, task, found.holders)


def _is_meant(row: DueRow, which: Which) -> bool:
    if which.task_id is not None:
        return row.task_id == which.task_id
    return row.step_id is not None and row.step_id == which.step_id


async def _holders(session: AsyncSession, actor: Actor, case: Case) -> list[Staff]:
    """Nobody for who only reads."""
    if not actor.may(Deed.WRITE_NOTES):
        return []
    try:
        await find(session, editable_cases(actor), case.key)
    except NotFound:
        return []
    return await holders(session, case)


async def _done(session: AsyncSession, case_id: int) -> list[DoneRow]:
    rows: sa.Executable = (
        sa.select(CaseTask, sa.func.coalesce(col(TimelineStep.title), ""), sa.func.coalesce(col(Staff.name), ""))
        .outerjoin(TimelineStep, col(TimelineStep.id) == col(CaseTask.step_id))
        .outerjoin(Staff, col(Staff.id) == col(CaseTask.done_by))
        .where(col(CaseTask.case_id) == case_id, col(CaseTask.done_on).is_not(None))
        .order_by(col(CaseTask.done_on).desc(), col(CaseTask.id).desc())
        .limit(MOST_DONE)
    )
    return [DoneRow(task, task.words or title, who) for task, title, who in await session.execute(rows)]
