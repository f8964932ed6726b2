"""What the clock has done: one row for each job and service date, and leases for work that only one may do."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from models.base import Table, choice, document, moment


class JobState(StrEnum):
    """How far a run is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"  #: too late to be of use, by the job's own policy


class JobRun(Table, table=True):
    """A claim of one job for one local service date; the primary key decides who does the work."""

    job: str = Field(primary_key=True, max_length=40)
    day: date = Field(primary_key=True)
    state: JobState = choice(JobState)
    worker: str = Field(max_length=80)
    lease_until: datetime = moment()
    attempts: int = 1
    started_at: datetime = moment()
    finished_at: datetime | None = moment(default=None)
    error: str = ""
    result: dict[str, Any] | None = document(default=None)


class Lease(Table, table=True):
    """Work that one process at a time may do, such as sending."""

    name: str = Field(primary_key=True, max_length=40)
    worker: str = Field(max_length=80)
    until: datetime = moment()
