"""A copy of everything about one person among a hundred thousand: from the press to the last byte."""

import asyncio
import io
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import sqlalchemy as sa

from domain.database import Database
from domain.files import path_of
from tests.bench import cases
from tests.bench.figures import Figure
from tests.bench.ground import NOW, in_fresh_process, postgresql
from tests.bench.panel import opened, usual


@dataclass(frozen=True)
class Size:
    """How many people there are, with how many notes in each case, and what one of them has besides."""

    people: int = 100_000
    notes_each: int = 20
    cases: int = 20
    notes: int = 1_000
    orders: int = 500
    files: int = 20
    file_kb: int = 300


#: The person with the highest number gets what is counted.
_CASES = """
    INSERT INTO "case" (version, organisation_id, number, person_id, programme_id, office_id, status, secrecy,
                        wished_on, outcome_words)
    SELECT 1, p.organisation_id, 'X-2026-' || n, p.id, s.id, p.office_id, 'closed', 'open', DATE '2025-01-01' + n, ''
    FROM generate_series(1, CAST(:cases AS integer)) AS n, (SELECT * FROM person WHERE id = :person) AS p,
         (SELECT min(id) AS id FROM programme WHERE organisation_id = :sofia) AS s
"""
_NOTES = """
    INSERT INTO note (organisation_id, case_id, kind, audience, text, written_by, written_at)
    SELECT c.organisation_id, c.id, 'call', 'team', repeat('Invented words of a note. ', 20), :writer,
           TIMESTAMPTZ '2026-01-01 08:00+00' + n * INTERVAL '1 hour'
    FROM "case" AS c, generate_series(1, CAST(:notes AS integer) / CAST(:cases AS integer)) AS n
    WHERE c.number LIKE 'X-2026-%'
"""
_ORDERS = """
    INSERT INTO meal_order (organisation_id, person_id, kitchen_id, programme_id, day, diet, portions, status, origin,
                            ordered_at, late)
    SELECT p.organisation_id, p.id, k.id, s.id, DATE '2020-01-01' + n, 'general', 1, 'ordered', 'office',
           TIMESTAMPTZ '2020-01-01 08:00+00', FALSE
    FROM generate_series(1, CAST(:orders AS integer)) AS n, (SELECT * FROM person WHERE id = :person) AS p,
         (SELECT min(id) AS id FROM programme WHERE organisation_id = :sofia) AS s,
         (SELECT min(id) AS id FROM kitchen WHERE organisation_id = :sofia) AS k
"""
_FILES = """
    INSERT INTO case_file (organisation_id, case_id, person_id, name, media_type, bytes, sha256, stored_as, words,
                           added_at)
    SELECT c.organisation_id, c.id, c.person_id, 'invented.pdf', 'application/pdf', 1, '', 'bench' || n, '',
           TIMESTAMPTZ '2026-01-01 08:00+00'
    FROM (SELECT * FROM "case" WHERE number = 'X-2026-1') AS c, generate_series(1, CAST(:files AS integer)) AS n
"""
_AUDIT = """
    INSERT INTO audit_entry (organisation_id, at, actor, on_behalf_of, action, record, record_id, person_id)
    SELECT :sofia, TIMESTAMPTZ '2026-01-01 08:00+00', 'staff:' || CAST(:writer AS integer), '', 'opened', 'person',
           :person, :person
    FROM generate_series(1, CAST(:notes AS integer)) AS n
"""


def exported(size: Size | None = None, times: int = 5) -> Iterator[Figure]:
    """Seconds from the press until the whole zip has arrived, on PostgreSQL."""
    with postgresql() as url:
        yield Figure("person.export.s", in_fresh_process(_exported, size or Size(), times, url), "s")


def _exported(size: Size, times: int, url: str) -> float:
    return asyncio.run(_export(size, times, url))


async def _export(size: Size, times: int, url: str) -> float:
    async with opened(size.people, url) as (database, browser):
        await cases.fill(database, cases.Size(size.people, size.notes_each, size.notes_each, size.notes_each))
        person = await _fill(database, size)
        return await usual(times, time.perf_counter, lambda: _copied(browser, person, size))


async def _fill(database: Database, size: Size) -> int:
    """Write what the one person has; give the person's number. The browser has just given password and code anew."""
    async with database.engine.begin() as connection:
        sofia, writer = (
            await connection.execute(sa.text("SELECT organisation_id, id FROM staff WHERE login = 'administrator'"))
        ).one()
        newest = sa.text("SELECT max(id) FROM person WHERE organisation_id = :sofia")
        person = await connection.scalar(newest, {"sofia": sofia})
        facts = {
            "sofia": sofia, "writer": writer, "person": person, "cases": size.cases, "notes": size.notes,
            "orders": size.orders, "files": size.files,
        }  # fmt: skip
        for statement in (_CASES, _NOTES, _ORDERS, _FILES, _AUDIT):
            wanted = sa.text(statement)
            await connection.execute(wanted, {name: facts[name] for name in wanted.compile().params})
        await connection.execute(sa.text("UPDATE panel_session SET renewed_at = :now"), {"now": NOW})
        await connection.execute(sa.text("ANALYZE"))
    for number in range(1, size.files + 1):
        path = path_of(f"bench{number}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF" + bytes(size.file_kb * 1024))
    return int(person)


async def _copied(browser: httpx.AsyncClient, person: int, size: Size) -> None:
    answer = await browser.post(f"/people/{person}/copy/everything")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        documents = [name for name in found.namelist() if name.startswith("documents/")]
        if len(documents) != size.files or found.read("data/note.json").count(b'"text"') < size.notes:
            raise AssertionError(found.namelist())
