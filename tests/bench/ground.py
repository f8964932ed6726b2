"""What the figures are measured on: databases full of invented people, fresh processes, CPU seconds."""

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from domain import clock, logs, migrating
from domain.access import Actor, job
from domain.database import Database
from domain.demo.loading import Loaded, load
from tests import postgres

T = TypeVar("T")

#: Tuesday, 24 November 2026, ten o'clock in Sofia: every bench happens then, so that its days are the same.
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TOMORROW = date(2026, 11, 25)
#: Migrated databases without a row, where somebody made them: a SQLite file, and the name of a PostgreSQL database.
EMPTY: dict[str, str] = {}


def prepare() -> None:
    """The settings of a bench: a folder and a key of its own, nothing of this machine's."""
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="grizha-bench-")
    os.environ["SECRET_KEY"] = "a key that seals only invented data"
    for name in ("DATABASE_URL", "TELEGRAM_TOKEN", "PUBLIC_URL", "CLOCK_SHIFT_SECONDS"):
        os.environ.pop(name, None)


def clear_away() -> None:
    """Remove what `prepare` made."""
    shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)


def working_days(count: int) -> list[date]:
    """The next Wednesdays, Thursdays and Fridays, on which nothing is special."""
    days = (TOMORROW + timedelta(days=n) for n in range(count * 7))
    return [day for day in days if day.weekday() in (2, 3, 4)][:count]


def somebody(loaded: Loaded) -> Actor:
    """A job of the demonstration's organisation."""
    return job("bench", loaded.sofia)


@asynccontextmanager
async def municipality(
    people: int, url: str | None = None, *, passwords: dict[str, str] | None = None, frozen: bool = True
) -> AsyncIterator[tuple[Database, Loaded]]:
    """The demonstration with so many people, on SQLite unless a database is named; time stands still if `frozen`."""
    folder = tempfile.mkdtemp(prefix="grizha-bench-")
    path = Path(folder) / "grizha.db"
    if "sqlite" in EMPTY:
        shutil.copy(EMPTY["sqlite"], path)
    database = Database(url or f"sqlite+aiosqlite:///{path}")
    try:
        with clock.frozen(NOW) if frozen else nullcontext():
            await migrating.migrate(database.engine)
            yield database, await load(database, people=people, passwords=passwords)
    finally:
        await database.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL of our own, or the one that the tests use."""
    given = os.environ.get("GRIZHA_TEST_POSTGRESQL")
    server = postgres.Server(given, lambda: None) if given else postgres.start_server()
    name = f"bench_{os.getpid()}"
    try:
        yield postgres.create_database(server.url, name, template=EMPTY.get("postgresql"))
        postgres.drop_database(server.url, name)
    finally:
        server.stop()


def in_fresh_process(work: Callable[..., T], *given: Any) -> T:
    """Do the work in a process that has nothing warm; it must be a function of a module."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=_log_to_nowhere) as pool:
        return pool.submit(work, *given).result()


def _log_to_nowhere() -> None:
    """Logs cost what they cost, but standard output is for figures."""
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - as long as the process lives
    logs.set_up("bench")


async def cpu_seconds(work: Callable[[], Awaitable[Any]]) -> float:
    """The CPU seconds of this process, all its threads, for a piece of work."""
    before = time.process_time()
    await work()
    return time.process_time() - before
