"""The head of a case: what stands on top of each of its pages. To read it is to open the case, which is audited."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit
from domain.access import SEEING, Actor, Deed, demand, find, visible_cases
from domain.cases.emergencies import entered_until
from models.audit import AuditAction
from models.cases import Case, Secrecy, TeamMember
from models.people import Person
from models.places import Office, Programme, RuleSet
from models.rights import Restriction
from models.staff import Staff


@dataclass(frozen=True)
class TeamName:
    """Somebody who is named to work on the case now."""

    staff_id: int
    name: str


@dataclass(frozen=True)
class CaseHead:
    """Whose case it is, of which service, and who works on it."""

    case: Case
    person_id: int
    name: str
    born: date | None
    programme: Programme
    office: Office
    worker: Staff | None
    team: tuple[TeamName, ...]
    #: What the reader may do here; nothing but see what the role sees, where only the team may work.
    deeds: frozenset[Deed]
    #: Until when a case that was entered in an emergency is open for reading.
    open_until: datetime | None = None
    #: While it holds, the case is shown and not changed.
    restriction: Restriction | None = None

    @property
    def rules(self) -> RuleSet:
        """Which procedure the service follows."""
        return self.programme.rules

    @property
    def guarded(self) -> bool:
        """Whether only the named team may know of the case."""
        return self.case.secrecy is not Secrecy.OPEN

    def may(self, deed: Deed) -> bool:
        """Whether the reader may do this in this case."""
        return deed in self.deeds


async def case_head(session: AsyncSession, actor: Actor, *, case_id: int) -> CaseHead:
    """Open a case; that it was opened is audited, so the unit must be one that writes. Raises NotFound."""
    demand(actor, Deed.SEE_CASES)
    case = await find(session, visible_cases(actor), case_id)
    audit.record(session, AuditAction.OPENED, "case", case.key, person_id=case.person_id)
    rows = (
        sa.select(Person, Programme, Office, Staff, Restriction)
        .select_from(Person)
        .join(Programme, col(Programme.id) == case.programme_id)
        .join(Office, col(Office.id) == case.office_id)
        .outerjoin(Staff, col(Staff.id) == case.worker_id)
        .outerjoin(Restriction, (col(Restriction.person_id) == case.person_id) & col(Restriction.lifted_at).is_(None))
        .where(col(Person.id) == case.person_id)
    )
    person, programme, office, worker, restriction = (await session.execute(rows)).one()
    team = await team_of(session, case_id=case.key)
    works = case.secrecy is Secrecy.OPEN or actor.number in {one.staff_id for one in team}
    entry = None if works else await entered_until(session, actor, case_id=case.key)
    return CaseHead(
        case=case,
        person_id=person.key,
        name=person.full_name,
        born=person.born,
        programme=programme,
        office=office,
        worker=worker,
        team=team,
        deeds=actor.deeds if works else actor.deeds & SEEING,
        open_until=entry.until if entry else None,
        restriction=restriction,
    )


async def team_of(session: AsyncSession, *, case_id: int) -> tuple[TeamName, ...]:
    """Who is named to work on the case now, by name."""
    rows = (
        sa.select(col(TeamMember.staff_id), col(Staff.name))
        .join(Staff, col(Staff.id) == col(TeamMember.staff_id))
        .where(col(TeamMember.case_id) == case_id, col(TeamMember.until).is_(None))
        .order_by(col(Staff.name), col(Staff.id))
    )
    return tuple(TeamName(number, name) for number, name in await session.execute(rows))
