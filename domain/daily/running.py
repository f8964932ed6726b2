"""Running a job once: the row (job, service date) is claimed, kept while the work lasts, and says how it ended.

A run whose process died is taken over when its lease ends; one that failed is tried again with growing pauses.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import Actor, Deed, demand
from domain.daily.all_jobs import JOBS
from domain.daily.job import Job, JobIsRunning, NoSuchJob, key_of
from domain.database import Database
from domain.phrases import DEFAULT, refusal_text
from domain.refusals import Refusal
from models.base import table_of
from models.jobs import JobRun, JobState

LEASE = timedelta(minutes=2)
RENEWED_EVERY_SECONDS = 20.0
MOST_ATTEMPTS = 5

_TABLE = table_of(JobRun)
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
log = structlog.get_logger("jobs")


async def run_job(
    database: Database, name: str, *, organisation_id: int, day: date, worker: str, on_behalf_of: str = ""
) -> JobRun | None:
    """Do the job for one organisation and service date, unless it was done or somebody is at it; then None."""
    claim = await database.run(access.job("jobs"), lambda session: _claim(session, name, organisation_id, day, worker))
    return await _work(database, claim, organisation_id, on_behalf_of) if claim else None


async def run_by_hand(database: Database, actor: Actor, *, name: str, day: date, worker: str = "by hand") -> JobRun:
    """Do the job now, for the actor's organisation, even where it was done before. Raises NoSuchJob, JobIsRunning."""
    demand(actor, Deed.RUN_JOBS)
    if name not in JOBS:
        raise NoSuchJob(names=", ".join(JOBS))
    organisation_id = actor.organisation

    async def claim(session: AsyncSession) -> JobRun | None:
        return await _claim(session, name, organisation_id, day, worker, again=True)

    claimed = await database.run(access.job("jobs"), claim)
    if claimed is None:
        raise JobIsRunning
    return await _work(database, claimed, organisation_id, actor.label)


async def skip(database: Database, name: str, *, organisation_id: int, day: date, worker: str) -> None:
    """Note that the run came too late to be of use, or that nobody finished it in time."""
    now = clock.now()
    over = {"state": JobState.SKIPPED, "finished_at": now}
    values = _row(name, organisation_id, day, worker) | over | {"attempts": 0}
    open_still = (_TABLE.c.lease_until <= now) & _TABLE.c.state.in_([JobState.RUNNING, JobState.FAILED])

    async def note(session: AsyncSession) -> None:
        connection = await session.connection()
        insert = _INSERTS[connection.dialect.name](_TABLE).values(**values)
        await connection.execute(
            insert.on_conflict_do_update(index_elements=["job", "day"], set_=over, where=open_still)
        )

    await database.run(access.job("jobs"), note)


def _row(name: str, organisation_id: int, day: date, worker: str) -> dict[str, Any]:
    now = clock.now()
    return {
        "job": key_of(name, organisation_id),
        "day": day,
        "state": JobState.RUNNING,
        "worker": worker,
        "lease_until": now + LEASE,
        "attempts": 1,
        "started_at": now,
        "finished_at": None,
        "error": "",
        "result": None,
    }


async def _claim(
    session: AsyncSession, name: str, organisation_id: int, day: date, worker: str, *, again: bool = False
) -> JobRun | None:
    """Take the run in one statement: a new row, one whose lease has ended, or with `again` one that is over."""
    now = clock.now()
    row = _row(name, organisation_id, day, worker)
    ended = _TABLE.c.lease_until <= now
    free = ended & _TABLE.c.state.in_([JobState.RUNNING, JobState.FAILED]) & (_TABLE.c.attempts < MOST_ATTEMPTS)
    if again:
        free = ended | (_TABLE.c.state != JobState.RUNNING)
    taken = {**row, "attempts": _TABLE.c.attempts + 1}
    connection = await session.connection()
    insert = _INSERTS[connection.dialect.name](_TABLE).values(**row)
    claimed = await connection.execute(
        insert.on_conflict_do_update(index_elements=["job", "day"], set_=taken, where=free).returning(_TABLE)
    )
    found = claimed.mappings().first()
    return JobRun(**found) if found else None


async def _work(database: Database, claim: JobRun, organisation_id: int, on_behalf_of: str) -> JobRun:
    job = JOBS[claim.job.partition("/")[0]]
    actor = replace(access.job(job.name, organisation_id), on_behalf_of=on_behalf_of)
    async with _kept(database, claim):
        ended = await _done(database, job, actor, claim)
    ended |= {"finished_at": clock.now()}
    await database.run(access.job("jobs"), lambda session: _change(session, claim, **ended))
    log.info("job", job=claim.job, day=str(claim.day), state=ended["state"].value, attempt=claim.attempts)
    return JobRun(**claim.model_dump() | ended)


async def _done(database: Database, job: Job, actor: Actor, claim: JobRun) -> dict[str, Any]:
    """The columns that say how the work ended."""
    try:
        result = await job.run(database, actor, claim.day)
    except Refusal as refusal:
        error = refusal_text(DEFAULT, refusal)
    except Exception as error_raised:
        # The message of an exception may hold somebody's data; its class does not.
        log.exception("job_failed", job=claim.job, day=str(claim.day))
        error = type(error_raised).__name__
    else:
        return {"state": JobState.DONE, "result": result, "error": ""}
    pause = timedelta(minutes=2 ** (claim.attempts - 1))
    return {"state": JobState.FAILED, "error": error, "lease_until": clock.now() + pause}


@contextlib.asynccontextmanager
async def _kept(database: Database, claim: JobRun) -> AsyncIterator[None]:
    """Renew the lease while the work lasts."""

    async def longer(session: AsyncSession) -> None:
        await _change(session, claim, lease_until=clock.now() + LEASE)

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEWED_EVERY_SECONDS)
            with contextlib.suppress(sa.exc.DBAPIError):
                await database.run(access.job("jobs"), longer)

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewing


async def _change(session: AsyncSession, claim: JobRun, **values: Any) -> None:
    """Change the run while it is still this worker's."""
    await (await session.connection()).execute(
        sa.update(_TABLE)
        .where(
            _TABLE.c.job == claim.job,
            _TABLE.c.day == claim.day,
            _TABLE.c.worker == claim.worker,
            _TABLE.c.attempts == claim.attempts,
            _TABLE.c.state == JobState.RUNNING,
        )
        .values(**values)
    )


async def runs_since(session: AsyncSession, day: date) -> list[JobRun]:
    """Every run for service dates from `day` on."""
    rows = sa.select(JobRun).where(col(JobRun.day) >= day).order_by(col(JobRun.day), col(JobRun.job))
    return list(await session.scalars(rows.execution_options(populate_existing=True)))
