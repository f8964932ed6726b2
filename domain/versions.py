"""Of two who save the same record, the second is told: who was quicker, and when; nothing is overwritten unseen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import col

from domain import audit
from domain.access import ActorKind
from domain.audit_owners import person_of
from domain.refusals import Stale
from models.audit import AuditAction, AuditEntry
from models.base import Record, Versioned
from models.staff import Staff


@dataclass(frozen=True)
class LastChange:
    """When a record was last changed, and by whom of the staff; nobody's name for what came from elsewhere."""

    at: datetime
    who: str


def demand_version(row: Versioned, version: int | None) -> None:
    """Raise Stale when the form was filled from an older state of the row."""
    if version is not None and row.version != version:
        raise Stale(row)


def demand_seen(seen: str | None, stands: str, row: Record | None = None) -> None:
    """Raise Stale when the form was filled from something else than what stands now.

    For what is kept in several rows and has no version of its own; to be asked under a lock.
    """
    if seen is not None and seen != stands:
        raise Stale(row)


def touch(session: AsyncSession, row: Versioned) -> None:
    """Make a new version of a row for a change in the rows that belong to it, and note who made it."""
    row.version += 1
    facts: Any = row
    person_id = person_of(session.sync_session, row)
    audit.record(session, AuditAction.CHANGED, facts.__tablename__, facts.id, person_id=person_id)


async def flush_or_stale(session: AsyncSession) -> None:
    """Write what was changed. Raises Stale when somebody was quicker by a moment."""
    try:
        await session.flush()
    except StaleDataError:
        raise Stale from None


async def last_change(session: AsyncSession, stale: Stale) -> LastChange | None:
    """Who was quicker, for whoever had the same record open to change it; None where the audit does not tell."""
    if stale.record_id is None:
        return None
    rows = (
        sa.select(AuditEntry)
        .where(
            col(AuditEntry.record) == stale.record,
            col(AuditEntry.record_id) == stale.record_id,
            col(AuditEntry.action).in_((AuditAction.CREATED, AuditAction.CHANGED)),
        )
        .order_by(col(AuditEntry.id).desc())
    )
    entry = await session.scalar(rows.limit(1))
    return LastChange(entry.at, await _name(session, entry.actor)) if entry else None


async def _name(session: AsyncSession, label: str) -> str:
    """The name behind the label of a member of staff."""
    kind, _, number = label.partition(":")
    if kind != ActorKind.STAFF.value or not number.isdigit():
        return ""
    return await session.scalar(sa.select(col(Staff.name)).where(col(Staff.id) == int(number))) or ""
