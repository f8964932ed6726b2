"""Cases for the tests: written as rows, in whatever state a test begins with."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from models.cases import Case, CaseStatus, Secrecy, TeamMember
from models.people import Person
from models.places import Programme
from models.staff import Staff
from tests.cast import Cast

WISHED = date(2026, 11, 16)


async def case_of(
    session: AsyncSession,
    cast: Cast,
    person: Person,
    programme: Programme,
    *,
    status: CaseStatus = CaseStatus.ACTIVE,
    secrecy: Secrecy = Secrecy.OPEN,
    worker: Staff | None = None,
    team: tuple[Staff, ...] = (),
) -> Case:
    """A case of the person's office; its number is the next. A guarded case guards the person."""
    case = Case(
        organisation_id=person.organisation_id,
        number="",
        person_id=person.key,
        programme_id=programme.key,
        office_id=person.office_id,
        status=status,
        secrecy=secrecy,
        worker_id=worker.id if worker else None,
        wished_on=WISHED,
    )
    case.number = f"{programme.code}-2026-{person.key:05}-{programme.key}"
    session.add(case)
    if secrecy is not Secrecy.OPEN:
        (await session.get_one(Person, person.key)).guarded = True
    await session.flush()
    session.add_all(
        TeamMember(organisation_id=case.organisation_id, case_id=case.key, staff_id=one.key, since=clock.now())
        for one in team
    )
    await session.flush()
    return case
