"""The case that is worked on, and who may work on it."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import POLICY, Actor, ActorKind, Deed, Reach, find
from domain.cases.editing import editable_cases
from domain.cases.procedure import NotNow
from domain.refusals import NotAllowed
from models.cases import LIVE, Case, CaseStatus, Secrecy, TeamMember
from models.staff import Role, Staff, StaffOffice


def number_of(actor: Actor) -> int:
    """The number of the member of staff who acts; nobody else signs anything here."""
    if actor.kind is not ActorKind.STAFF or actor.number is None:
        raise NotAllowed
    return actor.number


async def case_in(session: AsyncSession, actor: Actor, case_id: int, statuses: Iterable[CaseStatus] = LIVE) -> Case:
    """The case, if it stands where this can be done. Raises NotAllowed, NotFound and NotNow."""
    number_of(actor)
    case = await find(session, editable_cases(actor), case_id, fresh=True)
    if case.status not in statuses:
        raise NotNow
    return case


async def colleagues(session: AsyncSession, case: Case, deed: Deed = Deed.ASSESS) -> list[Staff]:
    """The members of staff who may do the deed on the case: whoever could not open it is not among them."""
    team = set(
        await session.scalars(
            sa.select(col(TeamMember.staff_id)).where(
                col(TeamMember.case_id) == case.key, col(TeamMember.until).is_(None)
            )
        )
    )
    office = set(
        await session.scalars(sa.select(col(StaffOffice.staff_id)).where(col(StaffOffice.office_id) == case.office_id))
    )
    rows = sa.select(Staff).where(col(Staff.active)).order_by(col(Staff.name), col(Staff.id))
    return [one for one in await session.scalars(rows) if _reaches(one, case, deed, team, office)]


def _reaches(member: Staff, case: Case, deed: Deed, team: set[int], office: set[int]) -> bool:
    rights = POLICY.get(Role(member.role), {})
    if deed not in rights:
        return False
    if case.secrecy is not Secrecy.OPEN:
        sees = Deed.SEE_CHILD_CASES if case.secrecy is Secrecy.CHILD else Deed.SEE_SEALED_CASES
        return sees in rights and member.key in team
    match rights.get(Deed.SEE_CASES):
        case Reach.ALL:
            return True
        case Reach.OFFICE:
            return member.key in office
    return member.key in team
