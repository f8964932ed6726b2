"""The demonstration has the places that the municipalities' own plans and pages name."""

from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from domain import migrating
from domain.access import job
from domain.database import Database
from domain.demo.loading import load
from models.places import Programme
from models.waiting import Places


async def test_the_places_of_the_sources(tmp_path: Path, tuesday) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'grizha.db'}")
    await migrating.migrate(database.engine)
    loaded = await load(database, people=1)
    async with database.reading(job("test")) as session:
        rows = await session.execute(
            sa.select(col(Programme.organisation_id), col(Places.number), col(Places.monthly))
            .join(Programme, col(Programme.id) == col(Places.programme_id))
            .order_by(col(Places.id))
        )
        found = [tuple(row) for row in rows]
    await database.close()
    septemvri, burgas = loaded.organisations["septemvri"], loaded.organisations["burgas"]
    assert [number for owner, number, _monthly in found if owner == septemvri] == [250, 200, 300, 59, 50, 20, 25]
    assert [row[1:] for row in found if row[0] == burgas] == [(100, True)]
    assert [number for owner, number, _monthly in found if owner == loaded.sofia] == [150, 700, 682]
