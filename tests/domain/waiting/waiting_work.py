"""Cases that wait, and places to wait for, written as rows."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from domain.search import searchable
from models.cases import Case, CaseStatus, Secrecy
from models.people import Person, Sex
from models.places import Office
from models.waiting import Places
from tests.case_work import case_of
from tests.cast import Cast


async def waiting_case(
    session: AsyncSession,
    cast: Cast,
    number: int,
    *,
    office: Office | None = None,
    status: CaseStatus = CaseStatus.WAITING,
    secrecy: Secrecy = Secrecy.OPEN,
) -> Case:
    """A case of assistant support for an invented neighbour of баба Мария, who is another one with each number."""
    person = await _neighbour(session, cast, number, office or cast.mladost)
    return await case_of(session, cast, person, cast.assistance, status=status, secrecy=secrecy)


async def _neighbour(session: AsyncSession, cast: Cast, number: int, office: Office) -> Person:
    first_name, last_name = "Съседка", f"Номер {number}"
    person = Person(
        organisation_id=cast.sofia.key,
        office_id=office.key,
        address_id=cast.maria.address_id,
        first_name=first_name,
        last_name=last_name,
        sex=Sex.FEMALE,
        born=date(1940, 1, 1),
        search_text=searchable(first_name, last_name),
        enrolled_on=date(2026, 1, 5),
    )
    session.add(person)
    await session.flush()
    return person


async def places_of(
    session: AsyncSession,
    cast: Cast,
    number: int,
    *,
    office: Office | None = None,
    monthly: bool = False,
    starts_on: date = date(2026, 1, 1),
) -> Places:
    """So many places of assistant support from the beginning of the year."""
    places = Places(
        organisation_id=cast.sofia.key,
        programme_id=cast.assistance.key,
        office_id=office.id if office else None,
        starts_on=starts_on,
        number=number,
        monthly=monthly,
    )
    session.add(places)
    await session.flush()
    return places
