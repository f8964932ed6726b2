"""The institutions with which people are referred: schools, hospitals, directorates, homes, organisations."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, Rows, demand, find, nothing
from domain.phrases import Phrase, _
from domain.refusals import WrongInput
from domain.versions import demand_version, flush_or_stale
from models.referrals import Institution, InstitutionKind
from models.staff import Role, Staff

_LONGEST = {"name": 160, "address": 200, "phone": 60, "email": 120}


@dataclass(frozen=True)
class InstitutionFacts:
    """What a form says of an institution."""

    kind: InstitutionKind
    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    active: bool = True


@dataclass(frozen=True)
class InstitutionRow:
    """An institution, and whether somebody of it signs in to answer by itself."""

    institution: Institution
    signs_in: bool


def visible_institutions(actor: Actor) -> Rows[Institution]:
    """All of the organisation for whoever refers or keeps the list; a partner knows its own only."""
    rows = sa.select(Institution)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is ActorKind.STAFF and actor.role is Role.PARTNER:
        return rows.where(col(Institution.id) == actor.institution_id)
    if actor.kind is ActorKind.STAFF and (actor.may(Deed.SEND_REFERRALS) or actor.may(Deed.MANAGE_LISTS)):
        return rows
    return rows.where(nothing())


async def institutions(session: AsyncSession, actor: Actor, *, only_active: bool = True) -> list[InstitutionRow]:
    """The institutions somebody may choose from, by name; without `only_active` also those no longer used."""
    partners = sa.select(col(Staff.institution_id)).where(
        col(Staff.institution_id) == col(Institution.id), col(Staff.active), col(Staff.role) == Role.PARTNER
    )
    rows = visible_institutions(actor).add_columns(partners.exists())
    if only_active:
        rows = rows.where(col(Institution.active))
    rows = rows.order_by(col(Institution.active).desc(), col(Institution.name), col(Institution.id))
    return [InstitutionRow(one, signs_in) for one, signs_in in await session.execute(rows)]


async def institution(session: AsyncSession, actor: Actor, *, institution_id: int) -> Institution:
    """One institution, for the form that changes it. Raises NotFound."""
    demand(actor, Deed.MANAGE_LISTS)
    return await find(session, visible_institutions(actor), institution_id)


async def signs_in(session: AsyncSession, institution_id: int) -> bool:
    """Whether somebody of the institution answers in the panel; for the others the office writes down the answer."""
    rows = sa.select(col(Staff.id)).where(
        col(Staff.institution_id) == institution_id, col(Staff.active), col(Staff.role) == Role.PARTNER
    )
    return await session.scalar(rows.limit(1)) is not None


async def save_institution(
    session: AsyncSession,
    actor: Actor,
    *,
    facts: InstitutionFacts,
    institution_id: int | None = None,
    version: int | None = None,
) -> Institution:
    """Enter an institution, or change one. Raises WrongInput by field, NotFound, Stale for an old `version`."""
    demand(actor, Deed.MANAGE_LISTS)
    found = Institution(organisation_id=actor.organisation, kind=facts.kind, name="")
    if institution_id is not None:
        found = await find(session, visible_institutions(actor), institution_id, fresh=True)
        demand_version(found, version)
    wrong = await _wrong(session, facts, institution_id)
    if wrong:
        raise WrongInput(**wrong)
    found.kind, found.active = facts.kind, facts.active
    for name in _LONGEST:
        setattr(found, name, _tidy(getattr(facts, name)))
    session.add(found)
    await flush_or_stale(session)
    return found


async def _wrong(session: AsyncSession, facts: InstitutionFacts, institution_id: int | None) -> dict[str, Phrase]:
    wrong = {
        name: _("This text is too long. Please shorten it.")
        for name, most in _LONGEST.items()
        if len(getattr(facts, name)) > most
    }
    name = _tidy(facts.name)
    if not name:
        wrong["name"] = _("Please write the name of the institution.")
    same = sa.select(col(Institution.id)).where(col(Institution.name) == name)
    number = await session.scalar(same.limit(1))
    if number is not None and number != institution_id:
        wrong["name"] = _("An institution with this name is on the list already.")
    return wrong


def _tidy(text: str) -> str:
    return " ".join(text.split())
