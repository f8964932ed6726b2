"""Two hundred who offer ten places at the same instant on PostgreSQL: how many places are given."""

import asyncio
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.database import Database
from domain.demo.loading import Loaded
from domain.waiting.offering import NoFreePlace, offer_next
from models.cases import Case, CaseStatus
from models.people import Person
from models.waiting import Places, WaitingEntry
from tests.bench.figures import Figure
from tests.bench.ground import municipality, postgresql, somebody

#: A service of which the demonstration has no cases of its own.
SERVICE = ("sofia", "P04")


def offers(asked: int = 200, places: int = 10) -> Iterator[Figure]:
    """As many wait as offer, so that every place could be given many times."""
    with postgresql() as url:
        yield Figure("waiting.offers_given", asyncio.run(_given(url, asked, places)), "offers")


async def _given(url: str, asked: int, places: int) -> int:
    async with municipality(asked, url) as (database, loaded):
        await _line(database, loaded, places)
        return sum(await asyncio.gather(*(_offer(database, loaded) for _ in range(asked))))


async def _line(database: Database, loaded: Loaded, places: int) -> None:
    """Everybody of the demonstration waits for one service, of which there are so few places."""
    service = loaded.programmes[SERVICE]
    async with database.unit(somebody(loaded)) as session:
        await session.execute(
            sa.delete(Places).where(col(Places.programme_id) == service).execution_options(audited=True)
        )
        session.add(
            Places(organisation_id=loaded.sofia, programme_id=service, starts_on=date(2026, 1, 1), number=places)
        )
        people = (await session.scalars(sa.select(Person))).all()
        cases = [
            Case(
                organisation_id=loaded.sofia, number=f"P04-2026-{person.key:05}", person_id=person.key,
                programme_id=service, office_id=person.office_id, status=CaseStatus.WAITING, wished_on=clock.today(),
            )
            for person in people
        ]  # fmt: skip
        session.add_all(cases)
        await session.flush()
        session.add_all(
            WaitingEntry(
                organisation_id=loaded.sofia, case_id=case.key, programme_id=service, office_id=case.office_id,
                entered_at=clock.now(),
            )
            for case in cases
        )  # fmt: skip


async def _offer(database: Database, loaded: Loaded) -> int:
    """One who offers; 1 where a place was given."""
    actor, service = somebody(loaded), loaded.programmes[SERVICE]
    try:
        await database.run(actor, lambda session: offer_next(session, actor, programme_id=service))
    except NoFreePlace:
        return 0
    return 1
