"""The migrations make exactly the tables that the code knows, on both databases."""

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import IntegrityError

from domain import migrating
from domain.database import Database
from models.contracts import Contract
from tests.case_work import case_of
from tests.cast import Cast
from tests.contract_work import signed_contract_of


async def test_tables_and_migrations_agree(database: Database) -> None:
    await migrating.check(database.engine)


async def test_migrating_once_more_changes_nothing(database: Database) -> None:
    await migrating.migrate(database.engine)
    await migrating.check(database.engine)


async def test_a_table_to_whose_rows_others_point_is_written_anew_with_all_of_them(sqlite_people: Cast) -> None:
    cast = sqlite_people
    async with cast.database.unit(cast.job) as session:
        cases = [await case_of(session, cast, cast.maria, one) for one in (cast.assistance, cast.lunch)]
        first, annex = [await signed_contract_of(session, case, cast.anna) for case in cases]
        annex.follows_id = first.key
    async with migrating.rewriting(cast.database.engine) as connection:
        await connection.run_sync(lambda plain: command.downgrade(migrating.config_of(plain), "0003"))
    await migrating.migrate(cast.database.engine)
    async with cast.database.unit(cast.job) as session:
        assert (await session.get_one(Contract, annex.key)).follows_id == first.key
        with pytest.raises(IntegrityError):  # and keys are watched as before
            await session.execute(sa.text("DELETE FROM contract WHERE id = :number"), {"number": first.key})
