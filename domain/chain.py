"""The chain of the audit: each entry is bound by a hash to all before it, so that no change to one stays unseen.

A link is sha256 over the hash before and the whole text of the entry. Whoever could rewrite every link after a change
still could not rewrite a hash that was noted elsewhere: the log of the jobs notes one with each sealing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from domain.access import job
from domain.database import Database, lock_day
from models.audit import AuditEntry, AuditLink
from models.base import table_of

SEALER = job("seal_audit")
#: Before the first link.
BEGINNING = "0" * 64
SEALED_AT_ONCE = 2_000
READ_AT_ONCE = 20_000
#: So many numbers behind the newest sealed entry the clock still looks for one whose transaction ended late.
LATE = 100_000

_ENTRY = table_of(AuditEntry)
_LINK = table_of(AuditLink)
#: Every column, the action as its plain value.
_WHOLE = [
    sa.type_coerce(column, sa.String).label(column.name) if column.name == "action" else column
    for column in _ENTRY.columns
]
_WRITTEN = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=lambda at: at.isoformat()
)


class Fault(StrEnum):
    """How a chain is broken."""

    MISSING_LINK = "missing_link"
    MISSING_ENTRY = "missing_entry"
    CHANGED = "changed"  #: the entry or its link is not what it was, or the order is another
    NOT_AS_NOTED = "not_as_noted"  #: the whole chain was made anew, or its end was taken off


@dataclass(frozen=True)
class Break:
    """The first place at which the chain does not hold."""

    fault: Fault
    number: int
    entry_id: int | None


@dataclass(frozen=True)
class Sealed:
    """What a sealing added, and the last link since."""

    added: int
    number: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    """How many links hold, the last of them, the first break, and how many entries wait to be sealed."""

    right: int
    hash: str
    broken: Break | None
    unsealed: int


def next_hash(before: str, entry: Sequence[Any]) -> str:
    """The hash of the link after `before`, for an entry's columns in the order of the table."""
    return hashlib.sha256((before + _WRITTEN.encode(list(entry))).encode()).hexdigest()


async def seal_audit(database: Database, *, everything: bool = True) -> Sealed:
    """Link every entry that has no link yet, in order of number; an entry that came late is linked later.

    Several may seal at once: each batch is one transaction, and the next one waits for it. By the clock
    (`everything` False) only the newest numbers are looked through.
    """
    added, after = 0, 0 if everything else None
    while True:
        done, after = await database.run(SEALER, partial(_seal_batch, after=after))
        added += done.added
        if done.added < SEALED_AT_ONCE:
            return Sealed(added, done.number, done.hash)


async def _seal_batch(session: AsyncSession, *, after: int | None) -> tuple[Sealed, int]:
    """Link the first entries without one whose numbers are greater than `after`; the next batch goes on from there."""
    await lock_day(session, "audit_link", alone=True)
    connection = await session.connection()
    number, last, newest = await _end_of_chain(connection)
    start = max(0, newest - LATE) if after is None else after
    rows = (await connection.execute(_without_link(start))).all()
    links = []
    for row in rows:
        number, last = number + 1, next_hash(last, row)
        links.append({"id": number, "entry_id": row.id, "hash": last})
    if links:
        await connection.execute(sa.insert(_LINK), links)
    return Sealed(len(links), number, last), rows[-1].id if rows else start


async def _end_of_chain(connection: AsyncConnection) -> tuple[int, str, int]:
    """The last link's number and hash, and the greatest number of a sealed entry."""
    last = (await connection.execute(sa.select(_LINK).order_by(_LINK.c.id.desc()).limit(1))).first()
    newest = await connection.scalar(sa.select(sa.func.max(_LINK.c.entry_id)))
    return (last.id, last.hash, newest or 0) if last else (0, BEGINNING, 0)


def _without_link(after: int) -> sa.Select[Any]:
    has_link = sa.exists().where(_LINK.c.entry_id == _ENTRY.c.id)
    return sa.select(*_WHOLE).where(_ENTRY.c.id > after, ~has_link).order_by(_ENTRY.c.id).limit(SEALED_AT_ONCE)


async def verify_audit(database: Database, *, noted: tuple[int, str] | None = None) -> Verdict:
    """Walk the whole chain, working out each hash anew, up to its end or its first break.

    A link that was noted elsewhere, by number and hash, must still be there.
    """
    right, last = 0, BEGINNING
    broken: Break | None = None
    while broken is None:
        async with database.reading(SEALER) as session:
            rows = (await (await session.connection()).execute(_links_after(right))).all()
        right, last, broken = _follow(rows, right, last)
        if len(rows) < READ_AT_ONCE:
            break
    if broken is None and noted and await hash_of_link(database, noted[0]) != noted[1]:
        broken = Break(Fault.NOT_AS_NOTED, noted[0], None)
    return Verdict(right, last, broken, await _unsealed(database))


_TOLD = {
    Fault.MISSING_LINK: "BROKEN: link {number} is not there.",
    Fault.MISSING_ENTRY: "BROKEN: entry {entry}, sealed by link {number}, was taken out.",
    Fault.CHANGED: "BROKEN: entry {entry} or its link {number} is not what was sealed.",
    Fault.NOT_AS_NOTED: "BROKEN: link {number} is not the one that was noted.",
}


def told(verdict: Verdict) -> Iterator[str]:
    """The verdict in lines for the operator."""
    yield f"{verdict.right} links hold. The last of them: {verdict.right}:{verdict.hash}"
    if verdict.broken:
        yield _TOLD[verdict.broken.fault].format(number=verdict.broken.number, entry=verdict.broken.entry_id)
    yield f"{verdict.unsealed} entries are not sealed yet."


def _links_after(number: int) -> sa.Select[Any]:
    return (
        sa.select(_LINK.c.id, _LINK.c.entry_id, _LINK.c.hash, *(column.label(f"e_{column.name}") for column in _WHOLE))
        .select_from(_LINK.outerjoin(_ENTRY, _ENTRY.c.id == _LINK.c.entry_id))
        .where(_LINK.c.id > number)
        .order_by(_LINK.c.id)
        .limit(READ_AT_ONCE)
    )


def _follow(rows: Iterable[Sequence[Any]], right: int, last: str) -> tuple[int, str, Break | None]:
    """Follow the links from the one numbered `right` on: how far they hold, and where not."""
    for number, entry_id, found, *entry in rows:
        if number != right + 1:
            return right, last, Break(Fault.MISSING_LINK, right + 1, None)
        if entry[0] is None:
            return right, last, Break(Fault.MISSING_ENTRY, number, entry_id)
        if next_hash(last, entry) != found:
            return right, last, Break(Fault.CHANGED, number, entry_id)
        right, last = number, found
    return right, last, None


async def _unsealed(database: Database) -> int:
    linked = sa.exists().where(_LINK.c.entry_id == _ENTRY.c.id)
    async with database.reading(SEALER) as session:
        connection = await session.connection()
        return await connection.scalar(sa.select(sa.func.count()).select_from(_ENTRY).where(~linked)) or 0


async def hash_of_link(database: Database, number: int) -> str:
    """The hash of the link with this number, to be compared with a noted one; empty when there is none."""
    async with database.reading(SEALER) as session:
        connection = await session.connection()
        return await connection.scalar(sa.select(_LINK.c.hash).where(_LINK.c.id == number)) or ""
