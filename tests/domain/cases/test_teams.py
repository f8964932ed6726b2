"""Who works on a case: the worker, the team, a whole caseload handed over."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access import visible_cases
from domain.cases.board import CaseFilter, case_board
from domain.cases.caseloads import NothingToMove, caseload_of, loads, move_caseload, without_worker, workers
from domain.cases.history import case_history
from domain.cases.teams import LastOnTeam, StillWorker, leave_team, name_to_team, set_worker
from domain.refusals import NotAllowed, NotFound, WrongInput
from models.assessing import Survey
from models.audit import AuditAction, AuditEntry
from models.cases import Case, CaseStatus, Secrecy, TeamMember
from models.courses import Meeting
from models.places import Programme
from models.staff import StaffOffice
from models.timelines import CaseTask
from tests.case_work import case_of
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")


async def opened(cast: Cast, member, case: Case) -> bool:
    actor = cast.staff(member)
    async with cast.database.reading(actor) as session:
        return await session.scalar(visible_cases(actor).where(col(Case.id) == case.key)) is not None


async def test_whoever_is_named_may_open_a_childs_case_until_taken_off(people):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(
            session, cast, cast.maria, cast.assistance, secrecy=Secrecy.CHILD, worker=cast.anna, team=(cast.anna,)
        )
    assert [await opened(cast, one, case) for one in (cast.anna, cast.nurse, cast.head)] == [True, False, False]
    async with cast.database.unit(anna) as session:
        for _twice in range(2):
            await name_to_team(session, anna, case_id=case.key, staff_id=cast.nurse.key)
        rows = sa.select(sa.func.count()).where(col(TeamMember.staff_id) == cast.nurse.key)
        assert await session.scalar(rows) == 1
        for unfit in (cast.cook, cast.inspector, cast.cashier, cast.data_protection, cast.burgas_admin):
            with pytest.raises(WrongInput):
                await name_to_team(session, anna, case_id=case.key, staff_id=unfit.key)
    assert await opened(cast, cast.nurse, case)
    async with cast.database.unit(anna) as session:
        await leave_team(session, anna, case_id=case.key, staff_id=cast.nurse.key)
        with pytest.raises(StillWorker):
            await leave_team(session, anna, case_id=case.key, staff_id=cast.anna.key)
        (await session.get_one(Case, case.key)).worker_id = None
        with pytest.raises(LastOnTeam):
            await leave_team(session, anna, case_id=case.key, staff_id=cast.anna.key)
        with pytest.raises(NotFound):
            await leave_team(session, anna, case_id=case.key, staff_id=cast.lawyer.key)
    assert not await opened(cast, cast.nurse, case)
    for stranger in (cast.head, cast.elena):
        async with cast.database.unit(cast.staff(stranger)) as session:
            with pytest.raises(NotFound):
                await name_to_team(session, cast.staff(stranger), case_id=case.key, staff_id=stranger.key)
    async with cast.database.unit(cast.staff(cast.nurse)) as session:
        with pytest.raises(NotAllowed):
            await name_to_team(session, cast.staff(cast.nurse), case_id=case.key, staff_id=cast.lawyer.key)


async def test_a_sealed_case_takes_only_roles_of_its_level(sqlite_people):
    cast, anna = sqlite_people, sqlite_people.staff(sqlite_people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(
            session, cast, cast.maria, cast.assistance, secrecy=Secrecy.SEALED, worker=cast.anna, team=(cast.anna,)
        )
        await name_to_team(session, anna, case_id=case.key, staff_id=cast.psychologist.key)
        with pytest.raises(WrongInput):
            await name_to_team(session, anna, case_id=case.key, staff_id=cast.nurse.key)


async def test_a_case_goes_to_a_worker_of_its_office_and_its_history_says_so(people):
    cast, anna = people, people.staff(people.anna)
    async with cast.database.unit(anna) as session:
        case = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna)
        for unfit in (cast.elena, cast.nurse, cast.cook):
            with pytest.raises(WrongInput):
                await set_worker(session, anna, case_id=case.key, staff_id=unfit.key)
        await set_worker(session, anna, case_id=case.key, staff_id=cast.head.key)
        history = await case_history(session, anna, case_id=case.key)
        assert [(one.what("en"), one.words, one.who) for one in history.steps] == [
            ("a new worker", "Христо Малинов", "Анна Костова")
        ]
        assert history.openings is None
    async with cast.database.reading(cast.staff(cast.head)) as session:
        assert (await case_history(session, cast.staff(cast.head), case_id=case.key)).openings == []


async def work_of(session, cast: Cast, case: Case) -> list[CaseTask | Survey | Meeting]:
    """A task, a survey and a session of Анна in the case, and a session of the nurse."""
    own, later = {"organisation_id": cast.sofia.key, "case_id": case.key}, clock.now() + timedelta(days=2)
    session_of = {**own, "office_id": cast.mladost.key, "starts_at": later, "minutes": 30}
    rows = [
        CaseTask(**own, words="Питай сина", due_on=clock.today(), set_at=clock.now(), worker_id=cast.anna.key),
        Survey(**own, planned_at=later, staff_id=cast.anna.key),
        *(Meeting(**session_of, worker_id=one.key) for one in (cast.anna, cast.nurse)),
    ]
    session.add_all(rows)
    await session.flush()
    return rows


async def whose(session, row: CaseTask | Survey | Meeting) -> int | None:
    found = await session.get_one(type(row), row.key)
    return found.staff_id if isinstance(found, Survey) else found.worker_id


async def test_a_whole_caseload_is_handed_over_at_once(people):
    cast, head = people, people.staff(people.head)
    async with cast.database.unit(cast.job) as session:
        programmes = [
            Programme(organisation_id=cast.sofia.key, code=f"X{n}", name=f"Услуга {n}", kind=cast.lunch.kind)
            for n in range(60)
        ]
        session.add_all(programmes)
        await session.flush()
        cases = [await case_of(session, cast, cast.maria, one, worker=cast.anna) for one in programmes]
        closed = await case_of(session, cast, cast.maria, cast.lunch, worker=cast.anna, status=CaseStatus.CLOSED)
        child = await case_of(
            session, cast, cast.maria, cast.assistance, secrecy=Secrecy.CHILD, worker=cast.anna, team=(cast.anna,)
        )
        orphan = await case_of(session, cast, cast.ivanka, cast.lunch)
        work = await work_of(session, cast, cases[5])
        childs = await work_of(session, cast, child)
    async with cast.database.unit(head) as session:
        assert len(await caseload_of(session, head, staff_id=cast.anna.key)) == 60
        with pytest.raises(WrongInput) as wrong:
            await move_caseload(session, head, from_staff=cast.anna.key, to_staff=cast.elena.key)
        assert list(wrong.value.fields) == ["to_staff"]
    async with cast.database.unit(head) as session:
        two = [one.key for one in cases[:2]]
        with pytest.raises(NotFound):
            await move_caseload(
                session, head, from_staff=cast.anna.key, to_staff=cast.head.key, cases=[*two, orphan.key]
            )
        assert await move_caseload(session, head, from_staff=cast.anna.key, to_staff=cast.head.key, cases=two) == 2
        assert await move_caseload(session, head, from_staff=cast.anna.key, to_staff=cast.head.key) == 58
        with pytest.raises(NothingToMove):
            await move_caseload(session, head, from_staff=cast.anna.key, to_staff=cast.head.key)
        assert len((await case_board(session, head, where=CaseFilter(mine=True))).rows) == 60, "all at once"
        assert [(one.name, one.cases) for one in await loads(session, head)] == [("Христо Малинов", 60)]
        assert await without_worker(session, head) == 0
        assert [one.login for one in await workers(session, head)] == ["admin", "anna", "elena", "hristo"]
    async with cast.database.reading(cast.job) as session:
        left = await session.scalars(sa.select(Case.id).where(col(Case.worker_id) == cast.anna.key).order_by(Case.id))
        assert list(left) == [closed.id, child.id]
        assert [await whose(session, one) for one in work] == [cast.head.key] * 3 + [cast.nurse.key]
        assert [await whose(session, one) for one in childs] == [cast.anna.key] * 3 + [cast.nurse.key]
        changed = sa.select(sa.func.count()).where(
            col(AuditEntry.record) == "case", col(AuditEntry.action) == AuditAction.CHANGED,
            col(AuditEntry.actor) == head.label,
        )  # fmt: skip
        assert await session.scalar(changed) == 60
    for clerk in (cast.anna, cast.cook, cast.inspector):
        async with cast.database.reading(cast.staff(clerk)) as session:
            with pytest.raises(NotAllowed):
                await move_caseload(session, cast.staff(clerk), from_staff=cast.head.key, to_staff=cast.anna.key)


async def test_a_child_s_case_moves_by_the_hand_of_its_team_and_the_new_worker_joins_it(sqlite_people):
    cast, head = sqlite_people, sqlite_people.staff(sqlite_people.head)
    async with cast.database.unit(cast.job) as session:
        child = await case_of(
            session, cast, cast.maria, cast.assistance, secrecy=Secrecy.CHILD, worker=cast.head, team=(cast.head,)
        )
        session.add(StaffOffice(staff_id=cast.elena.key, office_id=cast.mladost.key))
    assert not await opened(cast, cast.elena, child)
    async with cast.database.unit(head) as session:
        await move_caseload(session, head, from_staff=cast.head.key, to_staff=cast.elena.key)
    assert await opened(cast, cast.elena, child)
