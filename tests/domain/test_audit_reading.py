"""The administrator reads who did what; nobody else does, and never another organisation's."""

import pytest

from domain import access
from domain.audit_reading import audit_page
from domain.refusals import NotAllowed
from models.audit import AuditAction
from tests.cast import Cast


async def change(people: Cast, note: str) -> None:
    anna = people.staff(people.anna)
    async with people.database.unit(anna) as session:
        maria = await access.find(session, access.visible_people(anna), people.maria.id)
        maria.driver_note = note


async def test_deeds_are_named_and_narrowed_and_paged(people: Cast, tuesday: object) -> None:
    for note in ("Кучето хапе", "Кучето е добро", "Няма куче"):
        await change(people, note)
    admin = people.staff(people.admin)
    async with people.database.reading(admin) as session:
        by = f"staff:{people.anna.id}"
        first = await audit_page(session, admin, by=by, per_page=2)
        second = await audit_page(session, admin, by=by, per_page=2, older_than=first.older)
        assert [row.entry.after["driver_note"] for row in (*first.rows, *second.rows)] == [
            "Няма куче", "Кучето е добро", "Кучето хапе",
        ]  # fmt: skip
        told = {(row.who("bg"), row.person, row.for_whom) for row in first.rows}
        assert told == {("Анна Костова, социален работник", "Мария Иванова", None)}
        assert second.older is None
        of_maria = await audit_page(
            session, admin, record="person", record_id=people.maria.id, action=AuditAction.CHANGED
        )
        assert len(of_maria.rows) == 3
        assert (await audit_page(session, admin, person_id=people.ivanka.id, action=AuditAction.CHANGED)).rows == []


async def test_only_the_administrator_of_the_own_organisation_reads_it(people: Cast, tuesday: object) -> None:
    await change(people, "Кучето хапе")
    for member in (people.anna, people.cook, people.dispatcher):
        actor = people.staff(member)
        async with people.database.reading(actor) as session:
            with pytest.raises(NotAllowed):
                await audit_page(session, actor)
    burgas = people.staff(people.burgas_admin)
    async with people.database.reading(burgas) as session:
        page = await audit_page(session, burgas, per_page=500)
    assert {row.entry.organisation_id for row in page.rows} == {people.burgas.id}
