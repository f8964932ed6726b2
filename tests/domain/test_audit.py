"""The session's own promises: it audits every change, hides other organisations, and refuses silent bulk changes."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from domain import access, audit
from domain.refusals import NotFound
from models.audit import AuditAction, AuditEntry
from models.people import Person
from tests.cast import Cast


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
