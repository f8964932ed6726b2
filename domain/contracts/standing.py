"""Whether a case has a contract, for the rooms that only ask or end it: starting, closing, the first page of a case."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.settings import settings
from models.cases import Case
from models.contracts import Contract, ContractKind, ContractStatus


async def open_contract(session: AsyncSession, case_id: int) -> Contract | None:
    """The contract of a case that is printed or signed; the database keeps at most one."""
    rows = sa.select(Contract).where(
        col(Contract.case_id) == case_id,
        col(Contract.kind) == ContractKind.CONTRACT,
        col(Contract.status).in_((ContractStatus.PRINTED, ContractStatus.SIGNED)),
    )
    found: Contract | None = await session.scalar(rows.execution_options(populate_existing=True))
    return found


async def signed_contract(session: AsyncSession, case_id: int) -> Contract | None:
    """The contract that holds between the person and the provider now."""
    found = await open_contract(session, case_id)
    return found if found and found.status is ContractStatus.SIGNED else None


async def waits_too_long(session: AsyncSession, case_id: int) -> Contract | None:
    """The oldest paper of a case that has waited for signatures longer than the setting allows."""
    rows = (
        sa.select(Contract)
        .where(
            col(Contract.case_id) == case_id,
            col(Contract.status) == ContractStatus.PRINTED,
            col(Contract.printed_at) < clock.now() - timedelta(days=settings().contract_days),
        )
        .order_by(col(Contract.printed_at), col(Contract.id))
    )
    found: Contract | None = await session.scalar(rows.limit(1))
    return found


async def end_contracts(session: AsyncSession, case: Case) -> None:
    """A case is closed or withdrawn: what was signed holds no longer, what was only printed will not be signed."""
    rows = sa.select(Contract).where(
        col(Contract.case_id) == case.key,
        col(Contract.status).in_((ContractStatus.PRINTED, ContractStatus.SIGNED)),
    )
    for one in await session.scalars(rows.execution_options(populate_existing=True)):
        signed = one.status is ContractStatus.SIGNED
        one.status = ContractStatus.ENDED if signed else ContractStatus.CANCELLED
        one.ended_on = clock.today()
    await session.flush()
