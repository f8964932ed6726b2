"""Reading the audit: who did what to which record, newest first. Only for those whose work it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, demand, visible_audit
from models.audit import AuditAction, AuditEntry
from models.base import Owned
from models.people import Person, Relative
from models.routes import Driver
from models.staff import Staff

PER_PAGE = 50
_NAMED: tuple[tuple[ActorKind, type[Owned], Any], ...] = (
    (ActorKind.STAFF, Staff, col(Staff.name)),
    (ActorKind.PERSON, Person, col(Person.first_name) + " " + col(Person.last_name)),
    (ActorKind.RELATIVE, Relative, col(Relative.name)),
    (ActorKind.DRIVER, Driver, col(Driver.name)),
)


@dataclass(frozen=True)
class AuditRow:
    """One deed; `who` and `for_whom` are names where the label stands for somebody we know."""

    entry: AuditEntry
    who: str
    for_whom: str
    person: str


@dataclass(frozen=True)
class AuditPage:
    """A page of the audit; `older` begins the next one, None at the end."""

    rows: list[AuditRow]
    older: int | None


async def audit_page(
    session: AsyncSession,
    actor: Actor,
    *,
    record: str = "",
    record_id: int | None = None,
    person_id: int | None = None,
    by: str = "",
    action: AuditAction | None = None,
    older_than: int | None = None,
    per_page: int = PER_PAGE,
) -> AuditPage:
    """The newest deeds, narrowed to a kind of record, one record, one person, one doer (a label) or one action."""
    demand(actor, Deed.SEE_AUDIT)
    rows = visible_audit(actor)
    wanted = {"record": record, "record_id": record_id, "person_id": person_id, "actor": by, "action": action}
    for name, value in wanted.items():
        if value:
            rows = rows.where(getattr(AuditEntry, name) == value)
    if older_than:
        rows = rows.where(col(AuditEntry.id) < older_than)
    found = list(await session.scalars(rows.order_by(col(AuditEntry.id).desc()).limit(per_page + 1)))
    shown = found[:per_page]
    return AuditPage(await _with_names(session, shown), shown[-1].id if len(found) > per_page else None)


async def _with_names(session: AsyncSession, entries: list[AuditEntry]) -> list[AuditRow]:
    labels = {label for entry in entries for label in (entry.actor, entry.on_behalf_of)}
    names = await _names(session, labels)
    numbers = {entry.person_id for entry in entries if entry.person_id}
    people = await session.scalars(sa.select(Person).where(col(Person.id).in_(numbers)))
    of_people = {person.id: person.full_name for person in people}
    return [
        AuditRow(
            entry,
            names.get(entry.actor, entry.actor),
            names.get(entry.on_behalf_of, entry.on_behalf_of),
            of_people.get(entry.person_id, ""),
        )
        for entry in entries
    ]


async def _names(session: AsyncSession, labels: Iterable[str]) -> dict[str, str]:
    """The names behind labels such as "staff:5"."""
    names: dict[str, str] = {}
    for kind, table, name in _NAMED:
        numbers = {int(label.partition(":")[2]) for label in labels if _is_of(kind, label)}
        rows = sa.select(col(table.id), name).where(col(table.id).in_(numbers))
        names |= {f"{kind.value}:{number}": found for number, found in await session.execute(rows)}
    return names


def _is_of(kind: ActorKind, label: str) -> bool:
    found, _, number = label.partition(":")
    return found == kind.value and number.isdigit()
