"""For whom a code or a chat stands: a person, a relative or a driver, as far as linking needs to know."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind
from domain.addresses import street_of
from domain.links.knowing import first_name
from domain.refusals import NotFound
from models.chats import Chat, LinkCode
from models.people import Address, Kinship, Person, PersonStatus, Relative
from models.places import District
from models.routes import Driver


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
    #: The person whose record it is part of; none for a driver.
    person_id: int | None

    @property
    def first_name(self) -> str:
        """The first name alone."""
        return first_name(self.name)

    @property
    def actor(self) -> Actor:
        """Who writes from the chat."""
        return Actor(self.kind, self.number, self.organisation_id, language=self.language, name=self.first_name)


async def owner_of(session: AsyncSession, row: Chat | LinkCode) -> Owner:
    """Whom the row stands for. Raises NotFound for somebody who is served no longer."""
    if row.person_id is not None:
        return await _person(session, row.person_id)
    if row.relative_id is not None:
        return await _relative(session, row.relative_id)
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


def _known(*phones: str | None) -> frozenset[str]:
    return frozenset(phone for phone in phones if phone)
