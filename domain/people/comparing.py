"""Two cards side by side, before they are joined."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit
from domain.access import Actor
from domain.people.joining import CHOICES, two_cards
from domain.people.joining_conflicts import conflicts
from domain.people.numbers import masked
from domain.phrases import Phrase
from models.audit import AuditAction
from models.people import Address, Person
from models.places import Office


@dataclass(frozen=True)
class ComparedCard:
    """One of the two, with what its columns only point to."""

    person: Person
    address: Address
    office: str
    egn_masked: str

    def has(self, key: str) -> bool:
        """Whether anything is written there."""
        return any(getattr(self.person, name) not in (None, "", 0, False) for name in CHOICES[key].columns)


@dataclass(frozen=True)
class Comparison:
    """The card that stays, the one that goes, and what must be settled before."""

    stays: ComparedCard
    goes: ComparedCard
    conflicts: list[Phrase]

    def differs(self, key: str) -> bool:
        """Whether the two say different things."""
        return any(getattr(self.stays.person, name) != getattr(self.goes.person, name) for name in CHOICES[key].columns)

    def taken(self, key: str) -> bool:
        """Whether the value of the card that goes is the one to begin with: where the other one has none."""
        return self.goes.has(key) and not self.stays.has(key)


async def compare_cards(session: AsyncSession, actor: Actor, *, stays_id: int, goes_id: int) -> Comparison:
    """Open both cards, which is audited, so the unit must be one that writes. Raises NotFound, JoinedAlready."""
    stays, goes = await two_cards(session, actor, first_id=stays_id, second_id=goes_id)
    for person in (stays, goes):
        audit.record(session, AuditAction.OPENED, "person", person.key, person_id=person.key)
    found = await conflicts(session, stays, goes)
    return Comparison(await _compared(session, stays), await _compared(session, goes), found)


async def _compared(session: AsyncSession, person: Person) -> ComparedCard:
    rows = (
        sa.select(Address, col(Office.name))
        .select_from(Address)
        .join(Office, col(Office.id) == person.office_id)
        .where(col(Address.id) == person.address_id)
    )
    address, office = (await session.execute(rows)).one()
    return ComparedCard(person, address, office, masked(person.egn_sealed))
