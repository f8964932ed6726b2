"""Who works on a case: its worker, and the team named for it (чл. 84 ЗСУ)."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, Reach, reach_of
from domain.cases.editing import case_to_edit
from domain.cases.handing import give_work
from domain.cases.lines import Line, note_line
from domain.phrases import _
from domain.refusals import NotFound, Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.cases import Case, Secrecy, TeamMember
from models.staff import Role, Staff, StaffOffice

_NEEDED = {
    Secrecy.OPEN: Deed.SEE_CASES,
    Secrecy.CHILD: Deed.SEE_CHILD_CASES,
    Secrecy.SEALED: Deed.SEE_SEALED_CASES,
}


class LastOnTeam(Refusal):
    """This is the last one who may open the case. Please name somebody else to the team first."""


class StillWorker(Refusal):
    """This is the worker of the case. Please give the case to another worker first."""


async def name_to_team(session: AsyncSession, actor: Actor, *, case_id: int, staff_id: int) -> TeamMember:
    """Name somebody to the team of a case; whoever is in it already stays. Raises WrongInput for an unfit role."""
    case = await case_to_edit(session, actor, case_id=case_id)
    member = await _fit(session, case, staff_id)
    return await join_team(session, actor, case, member)


async def join_team(session: AsyncSession, actor: Actor, case: Case, member: Staff) -> TeamMember:
    """Write somebody into the team of a case, once."""
    current = await _current(session, case, member.key)
    if current is not None:
        return current
    current = TeamMember(
        organisation_id=case.organisation_id,
        case_id=case.key,
        staff_id=member.key,
        since=clock.now(),
        named_by=actor.number,
    )
    session.add(current)
    note_line(session, actor, case, Line.NAMED, member.name)
    await session.flush()
    return current


async def leave_team(session: AsyncSession, actor: Actor, *, case_id: int, staff_id: int) -> None:
    """Take somebody off the team. A guarded case keeps its worker in the team, and somebody who may open it."""
    case = await case_to_edit(session, actor, case_id=case_id)
    current = await _current(session, case, staff_id)
    if current is None:
        raise NotFound
    if case.secrecy is not Secrecy.OPEN:
        if case.worker_id == staff_id:
            raise StillWorker
        if await _team_size(session, case) == 1:
            raise LastOnTeam
    current.until = clock.now()
    member = await session.get_one(Staff, staff_id)
    note_line(session, actor, case, Line.LEFT, member.name)
    await session.flush()


async def set_worker(
    session: AsyncSession, actor: Actor, *, case_id: int, staff_id: int, version: int | None = None
) -> Case:
    """Give a case to a worker of its office; the worker of a guarded case joins its team. Raises WrongInput, Stale."""
    case = await case_to_edit(session, actor, case_id=case_id)
    demand_version(case, version)
    member = await fit_worker(session, case, staff_id)
    before = case.worker_id
    await hand_over(session, actor, case, member)
    if before is not None:
        await give_work(session, cases=[case.key], from_staff=before, to_staff=member.key)
    return case


async def hand_over(session: AsyncSession, actor: Actor, case: Case, member: Staff) -> None:
    """Write the new worker and the line of history."""
    if case.worker_id == member.key:
        return
    case.worker_id = member.key
    note_line(session, actor, case, Line.WORKER, member.name)
    if case.secrecy is not Secrecy.OPEN:
        await join_team(session, actor, case, member)
    await flush_or_stale(session)


async def fit_worker(session: AsyncSession, case: Case, staff_id: int) -> Staff:
    """Somebody who may be the worker of the case: who edits cases, of its office. Raises WrongInput."""
    member = await _fit(session, case, staff_id)
    reach = reach_of(member.role, Deed.EDIT_CASES)
    if reach is None:
        raise WrongInput(
            staff_id=_("This role does not lead cases. Please choose a social worker or a head of office.")
        )
    if reach is Reach.OFFICE and case.office_id not in await offices_of(session, member.key):
        raise WrongInput(staff_id=_("This person does not work for the office of the case. Please choose another."))
    return member


async def offices_of(session: AsyncSession, staff_id: int) -> set[int]:
    """The offices somebody works for."""
    rows = sa.select(col(StaffOffice.office_id)).where(col(StaffOffice.staff_id) == staff_id)
    return set(await session.scalars(rows))


async def _fit(session: AsyncSession, case: Case, staff_id: int) -> Staff:
    member = await session.scalar(sa.select(Staff).where(col(Staff.id) == staff_id, col(Staff.active)))
    if member is None:
        raise WrongInput(staff_id=_("Please choose a colleague from the list."))
    if not may_be_named(member.role, case.secrecy):
        raise WrongInput(staff_id=_("This role may not open such a case. Please choose somebody of another role."))
    return member


def may_be_named(role: Role, secrecy: Secrecy) -> bool:
    """Whether somebody of the role may open such a case once named."""
    return reach_of(role, Deed.WRITE_NOTES) is not None and reach_of(role, _NEEDED[secrecy]) is not None


async def _current(session: AsyncSession, case: Case, staff_id: int) -> TeamMember | None:
    rows = sa.select(TeamMember).where(
        col(TeamMember.case_id) == case.key, col(TeamMember.staff_id) == staff_id, col(TeamMember.until).is_(None)
    )
    found: TeamMember | None = await session.scalar(rows)
    return found


async def _team_size(session: AsyncSession, case: Case) -> int:
    rows = sa.select(sa.func.count()).where(col(TeamMember.case_id) == case.key, col(TeamMember.until).is_(None))
    return await session.scalar(rows) or 0


async def colleagues(session: AsyncSession, case: Case) -> list[Staff]:
    """Who could be named to the team of the case, by name."""
    rows = sa.select(Staff).where(col(Staff.active)).order_by(col(Staff.name), col(Staff.id))
    return [one for one in await session.scalars(rows) if may_be_named(one.role, case.secrecy)]
