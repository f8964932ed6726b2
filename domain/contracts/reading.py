"""What the page of a case shows of its contracts, and what its form begins with."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, Deed, demand, find, visible_cases, visible_of_cases
from domain.contracts.signers import Signatory, guardian_of, usual_signatory
from domain.contracts.values import FEE_WORDS
from domain.phrases import say
from domain.settings import settings
from models.cases import Case
from models.contracts import Contract, ContractKind, ContractStatus, ContractTemplate
from models.people import Kinship, Person, Relative
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
    fee_words: str
    #: With whom the form of the next one begins, and who is close to the person.
    signatory: Signatory
    close: list[str]

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
    found = [ContractRow(*row) for row in await session.execute(rows)]
    programme = await session.get_one(Programme, case.programme_id)
    organisation = await session.get_one(Organisation, case.organisation_id)
    fee = FEE_WORDS.get(programme.rules)
    return ContractFolder(
        rows=found,
        fee_words=say(organisation.language, fee) if fee else "",
        signatory=await _begins_with(session, case, found),
        close=await _close_to(session, case.person_id),
    )


async def _begins_with(session: AsyncSession, case: Case, rows: list[ContractRow]) -> Signatory:
    """Who signed last signs again; else whoever must sign for the person."""
    if rows:
        last = rows[0].contract
        return Signatory(last.signer, last.signer_name, last.signer_document, last.signer_document_on)
    return usual_signatory(
        await session.get_one(Person, case.person_id), guarded_by=await guardian_of(session, case.person_id)
    )


async def _close_to(session: AsyncSession, person_id: int) -> list[str]:
    rows = (
        sa.select(col(Relative.name))
        .join(Kinship, col(Kinship.relative_id) == col(Relative.id))
        .where(col(Kinship.person_id) == person_id, col(Kinship.ended_at).is_(None))
        .order_by(col(Kinship.call_order), col(Relative.id))
    )
    return list(await session.scalars(rows))
