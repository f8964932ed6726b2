"""Cases by the hundred thousand: what the board and the file of one cost, and how long a search takes."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import httpx
import sqlalchemy as sa
from sqlalchemy import event

from domain.database import Database
from tests.bench.figures import Figure
from tests.bench.ground import in_fresh_process, postgresql
from tests.bench.panel import FREQUENT, RARE, opened, usual


@dataclass(frozen=True)
class Size:
    """How much there is: three cases for two people, so many notes in each case, and in a long and a short one."""

    people: int = 100_000
    notes: int = 20
    long: int = 1_000
    short: int = 10


@dataclass(frozen=True)
class Measured:
    """What the pages cost."""

    board_cpu_ms: float
    card_cpu_ms: float
    queries_growth: int
    search_ms: float


#: One case for everybody, and another one for every second.
_CASES = """
    INSERT INTO "case" (version, organisation_id, number, person_id, programme_id, office_id, status, secrecy,
                        worker_id, wished_on, review_on, contacted_on, outcome_words)
    SELECT 1, p.organisation_id, 'B' || s.id || '-2026-' || p.id, p.id, s.id, p.office_id,
           CASE WHEN p.id % 10 = 0 THEN 'closed' ELSE 'active' END, 'open',
           (SELECT w.ids[1 + p.id % array_length(w.ids, 1)]
              FROM (SELECT array_agg(id) AS ids FROM staff WHERE organisation_id = :sofia) AS w),
           DATE '2025-01-01' + (p.id % 600), DATE '2026-06-01' + (p.id % 365), DATE '2026-08-01' + (p.id % 110), ''
    FROM person AS p
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM programme WHERE organisation_id = :sofia) AS s
      ON s.place = 1 OR s.place = 2 AND p.id % 2 = 0
    WHERE p.organisation_id = :sofia
    ON CONFLICT DO NOTHING
"""
_NOTES = """
    INSERT INTO note (organisation_id, case_id, kind, audience, text, written_by, written_at)
    SELECT c.organisation_id, c.id, 'call', 'team', 'Invented note ' || n || ' of a case.', CAST(:writer AS integer),
           TIMESTAMPTZ '2026-01-01 08:00+00' + n * INTERVAL '1 hour'
    FROM "case" AS c, generate_series(1, CASE c.id WHEN CAST(:first AS integer) THEN CAST(:long AS integer)
        WHEN CAST(:second AS integer) THEN CAST(:short AS integer) ELSE CAST(:each AS integer) END) AS n
"""


def cases(size: Size | None = None, times: int = 15) -> Iterator[Figure]:
    """The board of the whole team, the first page and the notes of a case, and a search, on PostgreSQL."""
    with postgresql() as url:
        found = in_fresh_process(_measured, size or Size(), times, url)
    yield Figure("cases.board.cpu_ms", found.board_cpu_ms, "ms")
    yield Figure("cases.card.cpu_ms", found.card_cpu_ms, "ms")
    yield Figure("cases.card.queries_growth", found.queries_growth, "queries")
    yield Figure("cases.search.ms", found.search_ms, "ms")


def _measured(size: Size, times: int, url: str) -> Measured:
    return asyncio.run(_measure(size, times, url))


async def _measure(size: Size, times: int, url: str) -> Measured:
    async with opened(size.people, url) as (database, browser):
        first, second = await fill(database, size)
        pages = {case: (f"/cases/{case}", f"/cases/{case}/notes") for case in (first, second)}
        for address in ("/cases?whose=team", *pages[first], *pages[second]):
            await _shown(browser, address)
        asked = [await _queries(database, lambda case=case: _all(browser, pages[case])) for case in (first, second)]
        board = await usual(times, time.process_time, lambda: _shown(browser, "/cases?whose=team"))
        card = await usual(times, time.process_time, lambda: _shown(browser, pages[first][0]))
        searches = [
            await usual(times, time.perf_counter, lambda text=text: _shown(browser, f"/cases?whose=team&text={text}"))
            for text in (FREQUENT, RARE)
        ]
        return Measured(board * 1000, card * 1000, asked[0] - asked[1], max(searches) * 1000)


async def fill(database: Database, size: Size) -> tuple[int, int]:
    """Write the cases and their notes; give the numbers of the case with many notes and of the one with few."""
    async with database.engine.begin() as connection:
        sofia, writer = (
            await connection.execute(sa.text("SELECT organisation_id, id FROM staff WHERE login = 'administrator'"))
        ).one()
        await connection.execute(sa.text(_CASES), {"sofia": sofia})
        numbers = await connection.execute(
            sa.text("SELECT id FROM \"case\" WHERE number LIKE 'B%' ORDER BY id LIMIT 2")
        )
        first, second = numbers.scalars()
        facts = {"writer": writer, "first": first, "second": second}
        await connection.execute(sa.text(_NOTES), {**facts, "long": size.long, "short": size.short, "each": size.notes})
        await connection.execute(sa.text("ANALYZE"))
    return first, second


async def _shown(browser: httpx.AsyncClient, address: str) -> None:
    answer = await browser.get(address)
    if answer.status_code != 200:
        raise AssertionError(answer.text)


async def _all(browser: httpx.AsyncClient, addresses: tuple[str, ...]) -> None:
    for address in addresses:
        await _shown(browser, address)


async def _queries(database: Database, work: Callable[[], Awaitable[None]]) -> int:
    """How many statements the work sends."""
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    await work()
    event.remove(database.engine.sync_engine, "before_cursor_execute", count)
    return asked
