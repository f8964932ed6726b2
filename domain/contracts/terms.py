"""The days written in a contract: on the first the service starts, after the last the contract has ended."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from domain.access import Actor, Deed, demand
from domain.plans.starting import PlanFirst, begin_service
from domain.versions import flush_or_stale
from models.cases import Case, CaseStatus
from models.contracts import Contract, ContractKind, ContractStatus


def _signed() -> sa.Select[Contract]:
    """Contracts that were signed and have not ended."""
    return sa.select(Contract).where(
        col(Contract.kind) == ContractKind.CONTRACT, col(Contract.status) == ContractStatus.SIGNED
    )


async def contracts_begun(session: AsyncSession, *, day: date) -> list[int]:
    """Signed contracts whose first day has come, of cases that wait for nothing else."""
    rows = _signed().join(Case, col(Case.id) == col(Contract.case_id))
    rows = rows.where(col(Contract.starts_on) <= day, col(Case.status) == CaseStatus.APPROVED)
    return [one.key for one in await session.scalars(rows.order_by(col(Contract.id)))]


async def start_by_contract(session: AsyncSession, actor: Actor, *, contract_id: int) -> bool:
    """Start the service from the contract's first day; not while its plan is still to be approved."""
    demand(actor, Deed.RUN_JOBS)
    contract = await session.get_one(Contract, contract_id, populate_existing=True)
    case = await session.get_one(Case, contract.case_id, populate_existing=True)
    if contract.status is not ContractStatus.SIGNED or case.status is not CaseStatus.APPROVED:
        return False
    try:
        await begin_service(session, actor, case=case, day=contract.starts_on)
    except PlanFirst:
        return False
    return True


async def end_by_term(session: AsyncSession, actor: Actor, *, day: date) -> int:
    """End the contracts whose last day has passed; not while an annex waits for signatures. Says how many.

    The case goes on: whether there is a new contract or no service any more, the worker decides.
    """
    demand(actor, Deed.RUN_JOBS)
    annex = aliased(Contract)
    waits = sa.exists().where(col(annex.follows_id) == col(Contract.id), col(annex.status) == ContractStatus.PRINTED)
    passed = list(await session.scalars(_signed().where(col(Contract.ends_on) < day, ~waits)))
    annexes = sa.select(Contract).where(
        col(Contract.follows_id).in_([one.key for one in passed]), col(Contract.status) == ContractStatus.SIGNED
    )
    last_days = {one.key: one.ends_on for one in passed}
    for one in [*passed, *await session.scalars(annexes)]:
        one.status, one.ended_on = ContractStatus.ENDED, last_days[one.follows_id or one.key]
    await flush_or_stale(session)
    return len(passed)
