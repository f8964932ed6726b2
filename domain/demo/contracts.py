"""Signed contracts of some invented cases, printed as the office prints them, on the day on which the service began.

The clock is put back for each: nothing else runs while the demonstration is loaded.
"""

from datetime import time, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import job
from domain.assessing.terms import months_after
from domain.contracts.printing import Terms, print_annex, print_contract
from domain.contracts.signing import Signing, sign_contract
from domain.contracts.values import FEE_WORDS
from domain.database import Database
from domain.demo.loaded import Loaded
from domain.phrases import say
from domain.settings import settings
from domain.staff_actors import actor_of_staff
from models.cases import Case, CaseStatus
from models.places import Organisation, Programme, RuleSet
from models.staff import Staff

#: Each is a Word document to be made: more would only make the first start slower.
MOST = 6
_HOUR = time(15, 0)
_ANNEX = "Помощта у дома се увеличава с едно посещение на седмица, в събота."


async def add_contracts(database: Database, loaded: Loaded) -> None:
    """A signed contract for the first active cases of services under the act; of the last one an annex waits."""
    async with database.unit(job("demonstration", loaded.sofia)) as session:
        cases = await _served(session)
        for case in cases:
            await _sign(session, case, with_annex=case is cases[-1])


async def _served(session: AsyncSession) -> list[Case]:
    rows = (
        sa.select(Case)
        .join(Programme, col(Programme.id) == col(Case.programme_id))
        .where(col(Case.status) == CaseStatus.ACTIVE, col(Programme.rules) == RuleSet.DELEGATED)
        .order_by(col(Case.started_on), col(Case.id))
    )
    return list(await session.scalars(rows.limit(MOST)))


async def _sign(session: AsyncSession, case: Case, *, with_annex: bool) -> None:
    if case.started_on is None or case.worker_id is None:
        return
    actor = await actor_of_staff(session, await session.get_one(Staff, case.worker_id))
    language = (await session.get_one(Organisation, case.organisation_id)).language
    last = months_after(case.started_on, 12) - timedelta(days=1)
    terms = Terms(case.started_on, last, fee_words=say(language, FEE_WORDS[RuleSet.DELEGATED]))
    with clock.frozen(clock.at(case.started_on, _HOUR)):
        contract = await print_contract(session, actor, case_id=case.key, terms=terms)
        await sign_contract(session, actor, contract_id=contract.key, signing=Signing(case.started_on))
    if with_annex:
        late = clock.now() - timedelta(days=settings().contract_days + 2)
        with clock.frozen(late):
            await print_annex(session, actor, contract_id=contract.key, terms=Terms(clock.today(), words=_ANNEX))
