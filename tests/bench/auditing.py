"""The audit: what a write costs more with it, and how long its whole chain takes to verify. On PostgreSQL."""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from statistics import median

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from domain import audit
from domain.access import Actor
from domain.chain import SEALER, seal_audit, verify_audit
from domain.database import Database
from models.meals import Pause, PauseReason
from models.people import Person
from tests.bench.figures import Figure
from tests.bench.ground import TOMORROW, cpu_seconds, in_fresh_process, municipality, postgresql, somebody

#: Entries as a year of work leaves them, made by one statement; most name a person, some have no document.
ENTRIES = """
INSERT INTO audit_entry (organisation_id, at, actor, on_behalf_of, action, record, record_id, person_id, before, after)
SELECT :organisation, timestamptz '2026-01-05 06:00+00' + n * interval '27 seconds', 'staff:' || n % 40, '',
    CASE WHEN n % 3 = 0 THEN 'opened' ELSE 'changed' END, 'person', n % 5000, n % 5000,
    CASE WHEN n % 3 = 0 THEN NULL ELSE jsonb_build_object('driver_note', 'Звънецът не работи', 'allergens', n % 64) END,
    CASE WHEN n % 3 = 0 THEN NULL ELSE jsonb_build_object('driver_note', 'Кучето хапе ' || n, 'allergens', 0) END
FROM generate_series(1, :entries) AS n
"""


def overhead(times: int = 400) -> Iterator[Figure]:
    """The CPU of a unit that writes one row, with its audit ÷ without."""
    with postgresql() as url:
        yield Figure("audit.overhead_ratio", in_fresh_process(_overhead, times, url), "times")


def _overhead(times: int, url: str) -> float:
    return asyncio.run(_written(times, url))


async def _written(times: int, url: str) -> float:
    """By turns, so that both meet the same machine; the first ones warm up and are not counted."""
    async with municipality(10, url) as (database, loaded):
        actor = somebody(loaded)
        async with database.reading(actor) as session:
            person = await session.scalar(sa.select(Person.id).limit(1))  # type: ignore[call-overload]
        write = partial(_write, database, actor, person)
        audited, plain = [], []
        for _ in range(times + times // 10):
            audited.append(await cpu_seconds(write))
            event.remove(audit.GuardedSession, "after_flush", audit._write_the_audit)
            try:
                plain.append(await cpu_seconds(write))
            finally:
                event.listen(audit.GuardedSession, "after_flush", audit._write_the_audit)
        return median(audited[times // 10 :]) / median(plain[times // 10 :])


async def _write(database: Database, actor: Actor, person: int) -> None:
    async def work(session: AsyncSession) -> None:
        row = Pause(
            organisation_id=actor.organisation, person_id=person, reason=PauseReason.HOSPITAL, starts_on=TOMORROW,
            returns_on=TOMORROW + timedelta(days=7),
        )  # fmt: skip
        session.add(row)

    await database.run(actor, work)


def verified(entries: int = 1_000_000) -> Iterator[Figure]:
    """Seconds of verifying a chain of so many entries."""
    with postgresql() as url:
        yield Figure("audit.verify.s", in_fresh_process(_verified, entries, url), "s")


def _verified(entries: int, url: str) -> float:
    return asyncio.run(_verify(entries, url))


async def _verify(entries: int, url: str) -> float:
    async with municipality(10, url) as (database, loaded):
        async with database.unit(SEALER) as session:
            connection = await session.connection()
            await connection.execute(sa.text(ENTRIES), {"organisation": loaded.sofia, "entries": entries})
        sealed = await seal_audit(database)
        begun = time.perf_counter()
        verdict = await verify_audit(database)
        seconds = time.perf_counter() - begun
        if verdict.broken or verdict.right != sealed.number or sealed.added < entries:
            raise AssertionError(verdict)
        return seconds
