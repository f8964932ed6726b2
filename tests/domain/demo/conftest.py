"""The demonstration, loaded once for each engine and size: every test gets a copy of its own."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domain import clock, migrating
from domain.database import Database
from domain.demo.loaded import Loaded
from domain.demo.loading import load
from tests import postgres
from tests.conftest import SERVER, TUESDAY_AT_TEN
from tests.hurry import in_a_hurry


@dataclass(frozen=True)
class Municipality:
    """The demonstration in a database, and the numbers of what is in it."""

    database: Database
    loaded: Loaded


@dataclass
class Originals:
    """Loaded demonstrations, by engine and number of people."""

    folder: Path
    prefix: str
    loaded: dict[tuple[str, int], Loaded] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    async def copy(self, engine: str, people: int) -> Municipality:
        """A demonstration with so many people that nobody has touched yet."""
        name = f"{self.prefix}_{people}"
        if (engine, people) not in self.loaded:
            original = self._open(engine, await self._made(engine, name))
            with clock.frozen(TUESDAY_AT_TEN):
                await migrating.migrate(original.engine)
                self.loaded[engine, people] = await load(original, people=people)
            await original.close()
        made = await self._made(engine, f"{self.prefix}_copy", template=name)
        return Municipality(self._open(engine, made), self.loaded[engine, people])

    async def _made(self, engine: str, name: str, *, template: str | None = None) -> str:
        if engine == "postgresql":
            self.names.add(name)
            return await asyncio.to_thread(postgres.create_database, os.environ[SERVER], name, template=template)
        path = self.folder / f"{name}.db"
        if template:
            shutil.copy(self.folder / f"{template}.db", path)
        return f"sqlite+aiosqlite:///{path}"

    def _open(self, engine: str, url: str) -> Database:
        opened = Database(url)
        if engine == "sqlite":
            in_a_hurry(opened)
        return opened


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Originals]:
    """What the copies are made of."""
    kept = Originals(tmp_path_factory.mktemp("demo"), f"grizha_demo_{os.getpid()}_{worker_id}".lower())
    yield kept
    for name in kept.names:
        postgres.drop_database(os.environ[SERVER], name)


@pytest.fixture(params=["sqlite", "postgresql"])
async def municipality(request: pytest.FixtureRequest, originals: Originals) -> AsyncIterator[Municipality]:
    """The demonstration of Tuesday at ten, with as many people as the test's file says: PEOPLE."""
    made = await originals.copy(request.param, request.module.PEOPLE)
    yield made
    await made.database.close()
