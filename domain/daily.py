"""What happens every day by itself. Each job runs once for each organisation and service date, whoever starts it.

The claim is a row (job, day) in `job_run`; the row of a crashed run is taken over when its lease ends. Every job may be
run again at any time and changes nothing that is right already.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from domain.database import Database
from domain.phrases import Phrase
from domain.refusals import Refusal

Work = Callable[[Database, int, date], Awaitable[dict[str, Any]]]


class CatchUp(StrEnum):
    """What to do with a run that was due while no process was there to do it."""

    ALL = "run_all"  #: every missed date, in order
    LATEST = "run_latest"  #: only the newest missed date
    SKIP = "skip_after"  #: none that is later than `useful_for`


@dataclass(frozen=True)
class Policy:
    """How missed runs are made up for."""

    catch_up: CatchUp
    useful_for: timedelta = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """One daily job: its name, the phrase a person reads, how it catches up, what must be done first, the work."""

    name: str
    phrase: Phrase
    policy: Policy
    run: Work
    after: str = ""


class JobIsRunning(Refusal):
    """This is being done right now. Please wait a minute and look again."""


class NoSuchJob(Refusal):
    """There is no job of this name. The jobs are: {names}."""
