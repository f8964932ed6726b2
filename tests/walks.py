"""Random walks through all that people may do: each is rolled back, and the next begins from the same state."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from domain.access import Actor
from domain.database import Database
from tests.cast import Cast
from tests.conftest import TUESDAY_AT_TEN, Template
from tests.hurry import in_a_hurry

Run = Callable[[Coroutine[Any, Any, Any]], Any]


class Over(Exception):
    """The walk is over, and what it did is rolled back."""


def so_many(walks: int) -> settings:
    """So many walks, the same ones every time."""
    return settings(
        max_examples=walks, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


@contextmanager
def walking(template: Template, folder: Path) -> Iterator[tuple[Cast, Run]]:
    """The people in a file of their own, and what runs a walk.

    All walks go through one loop and one connection: only the walking itself takes time.
    """
    path = folder / "grizha.db"
    shutil.copy(template.url.partition(":///")[2], path)
    cast = replace(template.cast, database=Database(f"sqlite+aiosqlite:///{path}"))
    in_a_hurry(cast.database)
    with asyncio.Runner() as runner:
        yield cast, runner.run
        runner.run(cast.database.close())


@asynccontextmanager
async def one_walk(cast: Cast, actor: Actor) -> AsyncIterator[AsyncSession]:
    """A unit on Tuesday at ten that leaves nothing behind."""
    with clock.frozen(TUESDAY_AT_TEN), suppress(Over):
        async with cast.database.unit(actor) as session:
            yield session
            raise Over
