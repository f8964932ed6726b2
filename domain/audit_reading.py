"""Reading the audit: who did what to which record, newest first. Only for those whose work it is."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand, visible_audit
from domain.openings import names_of
from domain.phrases import Spoken
from models.audit import AuditAction, AuditEntry
from models.people import Person

PER_PAGE = 50


@dataclass(frozen=True)
class AuditRow:
    """One deed: who did it, in whose name where that is somebody else, and whose file it is a part of."""

    entry: AuditEntry
    who: Spoken
    for_whom: Spoken | None
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
    labels = {label for entry in entries for label in (entry.actor, entry.on_behalf_of) if label}
    names = await names_of(session, labels)
    numbers = {entry.person_id for entry in entries if entry.person_id}
    people = await session.scalars(sa.select(Person).where(col(Person.id).in_(numbers)))
    of_people = {person.id: person.full_name for person in people}
    return [
        AuditRow(
            entry,
            names[entry.actor],
            names.get(entry.on_behalf_of),
            of_people.get(entry.person_id, ""),
        )
        for entry in entries
    ]
