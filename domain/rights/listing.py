"""The requests about the own data: what waits, the overdue ones first, and those of one person."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import Actor, ActorKind, Deed, Reach, Rows
from domain.refusals import NotFound
from domain.rights.former import asking, either, note_look
from domain.rights.restricting import answered_for, restriction_of
from models.people import Person
from models.places import Office
from models.rights import DataRequest, DataRight, RequestStatus, Restriction
from models.staff import Staff

PER_PAGE = 50


@dataclass(frozen=True)
class RequestRow:
    """A request, whose it is, and how many days are left; below nothing it is late."""

    request: DataRequest
    person: str
    days_left: int

    @property
    def is_open(self) -> bool:
        """Whether the person still waits for an answer."""
        return self.request.status is RequestStatus.OPEN

    @property
    def is_late(self) -> bool:
        """Whether the term has passed without an answer."""
        return self.is_open and self.days_left < 0


@dataclass(frozen=True)
class GuardedRequest:
    """That a request waits, and until when; not whose it is."""

    number: int
    office: str
    due_on: date
    days_left: int


@dataclass(frozen=True)
class RequestPage:
    """A page of requests; `older` begins the next one, None at the end."""

    rows: list[RequestRow]
    older: int | None


@dataclass(frozen=True)
class Ways:
    """What the actor may open of a person beside the requests: the card, and what an answer needs."""

    card: bool
    papers: bool


@dataclass(frozen=True)
class PersonRequests:
    """What one person has asked, newest first, and the restriction that holds."""

    person: Person
    rows: list[RequestRow]
    restriction: Restriction | None
    #: Who set the restriction.
    restricted_by: str
    ways: Ways


def visible_requests(actor: Actor) -> Rows[DataRequest]:
    """Requests of people the actor may find, in the actor's offices or in all; in a chat none."""
    rows = sa.select(DataRequest)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is not ActorKind.STAFF:
        return rows.where(access.nothing())
    return rows.where(col(DataRequest.person_id).in_(_people(actor).with_only_columns(col(Person.id))))


def _people(actor: Actor) -> Rows[Person]:
    own = access.of_team(actor)
    found = access.visible_people(actor).where(access.within(actor, Deed.SEE_REQUESTS, Person.office_id, named=own))
    return either(found, access.former_people(actor))


async def open_requests(session: AsyncSession, actor: Actor, *, right: DataRight | None = None) -> list[RequestRow]:
    """Every request that waits for an answer, the longest overdue first."""
    rows = _with_names(actor).where(col(DataRequest.status) == RequestStatus.OPEN)
    if right is not None:
        rows = rows.where(col(DataRequest.right) == right)
    found = await session.execute(rows.order_by(col(DataRequest.due_on), col(DataRequest.id)))
    return [_row(request, person) for request, person in found]


async def guarded_requests(session: AsyncSession, actor: Actor) -> list[GuardedRequest]:
    """Open requests of people whom their team alone may find, for whoever watches over the terms of all of them.

    Number, office and term: nothing that tells whose they are. The team's head answers.
    """
    access.demand(actor, Deed.SEE_REQUESTS)
    if actor.reach(Deed.ANSWER_REQUESTS) is not Reach.ALL:
        return []
    seen = visible_requests(actor).with_only_columns(col(DataRequest.id))
    rows = (
        sa.select(DataRequest, col(Office.name))
        .join(Person, col(Person.id) == col(DataRequest.person_id))
        .join(Office, col(Office.id) == col(Person.office_id))
        .where(col(DataRequest.status) == RequestStatus.OPEN, col(Person.guarded), col(DataRequest.id).not_in(seen))
        .order_by(col(DataRequest.due_on), col(DataRequest.id))
    )
    today = clock.today()
    found = await session.execute(rows)
    return [GuardedRequest(one.key, office, one.due_on, (one.due_on - today).days) for one, office in found]


async def ways_of(session: AsyncSession, actor: Actor, *, person_id: int) -> Ways:
    """The ways that are open from a person's requests."""
    found = access.visible_people(actor)
    return Ways(
        card=await _is_among(session, found, person_id),
        papers=await _is_among(session, either(found, asking(actor)), person_id),
    )


async def _is_among(session: AsyncSession, people: Rows[Person], person_id: int) -> bool:
    rows = people.where(col(Person.id) == person_id).with_only_columns(col(Person.id))
    return await session.scalar(rows) is not None


async def may_answer(session: AsyncSession, actor: Actor, *, person_id: int) -> bool:
    """Whether the requests of this person are the actor's to answer."""
    if not actor.may(Deed.ANSWER_REQUESTS):
        return False
    return await _is_among(session, answered_for(actor), person_id)


async def demand_may_answer(session: AsyncSession, actor: Actor, *, person_id: int) -> None:
    """Raise NotFound where the requests of this person are somebody else's to answer."""
    if not await may_answer(session, actor, person_id=person_id):
        raise NotFound


async def closed_requests(
    session: AsyncSession,
    actor: Actor,
    *,
    right: DataRight | None = None,
    older_than: int | None = None,
    per_page: int = PER_PAGE,
) -> RequestPage:
    """Requests that were answered or withdrawn, the newest first."""
    rows = _with_names(actor).where(col(DataRequest.status) != RequestStatus.OPEN)
    if right is not None:
        rows = rows.where(col(DataRequest.right) == right)
    if older_than is not None:
        rows = rows.where(col(DataRequest.id) < older_than)
    found = list(await session.execute(rows.order_by(col(DataRequest.id).desc()).limit(per_page + 1)))
    shown = [_row(request, person) for request, person in found[:per_page]]
    return RequestPage(shown, shown[-1].request.id if len(found) > per_page else None)


async def requests_of(session: AsyncSession, actor: Actor, *, person_id: int) -> PersonRequests:
    """Everything one person has asked about the own data. Raises NotFound."""
    access.demand(actor, Deed.SEE_REQUESTS)
    person = await access.find(session, _people(actor), person_id)
    await note_look(session, actor, person)
    rows = visible_requests(actor).where(col(DataRequest.person_id) == person.key)
    found = await session.scalars(rows.order_by(col(DataRequest.id).desc()).execution_options(populate_existing=True))
    restriction = await restriction_of(session, person_id=person.key)
    setter = await session.get(Staff, restriction.set_by) if restriction else None
    named = [_row(request, person) for request in found]
    ways = await ways_of(session, actor, person_id=person.key)
    return PersonRequests(person, named, restriction, setter.name if setter else "", ways)


async def one_request(session: AsyncSession, actor: Actor, *, person_id: int, request_id: int) -> RequestRow:
    """One request of a person. Raises NotFound."""
    access.demand(actor, Deed.SEE_REQUESTS)
    rows = visible_requests(actor).where(col(DataRequest.person_id) == person_id)
    request = await access.find(session, rows, request_id, fresh=True)
    person = await session.get_one(Person, request.person_id)
    await note_look(session, actor, person)
    return _row(request, person)


def _with_names(actor: Actor) -> sa.Select[DataRequest, Person]:
    access.demand(actor, Deed.SEE_REQUESTS)
    return visible_requests(actor).add_columns(Person).join(Person, col(Person.id) == col(DataRequest.person_id))


def _row(request: DataRequest, person: Person) -> RequestRow:
    return RequestRow(request, person.full_name, (request.due_on - clock.today()).days)
