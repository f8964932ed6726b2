"""Taking rows of the outbox to be sent, so that each is in one pair of hands at a time.

Within a chat the order is kept: the more urgent first, then the older. One message of a chat is under way at a time,
and one that must be tried again holds back the later ones of its chat; one marked as repeated holds nobody back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.sending.gateway import Outgoing
from models.base import table_of
from models.outbox import MessageStatus, OutboxMessage

#: Longer than any single try to send; what takes longer has died with its process.
LEASE = timedelta(seconds=60)

_ROWS = table_of(OutboxMessage)
_EARLIER = _ROWS.alias("earlier")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process may send now."""

    id: int
    organisation_id: int
    worker: str
    attempts: int
    must_arrive: bool
    repeated: bool
    person_id: int | None
    office_id: int | None
    outgoing: Outgoing


_COLUMNS = tuple(
    _ROWS.c[name]
    for name in (
        "id", "organisation_id", "worker", "attempts", "must_arrive", "repeated", "person_id", "office_id",
        "telegram_id", "text", "markup", "silent", "kind", "priority",
    )
)  # fmt: skip
#: Built once: every press of a button ends here.
_PUTS: dict[str, sa.Executable] = {
    name: insert(_ROWS).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(*_COLUMNS)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


async def claim_due(session: AsyncSession, *, worker: str, most: int, resting: Sequence[int] = ()) -> list[Claimed]:
    """Take the next messages that are due, at most one a chat, none of chats that rest."""
    now = clock.now()
    held_back = sa.exists().where(
        _EARLIER.c.telegram_id == _ROWS.c.telegram_id,
        _EARLIER.c.id != _ROWS.c.id,
        _EARLIER.c.status.in_([MessageStatus.NEW, MessageStatus.SENDING]),
        (_EARLIER.c.status == MessageStatus.SENDING)
        | (sa.tuple_(_EARLIER.c.priority, _EARLIER.c.id) < sa.tuple_(_ROWS.c.priority, _ROWS.c.id))
        & ((_EARLIER.c.not_before <= now) | _waits_to_be_tried_again()),
    )
    due = (
        sa.select(_ROWS.c.id)
        .where(
            _ROWS.c.status == MessageStatus.NEW,
            _ROWS.c.not_before <= now,
            _ROWS.c.expires_at > now,
            _ROWS.c.telegram_id.not_in(list(resting)),
            ~held_back,
        )
        .order_by(_ROWS.c.priority, _ROWS.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return await _claim(session, _ROWS.c.id.in_(due), worker)


def _waits_to_be_tried_again() -> sa.ColumnElement[bool]:
    return (_EARLIER.c.error != "") & _EARLIER.c.repeated.is_(False)


async def _claim(session: AsyncSession, which: sa.ColumnElement[bool], worker: str) -> list[Claimed]:
    statement = (
        sa.update(_ROWS)
        .where(which, _ROWS.c.status == MessageStatus.NEW)
        .values(
            status=MessageStatus.SENDING,
            worker=worker,
            attempts=_ROWS.c.attempts + 1,
            lease_until=clock.now() + LEASE,
        )
        .returning(*_COLUMNS)
    )
    return _in_order(await (await session.connection()).execute(statement))


async def put_claimed(session: AsyncSession, rows: Sequence[dict[str, Any]], *, worker: str) -> list[Claimed]:
    """Write replies (`outbox.row_of`) that this process sends itself right after its commit.

    They are written as taken, so the sender leaves them alone while the lease lasts. Of rows whose `dedupe_key` is
    there already nothing comes back.
    """
    taken = {"status": MessageStatus.SENDING, "worker": worker, "attempts": 1, "lease_until": clock.now() + LEASE}
    connection = await session.connection()
    put = _PUTS[connection.dialect.name]
    # One by one, so that their numbers stand in their order.
    written = [(await connection.execute(put, row | taken)).mappings().first() for row in rows]
    return [_claimed(row) for row in written if row]


async def held_by_the_dead(session: AsyncSession, *, most: int) -> list[Claimed]:
    """Messages in the hands of processes that let their lease end."""
    rows = sa.select(*_COLUMNS).where(_ROWS.c.status == MessageStatus.SENDING, _ROWS.c.lease_until <= clock.now())
    return _in_order(await (await session.connection()).execute(rows.order_by(_ROWS.c.id).limit(most)))


def _in_order(written: sa.CursorResult[Any]) -> list[Claimed]:
    rows = sorted(written.mappings().all(), key=lambda row: (row["priority"], row["id"]))
    return [_claimed(row) for row in rows]


def _claimed(row: sa.RowMapping) -> Claimed:
    return Claimed(
        id=row["id"],
        organisation_id=row["organisation_id"],
        worker=row["worker"],
        attempts=row["attempts"],
        must_arrive=row["must_arrive"],
        repeated=row["repeated"],
        person_id=row["person_id"],
        office_id=row["office_id"],
        outgoing=Outgoing(row["telegram_id"], row["text"], row["markup"], row["silent"], row["kind"]),
    )
