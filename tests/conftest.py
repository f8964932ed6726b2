"""What every test stands on: a fresh database on each engine, the invented cast, and a clock that stands still."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

os.environ["DATA_DIR"] = mkdtemp(prefix="grizha-tests-")
os.environ["SECRET_KEY"] = "a key that seals only invented data"
for name in ("DATABASE_URL", "TELEGRAM_TOKEN", "PUBLIC_URL", "CLOCK_SHIFT_SECONDS"):
    os.environ.pop(name, None)

import asyncio

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from domain import clock, migrating
from domain.database import Database
from tests import cast, postgres

#: Tuesday, 24 November 2026, ten o'clock in Sofia.
TUESDAY_AT_TEN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SERVER = "GRIZHA_TEST_POSTGRESQL"


def pytest_configure(config: pytest.Config) -> None:
    """The run's controller starts one PostgreSQL for all its workers."""
    if SERVER not in os.environ and not config.option.collectonly:
        server = postgres.start_server()
        os.environ[SERVER] = server.url
        config.add_cleanup(lambda: (server.stop(), os.environ.pop(SERVER, None)))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to be copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(worker_id: str) -> Iterator[str]:
    """The worker's own migrated PostgreSQL database."""
    server = os.environ[SERVER]
    name = f"grizha_{os.getpid()}_{worker_id}".lower()
    url = postgres.create_database(server, name)
    asyncio.run(_migrate(url))
    yield url
    postgres.drop_database(server, name)


async def _migrate(url: str) -> None:
    database = Database(url)
    await migrating.migrate(database.engine)
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Both engines, one after the other."""
    return str(request.param)


@pytest.fixture
def fresh_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database on each engine; PostgreSQL's still holds the rows of the test before."""
    if engine_name == "postgresql":
        return str(request.getfixturevalue("migrated_postgresql"))
    path = tmp_path / "grizha.db"
    shutil.copy(request.getfixturevalue("migrated_file"), path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def database(fresh_url: str) -> AsyncIterator[Database]:
    """An empty, migrated database on each engine."""
    opened = Database(fresh_url)
    if opened.is_postgresql:
        await _empty(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database on SQLite alone, for what does not depend on the engine."""
    path = tmp_path / "only.db"
    shutil.copy(migrated_file, path)
    opened = Database(f"sqlite+aiosqlite:///{path}")
    yield opened
    await opened.close()


async def _empty(opened: Database) -> None:
    """Take every row out of the worker's database and let its numbers begin again."""
    tables = [f'"{table.name}"' for table in SQLModel.metadata.sorted_tables]
    async with opened.engine.begin() as connection:
        await connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        filled = [t for t in tables if await connection.scalar(sa.text(f"SELECT EXISTS (SELECT 1 FROM {t})"))]  # noqa: S608
        for table in filled:
            await connection.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - names of our own tables
        restarts = await connection.execute(
            sa.text(
                "SELECT 'ALTER SEQUENCE ' || quote_ident(sequencename) || ' RESTART' FROM pg_sequences"
                " WHERE schemaname = 'public' AND last_value IS NOT NULL"
            )
        )
        for statement in restarts.scalars().all():
            await connection.execute(sa.text(statement))


@pytest.fixture
async def people(database: Database) -> cast.Cast:
    """The cast, in the database of each engine."""
    return await cast.enter(database)


@pytest.fixture
async def sqlite_people(sqlite_database: Database) -> cast.Cast:
    """The cast, on SQLite alone."""
    return await cast.enter(sqlite_database)


@pytest.fixture
def tuesday() -> Iterator[datetime]:
    """Time stands still at ten o'clock on Tuesday, 24 November 2026; `clock.set_to` moves it."""
    with clock.frozen(TUESDAY_AT_TEN):
        yield TUESDAY_AT_TEN
