"""Contracts for the tests of other rooms: a signed one as rows, without a paper."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock
from models.cases import Case
from models.contracts import Contract, ContractKind, ContractStatus, ContractTemplate, PaperKind
from models.places import RuleSet
from models.staff import Staff
from models.work import CaseFile


async def signed_contract_of(session: AsyncSession, case: Case, member: Staff) -> Contract:
    """A contract of the case that was printed and signed today."""
    owner, now = case.organisation_id, clock.now()
    template = ContractTemplate(
        organisation_id=owner, kind=PaperKind.CONTRACT, rules=RuleSet.OPEN, name="x.docx", edition=1, bytes=1,
        sha256="x", stored_as=f"template-{case.key}", added_at=now, retired_at=now,
    )  # fmt: skip
    paper = CaseFile(
        organisation_id=owner, case_id=case.key, person_id=case.person_id, name="x.docx", media_type="x", bytes=1,
        sha256="x", stored_as=f"paper-{case.key}-{now.timestamp()}", added_at=now,
    )  # fmt: skip
    session.add_all([template, paper])
    await session.flush()
    contract = Contract(
        organisation_id=owner, case_id=case.key, kind=ContractKind.CONTRACT, status=ContractStatus.SIGNED,
        number=f"Д-{paper.key}", template_id=template.key, file_id=paper.key, starts_on=clock.today(),
        printed_by=member.key, printed_at=now, signed_on=clock.today(),
    )  # fmt: skip
    session.add(contract)
    await session.flush()
    return contract
