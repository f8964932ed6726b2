"""Bringing the database to the newest shape, and checking that the tables and the migrations agree."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS = Path(__file__).resolve().parent.parent / "models" / "migrations"


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def migrate(engine: AsyncEngine) -> None:
    """Bring the database to the newest revision."""
    async with engine.connect() as connection:
        await connection.run_sync(lambda plain: command.upgrade(_config(plain), "head"))
        await connection.commit()


async def check(engine: AsyncEngine) -> None:
    """Raise when the tables in the code differ from those the migrations make."""
    async with engine.connect() as connection:
        await connection.run_sync(lambda plain: command.check(_config(plain)))


async def write_revision(engine: AsyncEngine, message: str, number: str) -> None:
    """Write a revision file for what the tables have and the migrations lack (for developers)."""
    async with engine.connect() as connection:
        await connection.run_sync(
            lambda plain: command.revision(_config(plain), message, autogenerate=True, rev_id=number)
        )
