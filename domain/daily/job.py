"""What a daily job is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from domain.access import Actor
from domain.database import Database
from domain.phrases import Phrase
from domain.refusals import Refusal

#: The work for one organisation and service date. What it returns is kept with the run: numbers and ids, no names.
Work = Callable[[Database, Actor, date], Awaitable[dict[str, Any]]]


class CatchUp(StrEnum):
    """What to do with runs that were due while no process was there to do them."""

    ALL = "run_all"  #: every missed date, in order
    LATEST = "run_latest"  #: only the newest missed date
    SKIP = "skip_after"  #: none that is later than `useful_for`


@dataclass(frozen=True)
class Policy:
    """How missed runs are made up for."""

    catch_up: CatchUp
    useful_for: timedelta | None = None


@dataclass(frozen=True)
class Job:
    """A daily job: its name, the phrase a person reads, how it catches up, the work, and what must be done before."""

    name: str
    phrase: Phrase
    policy: Policy
    run: Work
    after: str = ""


class JobIsRunning(Refusal):
    """This is being done right now. Please wait a minute and look again."""


class NoSuchJob(Refusal):
    """There is no job of this name. The jobs are: {names}."""


def key_of(name: str, organisation_id: int) -> str:
    """Under which key a run is claimed: organisations have calendars of their own."""
    return f"{name}/{organisation_id}"


def named(key: str) -> tuple[str, int]:
    """The job and the organisation of a key."""
    name, _, organisation = key.partition("/")
    return name, int(organisation)
