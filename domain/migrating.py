"""Bringing the database to the newest shape, and checking that the tables and the migrations agree."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "models" / "migrations"


class RowsLost(Exception):
    """A migration would leave rows that point to nothing; it was taken back."""


def config_of(connection: sa.Connection) -> "Config":
    """What Alembic needs to know of this program."""
    from alembic.config import Config  # noqa: PLC0415 - Alembic is slow to load, and most starts need none of it

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def migrate(engine: AsyncEngine) -> None:
    """Bring the database to the newest revision."""
    if await is_newest(engine):
        return
    from alembic import command  # noqa: PLC0415

    async with rewriting(engine) as connection:
        await connection.run_sync(lambda plain: command.upgrade(config_of(plain), "head"))


@asynccontextmanager
async def rewriting(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that may write tables anew.

    SQLite changes a table by copying it, and would refuse to drop the old one while rows point to it. So what points
    where is looked at once, at the end.
    """
    async with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            await connection.commit()
            return
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("PRAGMA foreign_keys=OFF")
        yield connection
        lost = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
        if lost:
            raise RowsLost(f"{len(lost)} rows point to nothing, first in the table {lost[0][0]}")
        await connection.commit()
        await connection.invalidate()  # the next one begins with its keys watched again


async def is_newest(engine: AsyncEngine) -> bool:
    """Whether the database has the newest revision; the files are numbered by their revisions."""
    newest = max(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))
    async with engine.connect() as connection:
        if not await connection.run_sync(lambda plain: sa.inspect(plain).has_table("alembic_version")):
            return False
        return bool(await connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == newest)


async def check(engine: AsyncEngine) -> None:
    """Raise when the tables in the code differ from those the migrations make."""
    from alembic import command  # noqa: PLC0415

    async with engine.connect() as connection:
        await connection.run_sync(lambda plain: command.check(config_of(plain)))
