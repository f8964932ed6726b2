"""The short lists that forms choose from: offices, districts, kitchens, programmes."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, visible_kitchens, visible_offices
from domain.refusals import NotFound
from models.places import District, Kitchen, Office, Organisation, Programme, ProgrammeKind
from models.routes import Vehicle


async def organisation_of(session: AsyncSession, actor: Actor) -> Organisation:
    """The organisation in whose name the actor works or is served."""
    found = await session.get(Organisation, actor.organisation_id) if actor.organisation_id else None
    if found is None:
        raise NotFound
    return found


async def organisations(session: AsyncSession) -> list[int]:
    """The numbers of every organisation: for work that is done in each, one after another."""
    rows = await session.scalars(sa.select(col(Organisation.id)).order_by(col(Organisation.id)))
    return [number for number in rows if number is not None]


async def referred_to(session: AsyncSession) -> dict[str, list[tuple[int, str]]]:
    """What the records of the short lists may refer to, by number and name, also what is no longer used."""
    return {kind.__tablename__: await _named(session, kind) for kind in (Office, Kitchen, Vehicle, Programme)}


async def _named(session: AsyncSession, kind: type[Office | Kitchen | Vehicle | Programme]) -> list[tuple[int, str]]:
    rows = sa.select(col(kind.id), col(kind.name)).order_by(col(kind.name))
    return [(number, name) for number, name in await session.execute(rows) if number is not None]


async def offices(session: AsyncSession, actor: Actor) -> list[Office]:
    """The offices the actor may work for, by name."""
    return list(await session.scalars(visible_offices(actor).order_by(col(Office.name), col(Office.id))))


async def districts(session: AsyncSession, _actor: Actor) -> list[District]:
    """Every district of the organisation, by name; a stranger is shown those of all organisations."""
    return list(await session.scalars(sa.select(District).order_by(col(District.name), col(District.id))))


async def kitchens(session: AsyncSession, actor: Actor) -> list[Kitchen]:
    """The kitchens whose sheets the actor may see, by name."""
    return list(await session.scalars(visible_kitchens(actor).order_by(col(Kitchen.name), col(Kitchen.id))))


async def programmes(session: AsyncSession, _actor: Actor, *, kind: ProgrammeKind | None = None) -> list[Programme]:
    """The programmes that are run now, in the order of the catalogue."""
    rows = sa.select(Programme).where(col(Programme.active))
    if kind:
        rows = rows.where(col(Programme.kind) == kind)
    return list(await session.scalars(rows.order_by(col(Programme.code), col(Programme.id))))
