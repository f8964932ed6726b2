"""One person made anonymous, on a granted request for erasure (art. 17 of Regulation (EU) 2016/679)."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, demand, find, visible_people
from domain.keeping.blanking import blank_people
from domain.keeping.kinds import Kind, ended_by
from domain.keeping.rules import Term, terms_of
from domain.keeping.subjects import PERSON
from domain.phrases import _, say
from domain.refusals import Refusal, WrongInput
from domain.second_factor import demand_renewed
from models.cases import LIVE, Case
from models.people import Person, PersonStatus
from models.rights import DataRequest, DataRight, ErasedPerson, RequestStatus, Restriction
from models.tasks import ALARMS, Task


class StillServed(Refusal):
    """This person is served still. Please end the service on the card first."""


class CaseIsLive(Refusal):
    """This person has an open case. Please close it first: what an open case needs may not be erased."""


class AlarmIsOpen(Refusal):
    """An alarm about this person is open. Please see to it first."""


class DataIsRestricted(Refusal):
    """These records are restricted: they may be neither changed nor erased. Please lift the restriction first."""


class LawWantsIt(Refusal):
    """The law wants some of these records kept: {kinds}. Please answer the request with that reason (art. 17(3))."""


class NothingGranted(Refusal):
    """No request for erasure of this person was granted. Please answer the request first."""


class ErasedAlready(Refusal):
    """The data of this person are anonymous already."""


@dataclass(frozen=True)
class Erasure:
    """Whether somebody's data may be erased: the request that was granted, and what stands against it."""

    person: Person
    request: DataRequest | None = None
    against: Refusal | None = None
    erased: ErasedPerson | None = None
    #: Other cards of the same person, which go with this one.
    joined: list[Person] = field(default_factory=list)


async def erasure_of(session: AsyncSession, actor: Actor, *, person_id: int) -> Erasure:
    """What would be erased, and what stands against it. Raises NotFound for a stranger's card."""
    demand(actor, Deed.ERASE_PEOPLE)
    person = await find(session, visible_people(actor), person_id)
    erased = await session.get(ErasedPerson, person.key)
    joined = await _joined(session, person)
    everybody = [person.key, *(one.key for one in joined)]
    request = await _granted(session, everybody)
    against: Refusal | None = ErasedAlready() if erased else await _against(session, actor, [person, *joined])
    if against is None and request is None:
        against = NothingGranted()
    return Erasure(person, request, against, erased, joined)


async def erase_person(session: AsyncSession, actor: Actor, *, person_id: int, typed: str) -> None:
    """Make a person anonymous for ever. `typed` is the number of the card, written to be sure.

    Raises RenewalNeeded, WrongInput, and what stands against it: StillServed, CaseIsLive, AlarmIsOpen,
    DataIsRestricted, LawWantsIt, NothingGranted, ErasedAlready.
    """
    demand(actor, Deed.ERASE_PEOPLE)
    demand_renewed(actor)
    await find(session, visible_people(actor).with_for_update(), person_id, fresh=True)
    erasure = await erasure_of(session, actor, person_id=person_id)
    if erasure.against:
        raise erasure.against
    if typed.strip() != str(person_id):
        raise WrongInput(typed=_("Please write the number of the card, as it stands above, to be sure."))
    await blank_people(
        session,
        actor.organisation,
        [person_id, *(one.key for one in erasure.joined)],
        by=actor.number if actor.kind is ActorKind.STAFF else None,
        basis=_BASIS,
        request_id=erasure.request.key if erasure.request else None,
    )


_BASIS = "art. 17 of Regulation (EU) 2016/679"


async def _joined(session: AsyncSession, person: Person) -> list[Person]:
    """Every other card of the person: the one it was joined to, and those joined to that."""
    root = person.same_as_id or person.key
    rows = sa.select(Person).where(
        (col(Person.same_as_id) == root) | (col(Person.id) == root), col(Person.id) != person.key
    )
    return list(await session.scalars(rows.order_by(col(Person.id))))


async def _granted(session: AsyncSession, persons: list[int]) -> DataRequest | None:
    used = sa.select(col(ErasedPerson.request_id)).where(col(ErasedPerson.request_id).is_not(None))
    rows = sa.select(DataRequest).where(
        col(DataRequest.person_id).in_(persons),
        col(DataRequest.right) == DataRight.ERASURE,
        col(DataRequest.status) == RequestStatus.GRANTED,
        col(DataRequest.id).not_in(used),
    )
    return await session.scalar(rows.order_by(col(DataRequest.id).desc()).limit(1))


async def _against(session: AsyncSession, actor: Actor, people: list[Person]) -> Refusal | None:
    """What must be seen to before; also what this reader may not see stands against it."""
    persons = [one.key for one in people]
    if any(one.status is PersonStatus.ACTIVE and one.same_as_id is None for one in people):
        return StillServed()
    if await _any(session, sa.select(col(Case.id)).where(col(Case.person_id).in_(persons), col(Case.status).in_(LIVE))):
        return CaseIsLive()
    alarms = sa.select(col(Task.id)).where(
        col(Task.person_id).in_(persons), col(Task.kind).in_(ALARMS), col(Task.closed_at).is_(None)
    )
    if await _any(session, alarms):
        return AlarmIsOpen()
    restricted = sa.select(col(Restriction.id)).where(
        col(Restriction.person_id).in_(persons), col(Restriction.lifted_at).is_(None)
    )
    if await _any(session, restricted):
        return DataIsRestricted()
    wanted = [
        term.kind for term in await terms_of(session, actor.organisation) if await _is_wanted(session, term, persons)
    ]
    return LawWantsIt(kinds=_names(actor, wanted)) if wanted else None


async def _is_wanted(session: AsyncSession, term: Term, persons: list[int]) -> bool:
    """Whether a term that the law sets still runs for records of these people (art. 17(3)(b))."""
    kind = term.kind
    if kind.person is None or not (term.is_to_be_kept or term.limit):
        return False
    # A joined card says nothing of its own: it goes with the one in use.
    speaks = PERSON.c.same_as_id.is_(None) if kind.code == "person" else kind.says_something()
    rows = sa.select(kind.table.c.id).where(kind.person.in_(persons), speaks)
    if term.limit and not term.is_to_be_kept:
        # The other files are judged by their own terms: the card does not wait for the request for erasure itself.
        over = ended_by(term.limit) if kind.code == "person" else kind.over(term.limit)
        rows = rows.where(sa.func.coalesce(over, sa.false()).is_(False))
    return await _any(session, rows)


async def _any(session: AsyncSession, rows: sa.Select[Any]) -> bool:
    return await session.scalar(rows.limit(1)) is not None


def _names(actor: Actor, kinds: list[Kind]) -> str:
    return "; ".join(say(actor.language, kind.name) for kind in kinds)
