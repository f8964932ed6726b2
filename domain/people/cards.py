"""A service user's card: all that the office needs on one page, in a fixed number of queries."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, audit, clock
from domain.access import Actor, ActorKind, Deed
from domain.people.history import Event, history_of
from domain.people.numbers import EGN_SCOPE, masked
from domain.refusals import NotAllowed
from domain.relatives import Kin, kin_of
from domain.rights.restricting import restriction_of
from domain.second_factor import demand_renewed
from domain.secrets import unseal
from domain.task_sheets import TaskRow, open_tasks
from models.audit import AuditAction
from models.chats import Chat, ChatStatus
from models.meals import Pause
from models.people import Address, Person, PersonStatus
from models.places import District, Office
from models.rights import ErasedPerson, Restriction


@dataclass(frozen=True)
class PersonCard:
    """Who and where, what is true today, what is next, and what happened."""

    person: Person
    address: Address
    district: District
    office: Office
    #: "******7500"; empty when there is none.
    egn_masked: str
    kin: list[Kin]
    #: The person's own chat, when it is linked.
    chat: Chat | None
    #: Of the person and of the relatives, waiting ones first.
    chats: list[Chat]
    #: That have not ended yet.
    pauses: list[Pause]
    tasks: list[TaskRow]
    events: list[Event]
    #: While it holds, the card is shown and not changed.
    restriction: Restriction | None
    #: The card says nothing of anybody any more, and nothing is written on it.
    erased: ErasedPerson | None


async def person_card(session: AsyncSession, actor: Actor, *, person_id: int) -> PersonCard:
    """Open the card; that it was opened is audited, so the unit must be one that writes."""
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    person = await access.find(session, access.visible_people(actor), person_id)
    audit.record(session, AuditAction.OPENED, "person", person.key, person_id=person.key)
    address, district, office = await _place(session, person)
    kin = await kin_of(session, actor, person_id=person.key)
    chats = await _chats(session, person, kin)
    return PersonCard(
        person=person,
        address=address,
        district=district,
        office=office,
        egn_masked=masked(person.egn_sealed),
        kin=kin,
        chat=next((c for c in chats if c.person_id == person.id and c.status is ChatStatus.LINKED), None),
        chats=chats,
        pauses=await _pauses(session, person),
        tasks=await open_tasks(session, actor, person_id=person.key),
        events=await history_of(session, actor, person_id=person.key),
        restriction=await restriction_of(session, person_id=person.key),
        erased=None if person.status is PersonStatus.ACTIVE else await session.get(ErasedPerson, person.key),
    )


async def _place(session: AsyncSession, person: Person) -> tuple[Address, District, Office]:
    rows = (
        sa.select(Address, District, Office)
        .join(District, col(District.id) == col(Address.district_id))
        .join(Office, col(Office.id) == person.office_id)
        .where(col(Address.id) == person.address_id)
    )
    return (await session.execute(rows)).one()


async def _chats(session: AsyncSession, person: Person, kin: list[Kin]) -> list[Chat]:
    """Chats that are linked or wait, of the person and of the relatives."""
    relatives = [one.relative.key for one in kin]
    rows = sa.select(Chat).where(
        (col(Chat.person_id) == person.key) | col(Chat.relative_id).in_(relatives),
        col(Chat.status) != ChatStatus.REVOKED,
    )
    found = await session.scalars(rows.order_by(col(Chat.id)))
    return sorted(found, key=lambda chat: chat.status is not ChatStatus.WAITING)


async def _pauses(session: AsyncSession, person: Person) -> list[Pause]:
    rows = sa.select(Pause).where(
        col(Pause.person_id) == person.key,
        col(Pause.returns_on).is_(None) | (col(Pause.returns_on) > clock.today()),
    )
    return list(await session.scalars(rows.order_by(col(Pause.starts_on), col(Pause.id))))


async def show_egn(session: AsyncSession, actor: Actor, *, person_id: int) -> str:
    """The whole ЕГН of one person; audited, and only for whoever gave password and code anew."""
    access.demand(actor, Deed.REVEAL_EGN)
    person = await access.find(session, access.visible_people(actor), person_id)
    demand_renewed(actor)
    audit.record(session, AuditAction.OPENED, EGN_SCOPE, person.key, person_id=person.key)
    await session.flush()
    return unseal(person.egn_sealed, EGN_SCOPE) if person.egn_sealed else ""
