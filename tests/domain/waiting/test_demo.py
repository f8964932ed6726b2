"""The demonstration has the places that the municipalities' own plans and pages name."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import migrating
from domain.access import job
from domain.database import Database
from domain.demo.loading import load
from domain.waiting.occupancy import occupancy
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
        offices = {name: await _shown(session, number) for name, number in loaded.organisations.items()}
    await database.close()
    septemvri, burgas = loaded.organisations["septemvri"], loaded.organisations["burgas"]
    assert [number for owner, number, _monthly in found if owner == septemvri] == [250, 200, 300, 59, 50, 20, 25]
    assert [row[1:] for row in found if row[0] == burgas] == [(100, True)]
    assert [number for owner, number, _monthly in found if owner == loaded.sofia] == [150, 700, 682]
    assert offices["septemvri"] == {
        "M01": (0, 250), "M02": (0, 200), "M03": (0, 300), "M05": (0, 59), "M06": (0, 50), "M07": (0, 20),
        "M08": (0, 25),
    }  # fmt: skip
    assert offices["burgas"] == {"C00": (5, 100)}, "the sixteen services count as one"
    assert {code: offices["sofia"][code] for code in ("A01", "P08", "P09")} == {
        "A01": (0, 682), "P08": (75, 150), "P09": (50, 700),
    }, "of meals for many at once the portions count"  # fmt: skip


async def _shown(session: AsyncSession, organisation: int) -> dict[str, tuple[int, int | None]]:
    """What the page of places shows of each service: how many are taken, of how many."""
    found = await occupancy(session, job("test", organisation))
    own = [one for one in found if one.programme.organisation_id == organisation]
    return {one.programme.code: (one.now.taken, one.now.number) for one in own}
