"""The chain of the audit: what was changed behind the program's back is found and named; nothing is linked twice."""

import asyncio
import hashlib
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import chain
from domain.chain import Break, Fault, hash_of_link, seal_audit, told, verify_audit
from domain.database import Database
from jobs.sealing import seal
from models.audit import AuditAction, AuditEntry, AuditLink
from models.cases import CaseStatus, CaseStep
from models.people import Person
from models.referrals import Direction, Referral, ReferralBasis, ReferralNews
from models.work import Note
from tests.case_work import case_of
from tests.cast import Cast

ODD: dict[str, Any] = {"я": "„Ѝ“", "b": [1.5, 0.1, -3, None, True], "a": {"z": 10**12, "A": 2}}
ODD_TEXT = '{"a":{"A":2,"z":1000000000000},"b":[1.5,0.1,-3,null,true],"я":"„Ѝ“"}'


async def note(people: Cast, words: str) -> None:
    async with people.database.unit(people.staff(people.anna)) as session:
        (await session.get_one(Person, people.maria.key)).driver_note = words


async def behind_the_back(database: Database, *statements: str) -> None:
    """As somebody would who rules over the database: without its triggers and its foreign keys."""
    async with database.engine.connect() as connection:
        if database.is_postgresql:
            await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in (await connection.exec_driver_sql(triggers)).all():
                await connection.exec_driver_sql(f"DROP TRIGGER {name}")
            await connection.commit()
            driver = (await connection.get_raw_connection()).driver_connection
            await driver.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            await connection.exec_driver_sql(statement)
        await connection.commit()


async def entries(database: Database) -> list[int]:
    async with database.reading(chain.SEALER) as session:
        return list(await session.scalars(sa.select(col(AuditEntry.id)).order_by(col(AuditEntry.id))))


async def test_every_entry_is_linked_once_and_holds(people: Cast, tuesday: datetime) -> None:
    numbers = await entries(people.database)
    first = await seal_audit(people.database)
    assert (first.added, first.number) == (len(numbers), len(numbers))
    await note(people, "Кучето хапе")
    waiting = await verify_audit(people.database)
    assert (waiting.right, waiting.hash, waiting.broken, waiting.unsealed) == (len(numbers), first.hash, None, 1)
    second = await seal_audit(people.database, everything=False)
    assert (second.added, second.number) == (1, len(numbers) + 1)
    found = await verify_audit(people.database)
    assert (found.right, found.hash, found.broken, found.unsealed) == (second.number, second.hash, None, 0)
    assert await hash_of_link(people.database, first.number) == first.hash
    assert await hash_of_link(people.database, second.number + 1) == ""
    assert (await seal_audit(people.database)).added == 0


async def test_a_changed_entry_is_found_and_named(people: Cast, tuesday: datetime) -> None:
    await seal_audit(people.database)
    third = (await entries(people.database))[2]
    await behind_the_back(people.database, f"UPDATE audit_entry SET actor = 'staff:999' WHERE id = {third}")
    found = await verify_audit(people.database)
    assert (found.right, found.broken) == (2, Break(Fault.CHANGED, 3, third))


async def test_what_was_taken_out_is_found(people: Cast, tuesday: datetime) -> None:
    await seal_audit(people.database)
    numbers = await entries(people.database)
    await behind_the_back(people.database, f"DELETE FROM audit_entry WHERE id = {numbers[4]}")
    assert (await verify_audit(people.database)).broken == Break(Fault.MISSING_ENTRY, 5, numbers[4])
    await behind_the_back(people.database, "DELETE FROM audit_link WHERE id = 3")
    assert (await verify_audit(people.database)).broken == Break(Fault.MISSING_LINK, 3, None)


async def test_a_chain_that_was_made_anew_is_not_the_noted_one(people: Cast, tuesday: datetime) -> None:
    noted = await seal_audit(people.database)
    second = (await entries(people.database))[1]
    found = await verify_audit(people.database, noted=(noted.number, noted.hash))
    assert (found.broken, found.right) == (None, noted.number)
    await behind_the_back(
        people.database,
        "DELETE FROM audit_link",
        f"UPDATE audit_entry SET actor = 'staff:999' WHERE id = {second}",
    )
    await seal_audit(people.database)
    assert (await verify_audit(people.database)).broken is None
    found = await verify_audit(people.database, noted=(noted.number, noted.hash))
    assert found.broken == Break(Fault.NOT_AS_NOTED, noted.number, None)
    assert list(told(found))[1:] == [
        f"BROKEN: link {noted.number} is not the one that was noted.",
        "0 entries are not sealed yet.",
    ]


async def test_the_clock_seals_what_is_new(people: Cast, tuesday: datetime) -> None:
    assert await seal(people.database) == len(await entries(people.database))
    await note(people, "Кучето хапе")
    assert [await seal(people.database), await seal(people.database)] == [1, 0]


async def test_another_order_is_found(people: Cast, tuesday: datetime) -> None:
    await seal_audit(people.database)
    numbers = await entries(people.database)
    await behind_the_back(
        people.database,
        "UPDATE audit_link SET entry_id = -1 WHERE id = 1",
        f"UPDATE audit_link SET entry_id = {numbers[0]} WHERE id = 2",
        f"UPDATE audit_link SET entry_id = {numbers[1]} WHERE id = 1",
    )
    assert (await verify_audit(people.database)).broken == Break(Fault.CHANGED, 1, numbers[1])


async def test_an_entry_that_came_late_is_linked_later(people: Cast, tuesday: datetime) -> None:
    """Its transaction took a number, and ended after entries with greater numbers had been sealed."""
    numbers = await entries(people.database)
    late = numbers[1]
    kept = "CREATE TABLE kept AS SELECT * FROM audit_entry WHERE id = "
    await behind_the_back(people.database, f"{kept}{late}", f"DELETE FROM audit_entry WHERE id = {late}")
    await seal_audit(people.database)
    await behind_the_back(people.database, "INSERT INTO audit_entry SELECT * FROM kept", "DROP TABLE kept")
    assert (await seal_audit(people.database, everything=False)).added == 1
    async with people.database.reading(chain.SEALER) as session:
        last = (await session.scalars(sa.select(AuditLink).order_by(col(AuditLink.id).desc()).limit(1))).one()
    assert (last.id, last.entry_id) == (len(numbers), late)
    found = await verify_audit(people.database)
    assert (found.right, found.broken, found.unsealed) == (len(numbers), None, 0)


async def test_several_sealers_at_once_link_each_entry_once(
    people: Cast, tuesday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "SEALED_AT_ONCE", 7)
    monkeypatch.setattr(chain, "READ_AT_ONCE", 10)
    numbers = await entries(people.database)
    done = await asyncio.gather(*(seal_audit(people.database) for _ in range(3)))
    assert sum(one.added for one in done) == len(numbers)
    found = await verify_audit(people.database)
    assert (found.right, found.broken, found.unsealed) == (len(numbers), None, 0)


async def test_an_entry_reads_the_same_on_both_databases(people: Cast, tuesday: datetime) -> None:
    """PostgreSQL keeps keys in another order and numbers in another form: the hash must not know."""
    async with people.database.unit(people.job) as session:
        session.add(
            AuditEntry(
                id=900_000, organisation_id=people.sofia.id, at=tuesday, actor="staff:5", action=AuditAction.CHANGED,
                record="person", record_id=7, before=ODD,
            )
        )  # fmt: skip
    await seal_audit(people.database)
    number = len(await entries(people.database))
    text = (
        f'[900000,{people.sofia.id},"2026-11-24T08:00:00+00:00","staff:5","","changed","person",7,null,{ODD_TEXT},null]'
    )
    before = await hash_of_link(people.database, number - 1)
    assert await hash_of_link(people.database, number) == hashlib.sha256((before + text).encode()).hexdigest()


@pytest.mark.parametrize("table", ["audit_link", "note", "case_step", "referral_news"])
async def test_the_database_keeps_for_ever_what_is_only_added(people: Cast, tuesday: datetime, table: str) -> None:
    await seal_audit(people.database)
    async with people.database.unit(people.staff(people.anna)) as session:
        case = await case_of(session, people, people.maria, people.assistance)
        written = {"organisation_id": case.organisation_id, "case_id": case.key}
        session.add(Note(**written, text="Мария е добре", written_by=people.anna.key, written_at=tuesday))
        session.add(CaseStep(**written, step="activate", status=CaseStatus.ACTIVE, at=tuesday))
        await _told_of_a_referral(session, people, tuesday)
    for deed in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match=f"{table} can only be added to"):
            async with people.database.unit(people.job) as session:
                await session.execute(sa.text(deed))
    if people.database.is_postgresql:
        with pytest.raises(DBAPIError, match="can only be added to"):
            async with people.database.unit(people.job) as session:
                await session.execute(sa.text(f"TRUNCATE {table} CASCADE"))


async def _told_of_a_referral(session: AsyncSession, people: Cast, now: datetime) -> None:
    referral = Referral(
        organisation_id=people.sofia.key, direction=Direction.IN, institution_id=people.hospital.key,
        document_number="7", document_date=now.date(), basis=ReferralBasis.INSTITUTION, preview="…", sent_at=now,
    )  # fmt: skip
    session.add(referral)
    await session.flush()
    session.add(
        ReferralNews(
            organisation_id=people.sofia.key, referral_id=referral.key, text="…", written_by=people.anna.key,
            written_at=now,
        )
    )  # fmt: skip
