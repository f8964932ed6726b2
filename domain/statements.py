"""Statements that run with every press or for thousands of rows: built once, run beside the ORM.

The ORM's filter by organisation and its audit do not reach them: each binds the organisation or the person itself, and
its audit is written by `note`.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from domain import clock
from domain.audit import actor_of
from models.audit import AuditAction, AuditEntry
from models.base import table_of

_AUDIT = sa.insert(table_of(AuditEntry))


async def fetch(session: AsyncSession, statement: sa.Executable, **values: Any) -> Sequence[Any]:
    """Every row that the statement gives."""
    return await session.run_sync(lambda inside: _run(inside, statement, values).all())


async def change(session: AsyncSession, statement: sa.Executable, **values: Any) -> int:
    """Run a change; says how many rows it touched."""
    counting = statement.execution_options(preserve_rowcount=True)
    return await session.run_sync(lambda inside: _run(inside, counting, values).rowcount)


async def add(session: AsyncSession, statement: sa.Executable, rows: Sequence[dict[str, Any]]) -> None:
    """Write many rows by one statement."""
    if rows:
        await session.run_sync(lambda inside: _run(inside, statement, rows))


async def note(
    session: AsyncSession,
    action: AuditAction,
    kind: str,
    record_id: int | None,
    *,
    person_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write the audit of a change that the ORM did not see."""
    actor = actor_of(session)
    entry = {
        "organisation_id": actor.organisation_id,
        "at": clock.now(),
        "actor": actor.label,
        "on_behalf_of": actor.on_behalf_of,
        "action": action,
        "record": kind,
        "record_id": record_id,
        "person_id": person_id,
        "before": before,
        "after": after,
    }
    await add(session, _AUDIT, [entry])


def _run(session: Session, statement: sa.Executable, values: Any) -> sa.CursorResult[Any]:
    """Run on the session's own connection, after what the session has not written yet."""
    if session.new or session.dirty or session.deleted:
        session.flush()
    return session.connection().execute(statement, values)
