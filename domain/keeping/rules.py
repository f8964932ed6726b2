"""The terms: how many months after its end each kind of record is kept, set by the municipality and by nobody else."""

import calendar
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand
from domain.keeping.kinds import KINDS, Kind
from domain.phrases import _
from domain.refusals import NotFound, WrongInput
from domain.versions import demand_version, flush_or_stale
from models.rights import RetentionDeed, RetentionRule

MOST_MONTHS = 1200


@dataclass(frozen=True)
class Term:
    """A kind of record with its rule; without a rule nothing is done to it."""

    kind: Kind
    rule: RetentionRule | None = None

    @property
    def limit(self) -> date | None:
        """The last day on which a term may have begun that is over now; None where nothing is to be done."""
        if self.rule is None or self.rule.deed is RetentionDeed.KEEP or self.rule.months is None:
            return None
        return months_before(clock.today(), self.rule.months)

    @property
    def is_to_be_kept(self) -> bool:
        """Whether somebody wrote down that the law wants it kept."""
        return self.rule is not None and self.rule.deed is RetentionDeed.KEEP and bool(self.rule.basis)


def months_before(day: date, months: int) -> date:
    """The same day so many months ago; the last of its month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    year = max(year, 1)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


async def terms(session: AsyncSession, actor: Actor) -> list[Term]:
    """Every kind of record with the rule of the organisation, if it has set one."""
    demand(actor, Deed.SET_RETENTION)
    return await terms_of(session, actor.organisation)


async def terms_of(session: AsyncSession, organisation_id: int) -> list[Term]:
    """The same for whoever carries the rules out."""
    rows = sa.select(RetentionRule).where(col(RetentionRule.organisation_id) == organisation_id)
    known = {rule.record: rule for rule in await session.scalars(rows)}
    return [Term(kind, known.get(kind.code)) for kind in KINDS.values()]


async def set_rule(
    session: AsyncSession,
    actor: Actor,
    *,
    record: str,
    deed: RetentionDeed,
    months: int | None = None,
    basis: str = "",
    version: int | None = None,
) -> RetentionRule:
    """Set for how long a kind of record is kept. Raises WrongInput, Stale, and NotFound for an unknown kind."""
    demand(actor, Deed.SET_RETENTION)
    kind = KINDS.get(record)
    if kind is None:
        raise NotFound
    _check(kind, deed, months, basis)
    rows = sa.select(RetentionRule).where(
        col(RetentionRule.organisation_id) == actor.organisation, col(RetentionRule.record) == record
    )
    rule = await session.scalar(rows.execution_options(populate_existing=True))
    if rule is None:
        rule = RetentionRule(organisation_id=actor.organisation, record=record)
        session.add(rule)
    elif version is not None:
        demand_version(rule, version)
    rule.deed, rule.basis = deed, basis.strip()
    rule.months = None if deed is RetentionDeed.KEEP else months
    await flush_or_stale(session)
    return rule


def _check(kind: Kind, deed: RetentionDeed, months: int | None, basis: str) -> None:
    if deed not in (RetentionDeed.KEEP, kind.deed):
        raise WrongInput(deed=_("This cannot be done to these records. Please choose from the list."))
    if deed is RetentionDeed.KEEP:
        return
    if months is None or not 1 <= months <= MOST_MONTHS:
        raise WrongInput(months=_("Please write for how many months, from 1 to 1200."))
    if not basis.strip():
        raise WrongInput(basis=_("Please write the law or the entry of the list of files that sets this term."))
