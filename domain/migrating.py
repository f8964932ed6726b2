"""Bringing the database to the newest shape, and checking that the tables and the migrations agree."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "models" / "migrations"


def _config(connection: sa.Connection) -> "Config":
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

    async with engine.connect() as connection:
        await connection.run_sync(lambda plain: command.upgrade(_config(plain), "head"))
        await connection.commit()


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
        await connection.run_sync(lambda plain: command.check(_config(plain)))
