"""What the first page of a case shows beside its head: contacts, suspensions, the last notes."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed
from domain.cases.heads import CaseHead, case_head
from domain.cases.notes import NoteRow, notes_of
from domain.cases.suspending import suspensions_of
from domain.contracts.standing import waits_too_long
from models.cases import Suspension
from models.contracts import Contract
from models.people import Address, Kinship, Person, Relative

LAST_NOTES = 5


@dataclass(frozen=True)
class CaseOverview:
    """The case at a glance."""

    head: CaseHead
    person: Person
    address: Address
    kin: list[tuple[Relative, Kinship]]
    suspensions: list[Suspension]
    notes: list[NoteRow]
    #: The contract or annex that has waited for signatures too long.
    unsigned: Contract | None


async def case_overview(session: AsyncSession, actor: Actor, *, case_id: int) -> CaseOverview:
    """Open a case at its first page; audited, so the unit must be one that writes. Raises NotFound."""
    head = await case_head(session, actor, case_id=case_id)
    rows = sa.select(Person, Address).join(Address, col(Address.id) == col(Person.address_id))
    person, address = (await session.execute(rows.where(col(Person.id) == head.person_id))).one()
    kin = (
        sa.select(Relative, Kinship)
        .join(Kinship, col(Kinship.relative_id) == col(Relative.id))
        .where(col(Kinship.person_id) == head.person_id, col(Kinship.ended_at).is_(None))
        .order_by(col(Kinship.call_order), col(Relative.id))
    )
    return CaseOverview(
        head=head,
        person=person,
        address=address,
        kin=[(relative, kinship) for relative, kinship in await session.execute(kin)],
        suspensions=await suspensions_of(session, head.case),
        notes=await _last_notes(session, actor, case_id),
        unsigned=await waits_too_long(session, case_id),
    )


async def _last_notes(session: AsyncSession, actor: Actor, case_id: int) -> list[NoteRow]:
    if not actor.may(Deed.SEE_NOTES):
        return []
    return (await notes_of(session, actor, case_id=case_id, per_page=LAST_NOTES)).rows
