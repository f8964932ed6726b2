"""How many places a service has, in an office or everywhere, from a day on: set by the office, with the reason."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, demand, find, nothing, visible_offices
from domain.access.policy import Reach
from domain.phrases import _
from domain.refusals import NotFound, Refusal, WrongInput
from domain.versions import demand_version, flush_or_stale
from domain.waiting.offering import fill_free_places
from domain.waiting.pools import PART_OF, has_places, lock_places, sharing
from models.places import Office, Programme
from models.waiting import Places

MOST = 100_000


class PeriodsOverlap(Refusal):
    """There is already a number of places for these days. Please end that period first, or change it."""


@dataclass(frozen=True)
class PlacesGiven:
    """So many places of a service, in an office or (None) everywhere, in a period."""

    programme_id: int
    office_id: int | None
    starts_on: date
    ends_on: date | None
    number: int
    monthly: bool = False
    basis: str = ""


@dataclass(frozen=True)
class PlacesRow:
    """A number of places with the names that a list shows; no office means everywhere."""

    places: Places
    programme: Programme
    office: Office | None


@dataclass(frozen=True)
class PlacesChoices:
    """The services and offices for which places can be set."""

    services: list[Programme]
    offices: list[Office]


def visible_places(actor: Actor) -> sa.Select[Places]:
    """Numbers of places that the actor may change: those of the own offices; the common ones reach everywhere."""
    rows = sa.select(Places)
    if actor.kind is ActorKind.JOB:
        return rows
    match actor.reach(Deed.SET_PLACES):
        case Reach.ALL:
            return rows
        case Reach.OFFICE:
            return rows.where(col(Places.office_id).in_(actor.offices))
    return rows.where(nothing())


async def places_set(session: AsyncSession, actor: Actor) -> list[PlacesRow]:
    """Every number of places that the actor may change, by service and office, the newest period first."""
    demand(actor, Deed.SET_PLACES)
    rows = (
        visible_places(actor)
        .join(Programme, col(Programme.id) == col(Places.programme_id))
        .outerjoin(Office, col(Office.id) == col(Places.office_id))
        .add_columns(Programme, Office)
        .order_by(col(Programme.code), col(Office.name), col(Places.starts_on).desc())
    )
    return [PlacesRow(*row) for row in await session.execute(rows)]


async def places_choices(session: AsyncSession, actor: Actor) -> PlacesChoices:
    """The services whose places are counted, by code, and the actor's offices, by name. A centre's share its places."""
    demand(actor, Deed.SET_PLACES)
    services = sa.select(Programme).where(has_places(), col(Programme.active))
    return PlacesChoices(
        [one for one in await session.scalars(services.order_by(col(Programme.code))) if not one.facts.get(PART_OF)],
        list(await session.scalars(visible_offices(actor).order_by(col(Office.name)))),
    )


async def set_places(
    session: AsyncSession, actor: Actor, *, given: PlacesGiven, places_id: int | None = None, version: int | None = None
) -> Places:
    """Set or change a number of places; what becomes free is offered at once. Raises PeriodsOverlap, WrongInput, Stale.

    Fewer places than are taken take nobody's place away: none is offered until enough are free.
    """
    demand(actor, Deed.SET_PLACES)
    _check(given)
    places = None
    if places_id is not None:
        places = await find(session, visible_places(actor), places_id, fresh=True)
        demand_version(places, version)
    await _check_whose(session, actor, given)
    await lock_places(session, given.programme_id)
    if places and places.programme_id != given.programme_id:
        raise WrongInput(programme_id=_("Places belong to one service. Please add a new line for another."))
    if await _overlaps(session, given, places_id):
        raise PeriodsOverlap
    places = places or Places(organisation_id=actor.organisation, **vars(given))
    for name, value in vars(given).items():
        setattr(places, name, value)
    session.add(places)
    await flush_or_stale(session)
    await fill_free_places(session, programme_id=given.programme_id)
    return places


def _check(given: PlacesGiven) -> None:
    if not 0 <= given.number <= MOST:
        raise WrongInput(number=_("Please write a whole number of places, 0 or more."))
    if given.ends_on and given.ends_on < given.starts_on:
        raise WrongInput(ends_on=_("The period ends before it begins."))


async def _check_whose(session: AsyncSession, actor: Actor, given: PlacesGiven) -> None:
    """The service and the office are the organisation's; a head sets the places of the own office alone."""
    programme = await find(session, sa.select(Programme).where(has_places()), given.programme_id)
    if (await sharing(session, programme.key))[0] != programme.key:
        raise WrongInput(
            programme_id=_("This service shares the places of its centre. Please set them for the centre.")
        )
    if given.office_id is not None:
        await find(session, sa.select(Office), given.office_id)
    own = actor.kind is ActorKind.JOB or actor.reach(Deed.SET_PLACES) is Reach.ALL or given.office_id in actor.offices
    if not own:
        raise NotFound


async def _overlaps(session: AsyncSession, given: PlacesGiven, places_id: int | None) -> bool:
    """Whether another line holds for one of the days."""
    rows = sa.select(col(Places.id)).where(
        col(Places.programme_id) == given.programme_id,
        col(Places.office_id).is_not_distinct_from(given.office_id),
        col(Places.id).is_distinct_from(places_id),
        col(Places.ends_on).is_(None) | (col(Places.ends_on) >= given.starts_on),
    )
    if given.ends_on:
        rows = rows.where(col(Places.starts_on) <= given.ends_on)
    return await session.scalar(rows.limit(1)) is not None
