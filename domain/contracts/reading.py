"""What the page of a case shows of its contracts, and what its form begins with."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find, visible_cases, visible_of_cases
from domain.contracts.values import FEE_WORDS
from domain.phrases import say
from domain.settings import settings
from models.contracts import Contract, ContractKind, ContractStatus, ContractTemplate
from models.people import Kinship, KinshipKind, Relative
from models.places import Organisation, Programme
from models.staff import Staff


@dataclass(frozen=True)
class ContractRow:
    """A contract or an annex, the edition of its template, and who printed it."""

    contract: Contract
    edition: int
    printed_by: str

    @property
    def late(self) -> bool:
        """Whether it has waited for signatures longer than the setting allows."""
        waits = self.contract.status is ContractStatus.PRINTED
        return waits and self.contract.printed_at < clock.now() - timedelta(days=settings().contract_days)


@dataclass(frozen=True)
class ContractFolder:
    """Every contract of a case, the newest first, and what the form of the next one begins with."""

    rows: list[ContractRow]
    kin: list[tuple[Relative, Kinship]]
    fee_words: str

    @property
    def holds(self) -> Contract | None:
        """The contract that is printed or signed."""
        open_now = (ContractStatus.PRINTED, ContractStatus.SIGNED)
        contracts = (row.contract for row in self.rows if row.contract.kind is ContractKind.CONTRACT)
        return next((one for one in contracts if one.status in open_now), None)

    @property
    def annex_waits(self) -> bool:
        """Whether an annex waits for signatures, so that another one must not be printed."""
        annexes = (row.contract for row in self.rows if row.contract.kind is ContractKind.ANNEX)
        return any(one.status is ContractStatus.PRINTED for one in annexes)

    @property
    def guardian_id(self) -> int | None:
        """Who signs unless another is chosen: the person's guardian, when there is one."""
        return next((one.id for one, kinship in self.kin if kinship.kind is KinshipKind.GUARDIAN), None)


async def contracts_of(session: AsyncSession, actor: Actor, *, case_id: int) -> ContractFolder:
    """The contracts and annexes of a case. Raises NotFound."""
    demand(actor, Deed.SEE_CASES)
    case = await find(session, visible_cases(actor), case_id)
    rows = (
        visible_of_cases(actor, Deed.SEE_CASES, Contract, col(Contract.case_id))
        .where(col(Contract.case_id) == case.key)
        .add_columns(col(ContractTemplate.edition), col(Staff.name))
        .join(ContractTemplate, col(ContractTemplate.id) == col(Contract.template_id))
        .join(Staff, col(Staff.id) == col(Contract.printed_by))
        .order_by(col(Contract.id).desc())
    )
    kin = (
        sa.select(Relative, Kinship)
        .join(Kinship, col(Kinship.relative_id) == col(Relative.id))
        .where(col(Kinship.person_id) == case.person_id, col(Kinship.ended_at).is_(None))
        .order_by(col(Kinship.call_order), col(Relative.id))
    )
    programme = await session.get_one(Programme, case.programme_id)
    organisation = await session.get_one(Organisation, case.organisation_id)
    fee = FEE_WORDS.get(programme.rules)
    return ContractFolder(
        rows=[ContractRow(*row) for row in await session.execute(rows)],
        kin=[(relative, kinship) for relative, kinship in await session.execute(kin)],
        fee_words=say(organisation.language, fee) if fee else "",
    )
