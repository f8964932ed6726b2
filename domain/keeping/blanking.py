"""Doing it: columns are blanked, rows and files go. Nothing of what stood there is repeated in the audit."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock
from domain.files import path_of
from domain.keeping.kinds import EVERY_PART
from domain.keeping.parts import Part
from domain.keeping.subjects import Subject, subject_of
from domain.links.linking import end_chat
from models.audit import AuditAction
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.rights import ErasedPerson
from models.work import CaseFile

#: What the audit says happened, instead of what stood there.
ANONYMOUS = {"keeping": "anonymous"}


async def blank(session: AsyncSession, organisation_id: int, parts: Iterable[Part], subject: Subject) -> None:
    """Let rows of the subject say nothing any more; files go from the disk once that is committed."""
    await session.flush()
    connection = await session.connection()
    for part in parts:
        rows = part.rows(subject)
        if "organisation_id" in part.table.c:  # a phone or an ЕГН may be on a list elsewhere too
            rows &= part.table.c.organisation_id == organisation_id
        if part.record is CaseFile:
            await _take_away(session, rows)
        await connection.execute(_statement(part, rows))
    session.expire_all()


def _statement(part: Part, rows: sa.ColumnElement[bool]) -> sa.Update | sa.Delete:
    if not part.columns:
        return sa.delete(part.table).where(rows)
    values = {name: change.to(part.table.c[name]) for name, change in part.columns.items()}
    if "version" in part.table.c:
        values["version"] = part.table.c.version + 1
    return sa.update(part.table).where(rows).values(values)


async def _take_away(session: AsyncSession, rows: sa.ColumnElement[bool]) -> None:
    names = list(await session.scalars(sa.select(table_of(CaseFile).c.stored_as).where(rows)))

    def take_away(_session: object) -> None:
        for name in names:
            path_of(name).unlink(missing_ok=True)

    event.listen(session.sync_session, "after_commit", take_away, once=True)


async def blank_people(
    session: AsyncSession,
    organisation_id: int,
    persons: list[int],
    *,
    by: int | None,
    basis: str,
    request_id: int | None = None,
) -> None:
    """Make people anonymous with everything that hangs on them. Their chats end without a word."""
    subject = await subject_of(session, persons)
    await _end_chats(session, subject)
    await blank(session, organisation_id, EVERY_PART, subject)
    now = clock.now()
    for person_id in persons:
        session.add(
            ErasedPerson(
                person_id=person_id,
                organisation_id=organisation_id,
                erased_at=now,
                erased_by=by,
                request_id=request_id,
                basis=basis,
            )
        )
        audit.record(session, AuditAction.CHANGED, "person", person_id, person_id=person_id, after=ANONYMOUS)
    await session.flush()


async def _end_chats(session: AsyncSession, subject: Subject) -> None:
    rows = sa.select(Chat).where(
        col(Chat.person_id).in_(subject.persons) | col(Chat.relative_id).in_(subject.relatives),
        col(Chat.status) != ChatStatus.REVOKED,
    )
    for chat in await session.scalars(rows.order_by(col(Chat.id)).with_for_update()):
        await end_chat(session, chat, tell=False)
