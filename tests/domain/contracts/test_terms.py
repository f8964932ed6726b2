"""The days of a contract are kept by the clock: the service starts on the first, and after the last it has ended."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import job
from domain.daily.all_jobs import JOBS
from domain.timelines.due import due, due_in_case
from domain.timelines.rows import DueKind
from models.cases import Case, CaseStatus, CaseStep
from models.contracts import Contract, ContractKind, ContractStatus
from tests.case_work import case_of
from tests.cast import Cast
from tests.contract_work import signed_contract_of

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)


async def kept(cast: Cast, day: date) -> dict[str, int]:
    """What the job does on a day."""
    name = "keep_contract_days"
    return await JOBS[name].run(cast.database, job(name, cast.sofia.key), day)


@pytest.mark.usefixtures("tuesday")
async def test_the_service_starts_on_the_first_day_of_its_contract_and_once(people: Cast) -> None:
    async with people.database.unit(people.job) as session:
        approved = {"status": CaseStatus.APPROVED, "worker": people.anna}
        begins = await case_of(session, people, people.maria, people.lunch, **approved)
        later = await case_of(session, people, people.ivanka, people.lunch, **approved)
        no_plan = await case_of(session, people, people.maria, people.assistance, **approved)
        for case, day in ((begins, TODAY), (later, TOMORROW), (no_plan, TODAY)):
            (await signed_contract_of(session, case, people.anna)).starts_on = day
    assert [await kept(people, TODAY) for _twice in range(2)] == [
        {"started": 1, "ended": 0},
        {"started": 0, "ended": 0},
    ]
    async with people.database.reading(people.job) as session:
        rows = await session.scalars(sa.select(Case).order_by(col(Case.id)))
        assert [(one.status, one.started_on) for one in rows] == [
            (CaseStatus.ACTIVE, TODAY),
            (CaseStatus.APPROVED, None),
            (CaseStatus.APPROVED, None),
        ]
        steps = (await session.execute(sa.select(col(CaseStep.case_id), col(CaseStep.step)))).all()
        assert [tuple(row) for row in steps] == [(begins.id, "start")]


async def test_a_contract_ends_after_its_last_day_and_the_worker_knows_a_month_before(people: Cast, tuesday) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(people.job) as session:
        cases = [
            await case_of(session, people, person, programme, worker=people.anna)
            for person, programme in (
                (people.maria, people.lunch),
                (people.maria, people.assistance),
                (people.ivanka, people.lunch),
            )
        ]
        ends, goes_on, annexed = [await signed_contract_of(session, case, people.anna) for case in cases]
        ends.ends_on, goes_on.ends_on, annexed.ends_on = TODAY, TODAY + timedelta(days=30), TODAY
        annex = Contract(
            organisation_id=people.sofia.key, case_id=annexed.case_id, kind=ContractKind.ANNEX, number="А-1",
            follows_id=annexed.key, template_id=annexed.template_id, file_id=annexed.file_id, starts_on=TODAY,
            ends_on=date(2027, 11, 24), printed_by=people.anna.key, printed_at=annexed.printed_at,
        )  # fmt: skip
        session.add(annex)

    async def told(case: Case) -> list[date]:
        async with people.database.reading(anna) as session:
            found = await due_in_case(session, anna, case_id=case.key)
            return [row.day for row in found if row.kind is DueKind.RENEWAL]

    async def listed() -> list[list[str]]:
        async with people.database.reading(anna) as session:
            found = await due(session, anna, staff_id=people.anna.key)
            return [[row.about.number for row in rows] for rows in (found.overdue, found.today, found.later)]

    assert [await told(one) for one in cases[:2]] == [[TODAY], [TODAY + timedelta(days=30)]]
    assert await listed() == [[], [cases[0].number], [cases[1].number]], "a month before it is told, and is not late"
    assert await kept(people, TODAY) == {"started": 0, "ended": 0}, "the last day still counts"
    assert [await kept(people, TOMORROW) for _twice in range(2)] == [
        {"started": 0, "ended": 1},
        {"started": 0, "ended": 0},
    ]
    async with people.database.reading(people.job) as session:
        rows = await session.scalars(
            sa.select(Contract).where(col(Contract.kind) == ContractKind.CONTRACT).order_by(col(Contract.id))
        )
        assert [(one.status, one.ended_on) for one in rows] == [
            (ContractStatus.ENDED, TODAY),
            (ContractStatus.SIGNED, None),
            (ContractStatus.SIGNED, None),  # an annex to it waits for signatures
        ]
        assert (await session.get_one(Case, cases[0].key)).status is CaseStatus.ACTIVE
    clock.set_to(tuesday + timedelta(days=1))
    assert (await listed())[0] == [cases[0].number], "until there is a new one, or the case is closed"
    async with people.database.unit(people.job) as session:
        await signed_contract_of(session, cases[0], people.anna)
    assert await told(cases[0]) == []
