"""For whom a code or a chat stands, as far as linking needs to know: a person, a relative, a driver, a colleague."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import ActorKind
from domain.addresses import street_of
from domain.links.colleagues import HAVE_CHATS
from domain.links.knowing import first_name
from domain.phones import NotAPhone, parse_phone
from domain.refusals import NotFound
from domain.staff_actors import works_on
from models.chats import Chat, LinkCode
from models.people import Address, Kinship, Person, PersonStatus, Relative
from models.places import District, Office
from models.routes import Driver
from models.staff import Staff, StaffOffice


@dataclass(frozen=True)
class Owner:
    """Whose chat it is or would be."""

    kind: ActorKind
    number: int
    organisation_id: int
    name: str
    street: str
    phones: frozenset[str]
    language: str
    office_id: int
    #: The person whose record it is part of; none for a driver and a colleague.
    person_id: int | None

    @property
    def first_name(self) -> str:
        """The first name alone."""
        return first_name(self.name)


async def owner_of(session: AsyncSession, row: Chat | LinkCode) -> Owner:
    """Whom the row stands for. Raises NotFound for somebody who is served no longer."""
    if row.person_id is not None:
        return await _person(session, row.person_id)
    if row.relative_id is not None:
        return await _relative(session, row.relative_id)
    if row.staff_id is not None:
        return await _colleague(session, row.staff_id)
    return await _driver(session, row.driver_id)


def _home(where: sa.ColumnElement[bool]) -> sa.Select[Person, Address]:
    """People who are served, with their addresses."""
    return (
        sa.select(Person, Address)
        .join(Address, col(Address.id) == col(Person.address_id))
        .where(where, col(Person.status) == PersonStatus.ACTIVE)
    )


async def _person(session: AsyncSession, number: int) -> Owner:
    found = (await session.execute(_home(col(Person.id) == number))).first()
    if found is None:
        raise NotFound
    person, address = found
    return Owner(
        kind=ActorKind.PERSON,
        number=person.key,
        organisation_id=person.organisation_id,
        name=person.full_name,
        street=street_of(address),
        phones=_known(person.phone, person.second_phone),
        language=person.language,
        office_id=person.office_id,
        person_id=person.key,
    )


async def _relative(session: AsyncSession, number: int) -> Owner:
    """A relative, with the street and the office of the first of the people."""
    relative = await session.get(Relative, number)
    kin = sa.select(col(Kinship.person_id)).where(col(Kinship.relative_id) == number, col(Kinship.ended_at).is_(None))
    home = (await session.execute(_home(col(Person.id).in_(kin)).order_by(col(Person.id)).limit(1))).first()
    if relative is None or home is None:
        raise NotFound
    person, address = home
    return Owner(
        kind=ActorKind.RELATIVE,
        number=relative.key,
        organisation_id=relative.organisation_id,
        name=relative.name,
        street=street_of(address),
        phones=_known(relative.phone),
        language=relative.language,
        office_id=person.office_id,
        person_id=person.key,
    )


async def _driver(session: AsyncSession, number: int | None) -> Owner:
    """A driver, with an office that the kitchen cooks for."""
    driver = await session.get(Driver, number)
    if driver is None or not driver.active:
        raise NotFound
    offices = sa.select(col(District.office_id)).where(col(District.kitchen_id) == driver.kitchen_id)
    office_id = await session.scalar(offices.order_by(col(District.id)).limit(1))
    if office_id is None:
        raise NotFound
    return Owner(
        kind=ActorKind.DRIVER,
        number=driver.key,
        organisation_id=driver.organisation_id,
        name=driver.name,
        street="",
        phones=_known(driver.phone),
        language=driver.language,
        office_id=office_id,
        person_id=None,
    )


async def _colleague(session: AsyncSession, number: int) -> Owner:
    """A member of staff, with the own office, the one that the own kitchen cooks for, or the first of all."""
    member = await session.get(Staff, number)
    if member is None or not member.active or member.role not in HAVE_CHATS or not works_on(member, clock.today()):
        raise NotFound
    own = sa.select(col(StaffOffice.office_id)).where(col(StaffOffice.staff_id) == number)
    cooked = sa.select(col(District.office_id)).where(col(District.kitchen_id) == member.kitchen_id)
    offices = sa.select(col(Office.id)).where(col(Office.organisation_id) == member.organisation_id)
    nearest = sa.case((col(Office.id).in_(own), 0), (col(Office.id).in_(cooked), 1), else_=2)
    office_id = await session.scalar(offices.order_by(nearest, col(Office.id)).limit(1))
    if office_id is None:
        raise NotFound
    return Owner(
        kind=ActorKind.STAFF,
        number=member.key,
        organisation_id=member.organisation_id,
        name=member.name,
        street="",
        phones=_phone_of(member),
        language=member.language,
        office_id=office_id,
        person_id=None,
    )


def _phone_of(member: Staff) -> frozenset[str]:
    """The telephone of a colleague, which the form takes as it is written."""
    try:
        return frozenset({parse_phone(member.phone)})
    except NotAPhone:
        return frozenset()


def _known(*phones: str | None) -> frozenset[str]:
    return frozenset(phone for phone in phones if phone)
