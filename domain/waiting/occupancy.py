"""How full the services are: now, and at the end of each month, worked out from the history of the cases.

The numbers are of whole services, as the law has them published (чл. 51 and 86 ЗСУ): guarded cases are counted, and the
numbers tell of nobody. Which cases they are, and who waits, is seen by those who may see the cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand
from domain.access.policy import Reach
from domain.refusals import NotFound
from domain.waiting.pools import WITH_PLACE, Filling, Pool, filling, has_places, month_start, pools_of
from models.cases import Case, CaseStep
from models.people import Address
from models.places import District, Office, Programme, RuleSet, Site
from models.waiting import Places, WaitingEntry

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Occupancy:
    """How full a service is in an office; no office stands for all that share the common places."""

    programme: Programme
    office: Office | None
    pool: Pool
    now: Filling

    @property
    def has_line(self) -> bool:
        """Whether people wait for it by their cases; for meals for many at once nobody does."""
        return self.programme.rules is not RuleSet.NONE


@dataclass(frozen=True)
class Month:
    """How many places were taken at the end of a month (or were used in it, where places are by the month)."""

    first: date
    taken: int
    number: int | None


async def occupancy(session: AsyncSession, actor: Actor, *, programme_id: int | None = None) -> list[Occupancy]:
    """Every service that has places or people waiting, by office: taken, held, free, waiting.

    The services of a centre stand as one, for they share its places. Meals for many at once have portions for places.
    """
    demand(actor, Deed.SEE_WAITING)
    used = sa.union(
        sa.select(col(Places.programme_id)), sa.select(col(WaitingEntry.programme_id)).distinct()
    ).subquery()
    rows = sa.select(Programme).where(has_places(), col(Programme.id).in_(sa.select(used.c.programme_id)))
    if programme_id is not None:
        rows = sa.select(Programme).where(has_places(), col(Programme.id) == programme_id)
    offices = {office.id: office for office in await session.scalars(sa.select(Office))}
    found: dict[tuple[int, int | None], Occupancy] = {}
    for programme in (await session.scalars(rows.order_by(col(Programme.code)))).all():
        for pool in await pools_of(session, programme.key):
            key = (pool.programme_id, pool.office_id)
            if key not in found and may_see_pool(actor, pool):
                giver = await session.get_one(Programme, pool.programme_id)
                count = portions if giver.rules is RuleSet.NONE else filling
                found[key] = Occupancy(giver, offices.get(pool.office_id), pool, await count(session, pool))
    return [one for one in found.values() if one.pool.places or one.now.waiting or one.now.held]


async def portions(session: AsyncSession, pool: Pool) -> Filling:
    """How full meals for many at once are: so many portions are brought to their shelters, schools and canteens."""
    rows = (
        sa.select(sa.func.sum(col(Site.portions)))
        .join(Address, col(Address.id) == col(Site.address_id))
        .join(District, col(District.id) == col(Address.district_id))
        .where(col(Site.programme_id).in_(pool.services), col(Site.active))
    )
    if pool.office_id is not None:
        rows = rows.where(col(District.office_id) == pool.office_id)
    elif pool.apart:
        rows = rows.where(col(District.office_id).not_in(pool.apart))
    return Filling(taken=await session.scalar(rows) or 0, held=0, waiting=0, number=pool.number)


def may_see_pool(actor: Actor, pool: Pool) -> bool:
    """The places of an office are seen by those who work for it; the common ones by everybody who may see lines."""
    if actor.kind is ActorKind.JOB or pool.office_id is None:
        return True
    return actor.reach(Deed.SEE_WAITING) is Reach.ALL or pool.office_id in actor.offices


async def months_of(session: AsyncSession, actor: Actor, pool: Pool) -> list[Month]:
    """The last twelve months of a pool, the running one until now."""
    demand(actor, Deed.SEE_WAITING)
    if not may_see_pool(actor, pool):
        raise NotFound
    firsts = _months(clock.today())
    stays = _stays(pool)
    counts = [sa.func.count(sa.distinct(_within_month(stays, pool, first))) for first in firsts]
    taken = (await session.execute(sa.select(*counts).select_from(stays))).one()
    numbers = await _numbers(session, pool, firsts)
    return [Month(first, count, number) for first, count, number in zip(firsts, taken, numbers, strict=True)]


def _months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) < MONTHS_SHOWN:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return months


def _stays(pool: Pool) -> sa.Subquery:
    """From when until when each case had a place, from one step of its history to the next."""
    until = sa.func.lead(col(CaseStep.at)).over(
        partition_by=col(CaseStep.case_id), order_by=(col(CaseStep.at), col(CaseStep.id))
    )
    steps = (
        sa.select(col(CaseStep.case_id), col(CaseStep.status), col(CaseStep.at), until.label("until"))
        .join(Case, col(Case.id) == col(CaseStep.case_id))
        .where(pool.holds(Case))
        .subquery()
    )
    return sa.select(steps.c.case_id, steps.c.at, steps.c.until).where(steps.c.status.in_(WITH_PLACE)).subquery()


def _within_month(stays: sa.Subquery, pool: Pool, first: date) -> sa.ColumnElement[int | None]:
    """The case, if its stay counts for the month: it lasts at its end, or by the month touches it."""
    ended: datetime = month_start((first + timedelta(days=31)).replace(day=1))
    end = min(ended, clock.now())
    since = month_start(first) if pool.monthly else end
    lasts = stays.c.until.is_(None) | (stays.c.until > since)
    return sa.case((sa.and_(stays.c.at <= end, lasts), stays.c.case_id))


async def _numbers(session: AsyncSession, pool: Pool, firsts: Sequence[date]) -> list[int | None]:
    """How many places there were on the last day of each month."""
    rows = sa.select(Places).where(
        col(Places.programme_id) == pool.programme_id, col(Places.office_id).is_not_distinct_from(pool.office_id)
    )
    periods = (await session.scalars(rows)).all()
    return [_number_on(periods, _last_day(first)) for first in firsts]


def _last_day(first: date) -> date:
    return min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), clock.today())


def _number_on(periods: Sequence[Places], day: date) -> int | None:
    inside = (one for one in periods if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day))
    return next((one.number for one in inside), None)
