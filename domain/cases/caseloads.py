"""Load per worker against the norm, and the moving of a whole caseload when somebody leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, reach_of, visible_cases, within
from domain.cases.board import next_day, not_contacted
from domain.cases.editing import editable_cases
from domain.cases.handing import give_work
from domain.cases.teams import fit_worker, hand_over
from domain.phrases import _
from domain.refusals import NotFound, Refusal, WrongInput
from models.cases import LIVE, Case
from models.people import Person
from models.staff import Staff


class NothingToMove(Refusal):
    """None of these cases can be moved. Please choose cases of this worker from the list."""


@dataclass(frozen=True)
class WorkerLoad:
    """How many open cases somebody leads, and how many of them wait for something."""

    staff_id: int
    name: str
    active: bool
    cases: int
    overdue: int
    no_contact: int


@dataclass(frozen=True)
class LoadedCase:
    """A case that could be moved."""

    case_id: int
    number: str
    name: str


async def loads(session: AsyncSession, actor: Actor) -> list[WorkerLoad]:
    """Open cases by worker, the heaviest load first; only cases that the actor may see are counted."""
    demand(actor, Deed.SEE_SUPERVISION)
    overdue = sa.func.sum(sa.case((next_day < clock.today(), 1), else_=0))
    silent = sa.func.sum(sa.case((not_contacted(), 1), else_=0))
    count = sa.func.count()
    rows: sa.Executable = (
        visible_cases(actor)
        .join(Staff, col(Staff.id) == col(Case.worker_id))
        .where(col(Case.status).in_(LIVE))
        .with_only_columns(col(Staff.id), col(Staff.name), col(Staff.active), count, overdue, silent)
        .group_by(col(Staff.id), col(Staff.name), col(Staff.active))
        .order_by(count.desc(), col(Staff.name), col(Staff.id))
    )
    return [WorkerLoad(*row) for row in await session.execute(rows)]


async def without_worker(session: AsyncSession, actor: Actor) -> int:
    """How many open cases nobody leads."""
    demand(actor, Deed.SEE_SUPERVISION)
    rows = visible_cases(actor).where(col(Case.status).in_(LIVE), col(Case.worker_id).is_(None))
    return await session.scalar(rows.with_only_columns(sa.func.count())) or 0


async def caseload_of(session: AsyncSession, actor: Actor, *, staff_id: int) -> list[LoadedCase]:
    """The cases of a worker in which something is to be done and which the actor may move, by number."""
    demand(actor, Deed.MOVE_CASELOADS)
    rows: sa.Executable = (
        _movable(actor, staff_id)
        .join(Person, col(Person.id) == col(Case.person_id))
        .with_only_columns(col(Case.id), col(Case.number), col(Person.first_name), col(Person.last_name))
        .order_by(col(Case.number))
    )
    return [LoadedCase(key, number, f"{first} {last}") for key, number, first, last in await session.execute(rows)]


async def move_caseload(
    session: AsyncSession, actor: Actor, *, from_staff: int, to_staff: int, cases: Sequence[int] | None = None
) -> int:
    """Give the open cases of one worker, or the chosen ones, to another, with what is to be done in them; how many.

    Those that are closed and of which somebody is still to ask go over too. All of them move or none. Guarded cases
    move only by the hand of somebody in their team. Raises WrongInput when the new worker could not lead one of them,
    and NothingToMove.
    """
    demand(actor, Deed.MOVE_CASELOADS)
    if from_staff == to_staff:
        raise WrongInput(to_staff=_("Please choose another worker than the one whose cases are moved."))
    rows = _movable(actor, from_staff).order_by(col(Case.id)).with_for_update()
    if cases is not None:
        rows = rows.where(col(Case.id).in_(cases))
    found = list(await session.scalars(rows.execution_options(populate_existing=True)))
    if cases is not None and len(found) < len(set(cases)):
        raise NotFound
    if not found:
        raise NothingToMove
    fit: dict[tuple[int, str], Staff] = {}
    for case in found:
        kind = (case.office_id, case.secrecy.value)
        if kind not in fit:
            fit[kind] = await _new_worker(session, case, to_staff)
        await hand_over(session, actor, case, fit[kind])
    await give_work(session, cases=[one.key for one in found], from_staff=from_staff, to_staff=to_staff)
    return len(found)


async def _new_worker(session: AsyncSession, case: Case, staff_id: int) -> Staff:
    try:
        return await fit_worker(session, case, staff_id)
    except WrongInput as wrong:
        raise WrongInput(to_staff=wrong.fields["staff_id"]) from None


def _movable(actor: Actor, staff_id: int) -> sa.Select[Case]:
    return editable_cases(actor).where(
        within(actor, Deed.MOVE_CASELOADS, Case.office_id),
        col(Case.worker_id) == staff_id,
        col(Case.status).in_(LIVE) | col(Case.follow_up_on).is_not(None),
    )


async def workers(session: AsyncSession, actor: Actor) -> list[Staff]:
    """Colleagues who may lead cases, by name."""
    demand(actor, Deed.MOVE_CASELOADS)
    rows = sa.select(Staff).where(col(Staff.active)).order_by(col(Staff.name), col(Staff.id))
    return [one for one in await session.scalars(rows) if reach_of(one.role, Deed.EDIT_CASES)]
