"""The demonstration's contracts: a few signed ones with their papers, and an annex that waits too long."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import access
from domain.contracts.standing import waits_too_long
from domain.demo.contracts import MOST
from domain.files import path_of
from models.cases import Case
from models.contracts import Contract, ContractKind, ContractStatus
from models.work import CaseFile
from tests.domain.contracts.documents import text_of
from tests.domain.demo.conftest import Municipality

#: As many as it takes until so many cases under the act are active.
PEOPLE = 400


@pytest.mark.usefixtures("tuesday")
async def test_the_first_active_cases_have_their_signed_contract_on_paper(municipality: Municipality) -> None:
    database, loaded = municipality.database, municipality.loaded
    async with database.reading(access.job("test", loaded.sofia)) as session:
        rows = sa.select(Contract, Case, CaseFile).join(Case, col(Case.id) == col(Contract.case_id))
        joined = rows.join(CaseFile, col(CaseFile.id) == col(Contract.file_id)).order_by(col(Contract.id))
        found = list(await session.execute(joined))
        assert [(one.kind, one.status) for one, _case, _file in found] == [
            *[(ContractKind.CONTRACT, ContractStatus.SIGNED)] * MOST, (ContractKind.ANNEX, ContractStatus.PRINTED),
        ]  # fmt: skip
        for contract, case, file in found[:MOST]:
            assert (contract.signed_on, contract.starts_on) == (case.started_on, case.started_on)
            assert text_of(path_of(file.stored_as).read_bytes())[0] == f"ДОГОВОР № {contract.number}"
        annex = found[-1][0]
        assert await waits_too_long(session, annex.case_id) == annex
