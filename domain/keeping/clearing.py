"""Clearing up at night: technical traces that nobody needs any more, and files on the disk that no row names.

None of these are files of a person, so no rule of the municipality is asked: each has its days here, and the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, files
from domain.access import Actor
from domain.database import Database
from models.base import table_of
from models.chats import Dialogue, HandledUpdate
from models.jobs import JobRun, JobState
from models.outbox import MessageStatus, OutboxMessage
from models.staff import PanelSession, SignInAttempt

#: Rows of one unit of work, so that nobody waits long for a clearing.
AT_ONCE = 1000
_UPDATE, _DIALOGUE, _RUN = table_of(HandledUpdate), table_of(Dialogue), table_of(JobRun)
_ATTEMPT, _SESSION, _MESSAGE = table_of(SignInAttempt), table_of(PanelSession), table_of(OutboxMessage)


@dataclass(frozen=True)
class Trace:
    """Rows that are of no use after some days, and why so many; with `empties` the column is emptied, the row stays."""

    name: str
    table: sa.Table
    key: sa.Column[int] | sa.Column[str] | sa.Column[date]
    old: Callable[[datetime], sa.ColumnElement[bool]]
    days: int
    why: str
    empties: str = ""


def _over(before: datetime) -> sa.ColumnElement[bool]:
    return _RUN.c.state.in_((JobState.DONE, JobState.SKIPPED)) & (_RUN.c.day < clock.local(before).date())


def _out_of_use(before: datetime) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(_SESSION.c.ended_at, _SESSION.c.seen_at) < before


def _arrived(before: datetime) -> sa.ColumnElement[bool]:
    under_way = (MessageStatus.NEW, MessageStatus.SENDING)
    return _MESSAGE.c.status.not_in(under_way) & (_MESSAGE.c.created_at < before) & (_MESSAGE.c.text != "")


TRACES = (
    Trace(
        "handled_updates", _UPDATE, _UPDATE.c.update_id, lambda before: _UPDATE.c.handled_at < before, 30,
        "Telegram offers an update again for 24 hours; a month also covers a machine that was off or restored.",
    ),
    Trace(
        "dialogues", _DIALOGUE, _DIALOGUE.c.telegram_id, lambda before: _DIALOGUE.c.asked_at < before, 90,
        "An application may be answered over weeks; a question of three months ago is nobody's any more.",
    ),
    Trace(
        "sign_in_attempts", _ATTEMPT, _ATTEMPT.c.id, lambda before: _ATTEMPT.c.tried_at < before, 90,
        "Guessing is counted over minutes; who looks into an attack needs the last months.",
    ),
    Trace(
        "panel_sessions", _SESSION, _SESSION.c.token_hash, _out_of_use, 30,
        "A session lives for hours; a month shows a member of staff from where there were sign-ins.",
    ),
    Trace(
        "job_runs", _RUN, _RUN.c.job, _over, 400,
        "The timetable looks back three days; a year and a month lets two years be compared by the month.",
    ),
    Trace(
        "message_texts", _MESSAGE, _MESSAGE.c.id, _arrived, 365,
        "Whether and what somebody was told can be asked for a year; after that the row says only that it was sent.",
        empties="text",
    ),
)  # fmt: skip


async def clear_up(database: Database, actor: Actor) -> dict[str, int]:
    """Clear up what is old, and the disk. Says how much of each."""
    cleared = {trace.name: await _clear(database, actor, trace) for trace in TRACES}
    async with database.reading(actor) as session:
        orphans = await files.orphans(session)
    return cleared | {"orphans": await files.put_aside(orphans), "files_gone": await files.clear_put_aside()}


async def _clear(database: Database, actor: Actor, trace: Trace) -> int:
    before, whole = clock.now() - timedelta(days=trace.days), 0

    async def some(session: AsyncSession) -> int:
        connection = await session.connection()
        return (await connection.execute(_statement(trace, before))).rowcount

    while count := await database.run(actor, some):
        whole += count
    return whole


def _statement(trace: Trace, before: datetime) -> sa.Update | sa.Delete:
    some = sa.select(trace.key).where(trace.old(before)).limit(AT_ONCE).scalar_subquery()
    rows = trace.key.in_(some) & trace.old(before)
    if trace.empties:
        return sa.update(trace.table).where(rows).values({trace.empties: ""})
    return sa.delete(trace.table).where(rows)
