"""Who asks the office for something: whom it is about, which office, and on which phone to call back."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access
from domain.access import Actor, ActorKind
from domain.refusals import NotFound
from models.people import Person, Relative
from models.places import District, Office
from models.routes import Driver


@dataclass(frozen=True)
class Asker:
    """Where a task goes and whom the office calls. `name` is empty when the person herself asks."""

    organisation_id: int
    office_id: int
    person_id: int | None = None
    name: str = ""
    phone: str = ""


async def who_asks(session: AsyncSession, actor: Actor, *, person_id: int | None, office_id: int | None) -> Asker:
    """The asker of a task, from who acts and whom it is about. Raises NotFound for a stranger's record."""
    person = await _about(session, actor, person_id)
    if office_id is not None:
        office = await session.get(Office, office_id)
    elif person is not None:
        office = await session.get(Office, person.office_id)
    else:
        office = await _nearest_office(session, actor)
    if office is None:
        raise NotFound
    asker = Asker(office.organisation_id, office.key, person.key if person else None)
    return await _named(session, actor, asker)


async def _about(session: AsyncSession, actor: Actor, person_id: int | None) -> Person | None:
    """The person whom it is about: the one named, the one who asks, or the only one whose relative asks."""
    if actor.kind in (ActorKind.DRIVER, ActorKind.STRANGER):
        return await session.get(Person, person_id) if person_id is not None else None
    if person_id is not None:
        return await access.find(session, access.visible_people(actor), person_id)
    if actor.kind not in (ActorKind.PERSON, ActorKind.RELATIVE):
        return None
    people = (await session.scalars(access.visible_people(actor).order_by(col(Person.id)).limit(2))).all()
    return people[0] if len(people) == 1 else None


async def _nearest_office(session: AsyncSession, actor: Actor) -> Office | None:
    """An office for somebody without one: of a relative's first person, of a driver's kitchen, else the first."""
    rows = sa.select(Office)
    if actor.kind is ActorKind.RELATIVE:
        offices = access.visible_people(actor).with_only_columns(col(Person.office_id))
        own = rows.where(col(Office.id).in_(offices))
    elif actor.kind is ActorKind.DRIVER:
        kitchens = sa.select(col(Driver.kitchen_id)).where(col(Driver.id) == actor.number)
        offices = sa.select(col(District.office_id)).where(col(District.kitchen_id).in_(kitchens))
        own = rows.where(col(Office.id).in_(offices))
    else:
        own = rows
    found = await session.scalar(own.order_by(col(Office.id)).limit(1))
    return found or await session.scalar(rows.order_by(col(Office.id)).limit(1))


async def _named(session: AsyncSession, actor: Actor, asker: Asker) -> Asker:
    """With the name and phone of a relative or a driver, whom the office calls instead of the person."""
    found: Relative | Driver | None = None
    if actor.kind is ActorKind.RELATIVE:
        found = await session.get(Relative, actor.number)
    elif actor.kind is ActorKind.DRIVER:
        found = await session.get(Driver, actor.number)
    return replace(asker, name=found.name, phone=found.phone or "") if found else asker
