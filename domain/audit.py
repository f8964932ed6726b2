"""The session that every door works in: it writes the audit, and shows nobody the rows of another organisation."""

from datetime import date, datetime, time
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlmodel import SQLModel

from domain import clock
from domain.access import STRANGER, Actor
from domain.audit_owners import person_of
from domain.audit_rules import DERIVED, is_sealed
from models.audit import AuditAction, AuditEntry, AuditLink
from models.base import Owned, table_of
from models.cases import Series
from models.chats import Dialogue, HandledUpdate
from models.jobs import JobRun, Lease
from models.outbox import OutboxMessage
from models.staff import PanelSession, SignInAttempt

#: What the program notes for itself: no audit of its own.
UNAUDITED = (
    AuditEntry, AuditLink, Dialogue, HandledUpdate, JobRun, Lease, OutboxMessage, PanelSession, Series, SignInAttempt,
)  # fmt: skip
_TABLE = table_of(AuditEntry)
#: Stands for the column while SQLAlchemy reads the criterion with the bare class `Owned`, which has no table.
_OWNER: sa.ColumnClause[int] = sa.column("organisation_id")


class UnauditedChange(Exception):
    """A set-based change was made without saying that its audit is written by hand."""


class GuardedSession(Session):
    """Audits what it flushes and filters what it reads, in the name of the actor in `info["actor"]`."""

    @property
    def actor(self) -> Actor:
        """In whose name this unit of work is done."""
        found = self.info.get("actor", STRANGER)
        return found if isinstance(found, Actor) else STRANGER


def actor_of(session: AsyncSession) -> Actor:
    """In whose name a unit of work is done."""
    found = session.sync_session.info.get("actor", STRANGER)
    return found if isinstance(found, Actor) else STRANGER


def record(
    session: AsyncSession,
    action: AuditAction,
    kind: str,
    record_id: int | None,
    *,
    person_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    organisation_id: int | None = None,
) -> None:
    """Note a deed that no flush shows: an opened file, an export, a set-based change."""
    actor = actor_of(session)
    session.add(
        AuditEntry(
            organisation_id=organisation_id or actor.organisation_id,
            at=clock.now(),
            actor=actor.label,
            on_behalf_of=actor.on_behalf_of,
            action=action,
            record=kind,
            record_id=record_id,
            person_id=person_id,
            before=before,
            after=after,
        )
    )


@event.listens_for(GuardedSession, "do_orm_execute")
def _stay_in_the_organisation(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and not state.execution_options.get("audited"):
        raise UnauditedChange(str(state.statement))
    organisation = state.session.info.get("actor", STRANGER).organisation_id
    if organisation is None or state.is_column_load or state.is_relationship_load:
        return
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(_only_of(organisation))


def _only_of(organisation: int) -> Any:
    """The filter that every ORM statement gets: rows of one organisation."""
    return with_loader_criteria(
        Owned, lambda table: getattr(table, "organisation_id", _OWNER) == organisation, include_aliases=True
    )


@event.listens_for(GuardedSession, "after_flush")
def _write_the_audit(session: Session, _context: object) -> None:
    entries = [
        *(_entry(session, AuditAction.CREATED, row) for row in session.new),
        *(_entry(session, AuditAction.CHANGED, row) for row in session.dirty if session.is_modified(row)),
        *(_entry(session, AuditAction.DELETED, row) for row in session.deleted),
    ]
    rows = [entry for entry in entries if entry]
    if rows:
        session.connection().execute(sa.insert(_TABLE), rows)


def _entry(session: Session, action: AuditAction, row: Any) -> dict[str, Any] | None:
    if isinstance(row, UNAUDITED) or not isinstance(row, SQLModel):
        return None
    before, after = _difference(action, row)
    if action is AuditAction.CHANGED and not after:
        return None
    actor = session.info.get("actor", STRANGER)
    return {
        "organisation_id": getattr(row, "organisation_id", None) or actor.organisation_id,
        "at": clock.now(),
        "actor": actor.label,
        "on_behalf_of": actor.on_behalf_of,
        "action": action,
        "record": row.__tablename__,
        "record_id": getattr(row, "id", None),
        "person_id": person_of(session, row),
        "before": before or None,
        "after": after or None,
    }


def _difference(action: AuditAction, row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stood there before and what stands there now, of the columns that changed."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    table = row.__tablename__
    for attribute in sa.inspect(row).mapper.column_attrs:
        name = attribute.key
        if name in DERIVED:
            continue
        history = sa.inspect(row).attrs[name].history
        value = getattr(row, name)
        if action is AuditAction.CHANGED:
            if history.has_changes():
                before[name] = _plain(table, name, history.deleted[0] if history.deleted else None)
                after[name] = _plain(table, name, value)
        elif value is not None and value != "":
            (after if action is AuditAction.CREATED else before)[name] = _plain(table, name, value)
    return before, after


def _plain(table: str, name: str, value: Any) -> Any:
    if value is None:
        return None
    if is_sealed(table, name):
        return "***"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return value
