"""The migrations make exactly the tables that the code knows, on both databases."""

from domain import migrating
from domain.database import Database


async def test_tables_and_migrations_agree(database: Database) -> None:
    await migrating.check(database.engine)


async def test_migrating_once_more_changes_nothing(database: Database) -> None:
    await migrating.migrate(database.engine)
    await migrating.check(database.engine)
