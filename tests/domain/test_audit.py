"""The session's own promises: it audits every change, hides other organisations, and refuses silent bulk changes."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import AutoString, SQLModel, col

from domain import access, audit
from domain.audit_rules import is_sealed
from domain.refusals import NotFound
from models.audit import AuditAction, AuditEntry
from models.cases import Case, CaseStatus, CaseStep, Secrecy
from models.people import Address, Person, Relative
from models.plans import PlanGoal, SupportPlan
from models.work import Note
from tests.case_work import case_of
from tests.cast import Cast
from tests.statements import statements_of

ACTIVE = CaseStatus.ACTIVE


async def test_a_change_is_audited_with_what_was_before_and_after(people: Cast, tuesday: object) -> None:
    actor = people.staff(people.anna)
    async with people.database.unit(actor) as session:
        maria = await access.find(session, access.visible_people(actor), people.maria.id)
        maria.driver_note = "Звънецът не работи"
    async with people.database.reading(people.staff(people.admin)) as session:
        entry = (await session.scalars(sa.select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1))).one()
    assert (entry.actor, entry.action, entry.record, entry.record_id, entry.person_id) == (
        f"staff:{people.anna.id}", AuditAction.CHANGED, "person", people.maria.id, people.maria.id,
    )  # fmt: skip
    assert (entry.before, entry.after) == ({"driver_note": ""}, {"driver_note": "Звънецът не работи"})


async def test_nothing_sealed_is_repeated_in_the_audit(people: Cast) -> None:
    async with people.database.reading(people.job) as session:
        rows = sa.select(AuditEntry).where(
            col(AuditEntry.record) == "person", col(AuditEntry.record_id) == people.maria.id
        )
        entry = (await session.scalars(rows)).one()
    assert entry.after is not None
    assert (entry.after["egn_sealed"], entry.after["egn_hash"]) == ("***", "***")


@pytest.mark.parametrize("deed", ["UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry"])
async def test_the_database_refuses_to_change_the_audit(people: Cast, deed: str) -> None:
    with pytest.raises(DBAPIError, match="only be added to"):
        async with people.database.unit(people.job) as session:
            await session.execute(sa.text(deed))


async def test_another_organisation_is_not_there(people: Cast) -> None:
    actor = people.staff(people.admin)
    async with people.database.reading(actor) as session:
        found = (await session.scalars(sa.select(Person.id).order_by(col(Person.id)))).all()  # type: ignore[call-overload]
        counted = await session.scalar(sa.select(sa.func.count()).select_from(Person))
        with pytest.raises(NotFound):
            await access.find(session, access.visible_people(actor), people.goran.id)
    assert found == [people.maria.id, people.ivanka.id]
    assert counted == len(found)
    async with people.database.reading(people.staff(people.burgas_admin)) as session:
        assert (await session.scalars(sa.select(Person.id))).all() == [people.goran.id]  # type: ignore[call-overload]


async def test_a_set_based_change_must_say_that_its_audit_is_written(people: Cast) -> None:
    with pytest.raises(audit.UnauditedChange):
        async with people.database.unit(people.job) as session:
            await session.execute(sa.update(Person).values(driver_note="?"))


async def test_what_a_case_says_stands_in_no_entry_and_the_person_in_every_one(people: Cast, tuesday: datetime) -> None:
    actor = people.staff(people.anna)
    async with people.database.unit(actor) as session:
        case = await case_of(session, people, people.maria, people.assistance)
        of_case = {"organisation_id": case.organisation_id, "case_id": case.key}
    async with people.database.unit(actor) as session:
        plan = SupportPlan(**of_case, edition=1, written_by=people.anna.key, written_at=tuesday, words="Тайна")
        session.add_all([plan, Note(**of_case, text="Тайна", written_by=people.anna.key, written_at=tuesday)])
        await session.flush()
        session.add(PlanGoal(organisation_id=case.organisation_id, plan_id=plan.key, life_domain="home", words="Тайна"))
        await session.flush()
        plan.words = "Друга тайна"
    async with people.database.reading(people.job) as session:
        rows = sa.select(AuditEntry).where(col(AuditEntry.record).in_(("support_plan", "plan_goal", "note")))
        found = list(await session.scalars(rows.order_by(col(AuditEntry.id))))
    assert {entry.person_id for entry in found} == {people.maria.id}
    said = [(entry.record, (entry.after or {}).get("words", (entry.after or {}).get("text"))) for entry in found]
    assert sorted(said) == [("note", "***"), ("plan_goal", "***"), ("support_plan", "***"), ("support_plan", "***")]
    assert found[-1].before == {"words": "***"}
    assert "айна" not in str([(entry.before, entry.after) for entry in found])


async def test_the_audit_asks_at_most_once_whose_case_it_is(sqlite_people: Cast, tuesday: datetime) -> None:
    people = sqlite_people
    actor = people.staff(people.anna)
    async with people.database.unit(actor) as session:
        number = (await case_of(session, people, people.maria, people.assistance)).key

    async def written(*, known: bool) -> int:
        with statements_of(people.database) as asked:
            async with people.database.unit(actor) as session:
                case = await session.get_one(Case, number) if known else None
                for _ in range(3):
                    step = CaseStep(
                        organisation_id=people.sofia.key, case_id=number, step="activate", at=tuesday, status=ACTIVE
                    )
                    session.add(step)
                    await session.flush()
                assert case is None or case.person_id == people.maria.id
        return sum('FROM "case"' in one for one in asked)

    assert (await written(known=False), await written(known=True)) == (1, 1)  # the second is the reading itself


#: Texts of case work that tell nothing about anybody: numbers of papers, names on the disk, codes, members of staff.
HARMLESS = {
    ("application", "number"), ("case", "number"), ("case_step", "step"), ("case_file", "media_type"),
    ("case_file", "sha256"), ("case_file", "stored_as"), ("offer", "answered_by"), ("plan_goal", "life_domain"),
    ("referral", "document_number"), ("consent", "text_version"), ("assessment", "members"), ("contract", "number"),
}  # fmt: skip


def test_every_text_of_case_work_is_sealed_or_known_to_be_harmless() -> None:
    tables = SQLModel.metadata.tables
    of_cases = {"case", "application", "referral", "consent", "person_pair"}
    for _ in range(3):  # what hangs on a case, on a plan of a case, on a goal of a plan
        of_cases |= {
            name
            for name, table in tables.items()
            if any(key.column.table.name in of_cases for key in table.foreign_keys)
        }
    open_texts = {
        (name, column.name)
        for name in of_cases
        for column in tables[name].columns
        if isinstance(column.type, (AutoString, sa.JSON))
        if not is_sealed(name, column.name)
    }
    assert open_texts == HARMLESS


async def test_nothing_of_a_guarded_person_is_read_in_the_audit(people: Cast, tuesday: datetime) -> None:
    admin = people.staff(people.admin)

    async def read() -> set[tuple[str, int | None]]:
        async with people.database.reading(admin) as session:
            found = await session.scalars(access.visible_audit(admin))
            return {(entry.record, entry.person_id) for entry in found if entry.record != "staff"}

    async with people.database.unit(people.staff(people.head)) as session:
        await case_of(session, people, people.maria, people.assistance, secrecy=Secrecy.CHILD, team=(people.head,))
        await session.flush()
        (await session.get_one(Address, people.maria.address_id)).bell = "Ново"
        (await session.get_one(Relative, people.petar.key)).name = "Петър Нов"
    after = await read()
    assert {person for _, person in after} == {None, people.ivanka.id}
    async with people.database.reading(admin) as session:
        rows = access.visible_audit(admin).where(col(AuditEntry.record).in_(("address", "relative")))
        shown = {(entry.record, entry.record_id) for entry in await session.scalars(rows)}
    assert ("address", people.maria.address_id) not in shown
    assert ("address", people.ivanka.address_id) in shown
    assert {record for record, _ in shown} == {"address"}
