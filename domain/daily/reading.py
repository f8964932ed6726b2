"""The runs of the last days, for the panel: what was done, what failed, and what a person may start by hand."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, demand
from domain.daily.all_jobs import JOBS
from domain.daily.job import Job, key_of
from models.jobs import JobRun


@dataclass(frozen=True)
class JobRunRow:
    """One job for one service date; `run` is missing where it has not begun."""

    job: Job
    day: date
    run: JobRun | None


async def job_runs(session: AsyncSession, actor: Actor, *, day: date) -> list[JobRunRow]:
    """How far the jobs for a service date are, in their order, in the actor's organisation."""
    demand(actor, Deed.RUN_JOBS)
    keys = {key_of(name, actor.organisation): name for name in JOBS}
    rows = sa.select(JobRun).where(col(JobRun.day) == day, col(JobRun.job).in_(keys))
    runs = {keys[run.job]: run for run in await session.scalars(rows)}
    return [JobRunRow(job, day, runs.get(name)) for name, job in JOBS.items()]
