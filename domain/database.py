"""One database, two engines: SQLite (WAL) embedded, PostgreSQL for more. One unit of work is one transaction."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from domain.access import Actor
from domain.audit import GuardedSession
from domain.rights.guard import keep_what_is_restricted

T = TypeVar("T")

#: Texts by which the drivers say that two transactions met and one must begin again.
_MEETINGS = ("deadlock detected", "could not serialize access", "database is locked", "database table is locked")
_ATTEMPTS = 5
#: So many statements stay worded: one member of staff who walks through the panel uses more than the usual 500.
STATEMENTS = 2_000
keep_what_is_restricted(GuardedSession)


class Database:
    """The open database of a process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._writing = async_sessionmaker(
            self.engine, sync_session_class=GuardedSession, expire_on_commit=False, autoflush=True
        )
        reading = self.engine.execution_options(reading=True)
        self._reading = async_sessionmaker(reading, sync_session_class=GuardedSession, expire_on_commit=False)

    @asynccontextmanager
    async def unit(self, actor: Actor) -> AsyncIterator[AsyncSession]:
        """One transaction in the name of `actor`: committed at the end, rolled back on any exception."""
        async with self._writing(info={"actor": actor}) as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self, actor: Actor) -> AsyncIterator[AsyncSession]:
        """A look that changes nothing and makes no writer wait."""
        async with self._reading(info={"actor": actor}) as session:
            yield session

    async def run(self, actor: Actor, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Do the work in a unit of its own, from the start again when two transactions met."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with self.unit(actor) as session:
                    return await work(session)
            except DBAPIError as error:
                if attempt == _ATTEMPTS or not met_another(error):
                    raise
                await asyncio.sleep(0.05 * attempt)
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()

    @property
    def is_postgresql(self) -> bool:
        """Whether several machines may share this database."""
        return self.engine.dialect.name == "postgresql"


def met_another(error: DBAPIError) -> bool:
    """Whether the error only says that two transactions met, so that the work may be done again."""
    return any(text in str(error.orig) for text in _MEETINGS)


async def lock_day(session: AsyncSession, key: str, *, alone: bool) -> None:
    """Let the one who counts a day (`alone`) and those who order for it pass one after another.

    Taken before any row of the day is touched, so the two cannot wait for each other in a ring. SQLite's
    single writer does it by itself.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    await session.execute(sa.text(f"SELECT {function}(hashtext(:key))"), {"key": key})


def _engine(url: str) -> AsyncEngine:
    if url.startswith("sqlite"):
        return _sqlite(url)
    return create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, query_cache_size=STATEMENTS)


def _sqlite(url: str) -> AsyncEngine:
    path = url.partition(":///")[2]
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url, connect_args={"timeout": 30}, pool_size=10, max_overflow=10, query_cache_size=STATEMENTS
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Whoever may write takes the write lock at once, so that no transaction fails half way."""
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
