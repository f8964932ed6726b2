"""Restricting a person's records while a request is examined, and lifting it with a reason."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import Actor, ActorKind, Deed, Rows
from domain.phrases import _
from domain.refusals import NotAllowed, NotFound, Refusal, WrongInput
from domain.rights.former import either
from domain.rights.guard import forget_what_is_known
from models.people import Person
from models.rights import DataRequest, Restriction


class AlreadyRestricted(Refusal):
    """These records are restricted already. Please lift that restriction first if another reason holds now."""


class NotRestricted(Refusal):
    """These records are not restricted any more. Nothing is left to lift: they can be changed."""


async def restrict(
    session: AsyncSession, actor: Actor, *, person_id: int, reason: str, request_id: int | None = None
) -> Restriction:
    """Keep the person's card, cases and applications as they are until it is lifted (чл. 18 ОРЗД).

    Raises NotFound, AlreadyRestricted and WrongInput.
    """
    person = await _person(session, actor, person_id)
    if not reason.strip():
        raise WrongInput(reason=_("Please write why the records are restricted."))
    if request_id is not None:
        await _demand_request_of(session, person, request_id)
    restriction = Restriction(
        organisation_id=person.organisation_id,
        person_id=person.key,
        request_id=request_id,
        reason=reason.strip(),
        since=clock.now(),
        set_by=actor.number or 0,
    )
    session.add(restriction)
    try:
        await session.flush()
    except IntegrityError:
        raise AlreadyRestricted from None
    forget_what_is_known(session.sync_session)
    return restriction


async def lift_restriction(session: AsyncSession, actor: Actor, *, person_id: int, reason: str) -> Restriction:
    """Let the records be changed again; the person is told before (чл. 18(3) ОРЗД).

    Raises NotRestricted and WrongInput.
    """
    person = await _person(session, actor, person_id)
    restriction = await restriction_of(session, person_id=person.key, lock=True)
    if restriction is None:
        raise NotRestricted
    if not reason.strip():
        raise WrongInput(lift_reason=_("Please write why the restriction is lifted, and that the person was told."))
    restriction.lifted_at, restriction.lifted_by = clock.now(), actor.number
    restriction.lift_reason = reason.strip()
    await session.flush()
    forget_what_is_known(session.sync_session)
    return restriction


def answered_for(actor: Actor) -> Rows[Person]:
    """People whose requests the actor answers: everybody that the actor may find, for a head those of the own teams.

    So a guarded person's request has somebody to answer it, and the file stays with those who know it; where nobody
    works on it any more, the officer or the head of the office answers.
    """
    own = access.of_team(actor)
    found = access.visible_people(actor).where(access.within(actor, Deed.ANSWER_REQUESTS, Person.office_id, named=own))
    return either(found, access.former_people(actor))


async def restriction_of(session: AsyncSession, *, person_id: int, lock: bool = False) -> Restriction | None:
    """The restriction that holds for a person now; whether the actor may know of the person, the caller has asked."""
    rows = sa.select(Restriction).where(col(Restriction.person_id) == person_id, col(Restriction.lifted_at).is_(None))
    return await session.scalar(rows.with_for_update() if lock else rows)


def restricted_people() -> sa.Select[int]:
    """The numbers of everybody whose records are restricted, for jobs that must leave them out."""
    return sa.select(col(Restriction.person_id)).where(col(Restriction.lifted_at).is_(None))


async def _person(session: AsyncSession, actor: Actor, person_id: int) -> Person:
    access.demand(actor, Deed.ANSWER_REQUESTS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    return await access.find(session, answered_for(actor), person_id)


async def _demand_request_of(session: AsyncSession, person: Person, request_id: int) -> None:
    request = await session.get(DataRequest, request_id)
    if request is None or request.person_id != person.key:
        raise NotFound
