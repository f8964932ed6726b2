"""A pool: the places of a service that are given from one line. Of an office, or of all offices without their own.

The services of a centre (`part_of` in their facts is its code) share its places and its line, as they are counted.
Whoever counts a pool in order to give a place takes the service's lock first: the last place is never given twice.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import find
from domain.database import lock_day
from models.cases import Case, CaseStatus, CaseStep
from models.places import Programme, ProgrammeKind, RuleSet
from models.waiting import Offer, OfferStatus, Places, WaitingEntry

#: A case in one of these has a place.
WITH_PLACE = (CaseStatus.APPROVED, CaseStatus.ACTIVE, CaseStatus.SUSPENDED)
#: As `Step.CLOSE` is written into the history; the procedure itself asks this module.
CLOSED = "close"
#: In the facts of a service: the code of the centre to which it belongs.
PART_OF = "part_of"


def has_places() -> sa.ColumnElement[bool]:
    """Services whose places are counted: those that lead to a case, and meals that are cooked for many at once."""
    return (col(Programme.rules) != RuleSet.NONE) | (col(Programme.kind) == ProgrammeKind.BULK_MEALS)


@dataclass(frozen=True)
class Pool:
    """Places given from one line. `office_id` None: those of every office that has none of its own (`apart`).

    `programme_id` is the service whose places they are, `services` all that share them.
    """

    programme_id: int
    services: frozenset[int]
    office_id: int | None
    places: Places | None
    apart: frozenset[int] = frozenset()

    @property
    def number(self) -> int | None:
        """How many places there are; None where nobody has set a number."""
        return self.places.number if self.places else None

    @property
    def monthly(self) -> bool:
        """Whether the places are counted by the month."""
        return self.places is not None and self.places.monthly

    def holds(self, record: Any) -> sa.ColumnElement[bool]:
        """The records with `programme_id` and `office_id` that belong to the pool."""
        ours = col(record.programme_id).in_(self.services)
        if self.office_id is not None:
            return ours & (col(record.office_id) == self.office_id)
        return ours & col(record.office_id).not_in(self.apart) if self.apart else ours


@dataclass(frozen=True)
class Filling:
    """How full a pool is. `free` is None where nobody has set a number of places."""

    taken: int
    held: int
    waiting: int
    number: int | None

    @property
    def free(self) -> int | None:
        """Places that can be offered now."""
        return None if self.number is None else max(0, self.number - self.taken - self.held)


async def lock_places(session: AsyncSession, programme_id: int) -> None:
    """Let those who give the same places pass one after another, until the end of their unit."""
    giver, _services = await sharing(session, programme_id)
    await lock_day(session, f"places:{giver}", alone=True)


async def sharing(session: AsyncSession, programme_id: int) -> tuple[int, frozenset[int]]:
    """The service whose places are given, and all that share them: a centre and its services, or itself alone.

    Raises NotFound for a service that the organisation does not have.
    """
    programme = await find(session, sa.select(Programme), programme_id)
    code = programme.facts.get(PART_OF) or programme.code
    rows = sa.select(col(Programme.id), col(Programme.code)).where(
        col(Programme.organisation_id) == programme.organisation_id,
        (col(Programme.code) == code) | (col(Programme.facts)[PART_OF].as_string() == code),
    )
    found = {number: its_code for number, its_code in await session.execute(rows) if number}
    giver = next((number for number, its_code in found.items() if its_code == code), programme_id)
    return giver, frozenset({programme_id, *found})


async def pools_of(session: AsyncSession, programme_id: int) -> list[Pool]:
    """Every pool of a service today: those of single offices, then the common one."""
    giver, services = await sharing(session, programme_id)
    rows = list(await session.scalars(in_force(giver).order_by(col(Places.office_id))))
    own = [Pool(giver, services, row.office_id, row) for row in rows if row.office_id is not None]
    common = next((row for row in rows if row.office_id is None), None)
    apart = frozenset(pool.office_id for pool in own if pool.office_id is not None)
    return [*own, Pool(giver, services, None, common, apart)]


def in_force(programme_id: int, day: date | None = None) -> sa.Select[Places]:
    """The numbers of places of a service that hold on a day, today if none is said."""
    day = day or clock.today()
    return sa.select(Places).where(
        col(Places.programme_id) == programme_id,
        col(Places.starts_on) <= day,
        col(Places.ends_on).is_(None) | (col(Places.ends_on) >= day),
    )


async def pool_of(session: AsyncSession, programme_id: int, office_id: int | None) -> Pool:
    """The pool from which an office gives places of a service."""
    pools = await pools_of(session, programme_id)
    return next((pool for pool in pools if pool.office_id == office_id), pools[-1])


async def filling(session: AsyncSession, pool: Pool) -> Filling:
    """Count the pool. The numbers are of the whole service: guarded cases take places too, and tell of nobody here."""
    return Filling(
        taken=await _count(session, Case, pool.holds(Case), has_place(pool)),
        held=await _count(session, Offer, pool.holds(Offer), col(Offer.status) == OfferStatus.HELD),
        waiting=await _count(session, WaitingEntry, pool.holds(WaitingEntry), col(WaitingEntry.left_at).is_(None)),
        number=pool.number,
    )


def has_place(pool: Pool) -> sa.ColumnElement[bool]:
    """Cases that fill a place now; by the month also those that were closed in it, for they were served."""
    now = col(Case.status).in_(WITH_PLACE)
    if not pool.monthly:
        return now
    served = sa.select(col(CaseStep.case_id)).where(
        col(CaseStep.case_id) == col(Case.id), col(CaseStep.step) == CLOSED, col(CaseStep.at) >= month_start()
    )
    return now | served.exists()


def month_start(day: date | None = None) -> datetime:
    """The first moment of the month."""
    return clock.at((day or clock.today()).replace(day=1), time())


async def _count(session: AsyncSession, record: Any, *which: sa.ColumnElement[bool]) -> int:
    return await session.scalar(sa.select(sa.func.count(col(record.id))).where(*which)) or 0
