"""What every test stands on: a fresh database on each engine, the invented cast, and a clock that stands still."""

import gc
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from tempfile import mkdtemp

DATA_DIR = mkdtemp(prefix="grizha-tests-")
os.environ["DATA_DIR"] = DATA_DIR
os.environ["SECRET_KEY"] = "a key that seals only invented data"
for name in ("DATABASE_URL", "TELEGRAM_TOKEN", "PUBLIC_URL", "CLOCK_SHIFT_SECONDS"):
    os.environ.pop(name, None)

import asyncio

import pytest
import structlog
from sqlmodel import SQLModel

from domain import clock, migrating
from domain.database import Database
from tests import cast, postgres
from tests.hurry import in_a_hurry

#: Tuesday, 24 November 2026, ten o'clock in Sofia.
TUESDAY_AT_TEN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SERVER = "GRIZHA_TEST_POSTGRESQL"


#: The files that take a minute or more, one with processes of its own beside one without.
LONGEST = (
    "tests/e2e/test_day.py",
    "tests/bot/test_fuzz_second.py",
    "tests/e2e/test_crash.py",
    "tests/bot/test_fuzz_first.py",
    "tests/test_main.py",
    "tests/admin/test_cells.py",
    "tests/e2e/test_side_by_side.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that no worker ends long after the other.

    What waits for a browser or for other processes gets a second try: a loaded machine may hold up either.
    """
    items.sort(key=lambda item: _turn(item.nodeid.partition("::")[0]))
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("processes"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector of garbage need not walk all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _turn(path: str) -> int:
    return LONGEST.index(path) if path in LONGEST else len(LONGEST)


def pytest_configure(config: pytest.Config) -> None:
    """The run's controller starts one PostgreSQL for all its workers; each process takes its own folder away again."""
    _log_plainly()
    config.add_cleanup(lambda: shutil.rmtree(DATA_DIR, ignore_errors=True))
    if SERVER not in os.environ and not config.option.collectonly:
        server = postgres.start_server()
        os.environ[SERVER] = server.url
        config.add_cleanup(lambda: (server.stop(), os.environ.pop(SERVER, None)))


def _log_plainly() -> None:
    """The usual traceback, drawn in frames with every variable in it, takes as long as five tests."""
    lines = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, structlog.dev.set_exc_info, lines])


@dataclass(frozen=True)
class Template:
    """A migrated database with the cast in it, from which each test gets its own state."""

    url: str
    cast: cast.Cast
    #: What each test works in. It stays the same, so that a process words a statement of SQL once, not in each test.
    database: Database
    #: Brings the first state back.
    put_back: Callable[[], None]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A SQLite file to be copied for each test."""
    folder = tmp_path_factory.mktemp("sqlite")
    path, copy = folder / "template.db", folder / "grizha.db"
    everybody = asyncio.run(_entered(Database(f"sqlite+aiosqlite:///{path}")))
    database = Database(f"sqlite+aiosqlite:///{copy}")
    in_a_hurry(database)

    def put_back() -> None:
        for old in folder.glob(f"{copy.name}*"):
            old.unlink()
        shutil.copy(path, copy)

    return Template(everybody.database.url, everybody, database, put_back)


@pytest.fixture(scope="session")
def postgresql_template(worker_id: str) -> Iterator[Template]:
    """The worker's own PostgreSQL database, put back to its first state before each test."""
    server = os.environ[SERVER]
    name = f"grizha_{os.getpid()}_{worker_id}".lower()
    database = Database(postgres.create_database(server, name))
    everybody = asyncio.run(_entered(database))
    with postgres.standing_connection(database.url) as execute:
        yield Template(database.url, everybody, database, lambda: execute("SELECT first.put_back()"))
    postgres.drop_database(server, name)


async def _entered(database: Database) -> cast.Cast:
    await migrating.migrate(database.engine)
    everybody = await cast.enter(database)
    if database.is_postgresql:
        names = [table.name for table in SQLModel.metadata.sorted_tables]
        async with database.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            await driver.execute(_put_back_function(names))
    await database.close()
    return everybody


@pytest.fixture(params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest) -> Template:
    """Both engines, one after the other."""
    found: Template = request.getfixturevalue(f"{request.param}_template")
    return found


@pytest.fixture
async def people(template: Template) -> AsyncIterator[cast.Cast]:
    """The cast in a database of each engine. Its rows belong to no session: read a fresh one before changing it."""
    async with _opened(template) as found:
        yield found


@pytest.fixture
async def sqlite_people(sqlite_template: Template) -> AsyncIterator[cast.Cast]:
    """The cast on SQLite alone, for what does not depend on the engine."""
    async with _opened(sqlite_template) as found:
        yield found


@pytest.fixture
async def database(people: cast.Cast) -> Database:
    """A database of each engine, with the cast in it."""
    return people.database


@asynccontextmanager
async def _opened(template: Template) -> AsyncIterator[cast.Cast]:
    template.put_back()
    yield replace(template.cast, database=template.database)
    await template.database.close()


def _put_back_function(names: list[str]) -> str:
    """SQL that keeps every first row in a schema of its own, and a function that brings them all back."""
    steps = "\n".join(
        f"""IF EXISTS (SELECT 1 FROM public."{name}") OR EXISTS (SELECT 1 FROM first."{name}") THEN
            DELETE FROM public."{name}"; INSERT INTO public."{name}" SELECT * FROM first."{name}"; END IF;"""
        for name in names
    )
    copies = "".join(f'CREATE TABLE first."{name}" AS TABLE public."{name}";' for name in names)
    return f"""CREATE SCHEMA first; {copies}
        CREATE TABLE first.numbers AS SELECT sequencename AS name, last_value AS last FROM pg_sequences
            WHERE schemaname = 'public';
        CREATE FUNCTION first.put_back() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
            SET LOCAL session_replication_role = replica;
            {steps}
            PERFORM setval(format('public.%I', name)::regclass, COALESCE(last, 1), last IS NOT NULL)
                FROM first.numbers;
        END $$"""


@pytest.fixture
def tuesday() -> Iterator[datetime]:
    """Time stands still at ten o'clock on Tuesday, 24 November 2026; `clock.set_to` moves it."""
    with clock.frozen(TUESDAY_AT_TEN):
        yield TUESDAY_AT_TEN
