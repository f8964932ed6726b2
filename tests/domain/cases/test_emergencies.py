"""Entry in an emergency: for two hours, with a reason, told to the supervisor; everything else stays hidden."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.cases.emergencies import (
    NoSuchCase,
    YourOwnEntry,
    enter_in_emergency,
    entered_until,
    entries_not_seen,
    mark_seen,
)
from domain.cases.heads import case_head
from domain.cases.overview import case_overview
from domain.cases.teams import name_to_team
from domain.refusals import NotAllowed, NotFound, WrongInput
from models.audit import AuditAction, AuditEntry
from models.cases import Secrecy
from tests.case_work import case_of

pytestmark = pytest.mark.usefixtures("tuesday")
REASON = "Майката е в болница, детето е само у дома."


async def test_a_childs_case_opens_for_two_hours_and_the_supervisor_reads_why(people, tuesday):
    cast, nurse, head = people, people.staff(people.nurse), people.staff(people.head)
    async with cast.database.unit(cast.job) as session:
        case = await case_of(
            session, cast, cast.maria, cast.assistance, secrecy=Secrecy.CHILD, worker=cast.anna, team=(cast.anna,)
        )
    async with cast.database.unit(nurse) as session:
        with pytest.raises(NotFound):
            await case_head(session, nurse, case_id=case.key)
        with pytest.raises(WrongInput):
            await enter_in_emergency(session, nurse, number=case.number, reason="спешно")
        with pytest.raises(NoSuchCase):
            await enter_in_emergency(session, nurse, number="A01-2026-99999", reason=REASON)
        entry = await enter_in_emergency(session, nurse, number=f" {case.number} ", reason=REASON)
    async with cast.database.unit(nurse) as session:
        overview = await case_overview(session, nurse, case_id=case.key)
        assert (overview.head.name, overview.head.open_until) == ("Мария Иванова", entry.until)
        opened = await session.scalars(
            sa.select(col(AuditEntry.actor)).where(
                col(AuditEntry.record) == "case", col(AuditEntry.action) == AuditAction.OPENED
            )
        )
        assert list(opened) == [nurse.label]
    async with cast.database.reading(head) as session:
        (row,) = await entries_not_seen(session, head)
        assert (row.number, row.who, row.entry.reason) == (case.number, "Сестра Вълчева", REASON)
        with pytest.raises(NotFound):
            await case_head(session, head, case_id=case.key)
    for stranger in (cast.elena, cast.anna, cast.nurse):
        async with cast.database.unit(cast.staff(stranger)) as session:
            assert await entries_not_seen(session, cast.staff(stranger)) == []
            with pytest.raises(NotAllowed):
                await mark_seen(session, cast.staff(stranger), entry_id=entry.key)
    async with cast.database.unit(head) as session:
        seen = await mark_seen(session, head, entry_id=entry.key)
        assert (seen.seen_by, seen.seen_at) == (cast.head.id, tuesday)
        assert await entries_not_seen(session, head) == []
    clock.set_to(tuesday + timedelta(hours=2))
    async with cast.database.reading(nurse) as session:
        with pytest.raises(NotFound):
            await entered_until(session, nurse, case_id=case.key)


async def test_who_entered_reads_and_names_nobody_and_does_not_confirm_the_own_entry(sqlite_people):
    cast, head = sqlite_people, sqlite_people.staff(sqlite_people.head)
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance, secrecy=Secrecy.CHILD, team=(cast.anna,))
        sealed = await case_of(session, cast, cast.maria, cast.lunch, secrecy=Secrecy.SEALED, team=(cast.anna,))
        plain = await case_of(session, cast, cast.ivanka, cast.lunch)
    async with cast.database.unit(head) as session:
        for hidden in (sealed, plain):
            with pytest.raises(NoSuchCase):
                await enter_in_emergency(session, head, number=hidden.number, reason=REASON)
        entry = await enter_in_emergency(session, head, number=case.number, reason=REASON)
        await case_head(session, head, case_id=case.key)
        with pytest.raises(NotFound):
            await name_to_team(session, head, case_id=case.key, staff_id=cast.head.key)
        with pytest.raises(YourOwnEntry):
            await mark_seen(session, head, entry_id=entry.key)
    for member in (cast.admin, cast.inspector, cast.cook, cast.cashier):
        async with cast.database.unit(cast.staff(member)) as session:
            with pytest.raises(NotAllowed):
                await enter_in_emergency(session, cast.staff(member), number=case.number, reason=REASON)
