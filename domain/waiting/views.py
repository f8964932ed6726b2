"""What people see of a line: the office the cases it may see, the family its own position and how it moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, Rows, demand, demand_also_in_chat, find, visible_cases, visible_of_cases
from domain.waiting.leaving import spoken_for
from domain.waiting.line import entry_of, lines, position_of
from domain.waiting.occupancy import Month, Occupancy, months_of, occupancy
from domain.waiting.pools import Pool, pool_of, sharing
from models.cases import Case
from models.people import Person
from models.places import Office, Programme, RuleSet
from models.waiting import Offer, OfferStatus, WaitingEntry

A_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class LineRow:
    """One who waits: which in line, who, for which service, and the place that is held."""

    position: int
    entry: WaitingEntry
    case: Case
    person: Person
    office: Office
    programme: Programme
    held: Offer | None


@dataclass(frozen=True)
class Line:
    """A line as somebody may see it; `hidden` are guarded cases of others, which only take up their turns."""

    rows: list[LineRow]
    hidden: int


@dataclass(frozen=True)
class Standing:
    """Where a case stands: which in line, which it was a month ago (None: not there yet), and the place held for it."""

    entry: WaitingEntry
    programme: Programme
    person: Person
    position: int
    a_month_ago: int | None
    held: Offer | None


@dataclass(frozen=True)
class PlaceOfCase:
    """The place tab of a case: where it stands now, its times in line, and what was offered."""

    standing: Standing | None
    entries: Sequence[WaitingEntry]
    offers: Sequence[Offer]


@dataclass(frozen=True)
class PoolSheet:
    """One line of a service: how full it is, who waits, and the last months."""

    occupancy: Occupancy
    line: Line
    months: list[Month]


@dataclass(frozen=True)
class ServiceSheet:
    """A service with every line of it that somebody may see; of a centre's service the lines are the centre's."""

    programme: Programme
    pools: list[PoolSheet]


async def service_sheet(session: AsyncSession, actor: Actor, *, programme_id: int) -> ServiceSheet:
    """A service's lines. Raises NotFound for one of another organisation, or without cases."""
    demand(actor, Deed.SEE_WAITING)
    programme = await find(session, sa.select(Programme).where(col(Programme.rules) != RuleSet.NONE), programme_id)
    giver, _services = await sharing(session, programme.key)
    programme = await session.get_one(Programme, giver)
    found = await occupancy(session, actor, programme_id=programme_id)
    pools = [
        PoolSheet(one, await line_of(session, actor, one.pool), await months_of(session, actor, one.pool))
        for one in found
    ]
    return ServiceSheet(programme, pools)


async def line_of(session: AsyncSession, actor: Actor, pool: Pool) -> Line:
    """The line of a pool, in turn: the cases that the actor may see, with their true positions."""
    demand(actor, Deed.SEE_WAITING)
    turns = {entry.key: number for number, entry in enumerate(await lines(session, pool), 1)}
    held = (col(Offer.entry_id) == col(WaitingEntry.id)) & (col(Offer.status) == OfferStatus.HELD)
    rows = (
        visible_of_cases(actor, Deed.SEE_WAITING, WaitingEntry, WaitingEntry.case_id)
        .where(pool.holds(WaitingEntry), col(WaitingEntry.left_at).is_(None))
        .join(Case, col(Case.id) == col(WaitingEntry.case_id))
        .join(Person, col(Person.id) == col(Case.person_id))
        .join(Office, col(Office.id) == col(WaitingEntry.office_id))
        .join(Programme, col(Programme.id) == col(WaitingEntry.programme_id))
        .outerjoin(Offer, held)
        .add_columns(Case, Person, Office, Programme, Offer)
    )
    seen = [LineRow(turns[row[0].key], *row) for row in await session.execute(rows)]
    return Line(sorted(seen, key=lambda row: row.position), len(turns) - len(seen))


async def place_of_case(session: AsyncSession, actor: Actor, *, case_id: int) -> PlaceOfCase:
    """Where a case stands in line, and the history of its offers. Raises NotFound."""
    demand(actor, Deed.SEE_WAITING)
    case = await find(session, visible_cases(actor), case_id)
    entries = sa.select(WaitingEntry).where(col(WaitingEntry.case_id) == case.id)
    offers = sa.select(Offer).where(col(Offer.case_id) == case.id)
    return PlaceOfCase(
        standing=await _standing(session, case),
        entries=(await session.scalars(entries.order_by(col(WaitingEntry.id).desc()))).all(),
        offers=(await session.scalars(offers.order_by(col(Offer.id).desc()))).all(),
    )


async def standings(session: AsyncSession, actor: Actor) -> list[Standing]:
    """Every line in which somebody's cases stand: in a chat the person's own open ones and those of relatives."""
    demand_also_in_chat(actor, Deed.SEE_WAITING)
    return await _standings(session, visible_cases(actor))


async def to_answer_for(session: AsyncSession, actor: Actor) -> list[Standing]:
    """Those of them for which the actor may answer: a relative for whom they may order."""
    return await _standings(session, spoken_for(actor))


async def _standings(session: AsyncSession, cases: Rows[Case]) -> list[Standing]:
    waiting = sa.select(col(WaitingEntry.case_id)).where(col(WaitingEntry.left_at).is_(None))
    rows = cases.where(col(Case.id).in_(waiting)).order_by(col(Case.id))
    found = [await _standing(session, case) for case in (await session.scalars(rows)).all()]
    return [standing for standing in found if standing]


async def _standing(session: AsyncSession, case: Case) -> Standing | None:
    entry = await entry_of(session, case.key)
    if entry is None:
        return None
    pool = await pool_of(session, entry.programme_id, entry.office_id)
    then = clock.now() - A_MONTH
    there_then = entry.entered_at <= then
    held = sa.select(Offer).where(col(Offer.entry_id) == entry.id, col(Offer.status) == OfferStatus.HELD)
    return Standing(
        entry=entry,
        programme=(await session.scalars(sa.select(Programme).where(col(Programme.id) == case.programme_id))).one(),
        person=(await session.scalars(sa.select(Person).where(col(Person.id) == case.person_id))).one(),
        position=await position_of(session, pool, entry),
        a_month_ago=await position_of(session, pool, entry, at=then) if there_then else None,
        held=await session.scalar(held),
    )
