"""The panel with a hundred thousand people: what a page of the list costs, and how long a search takes."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median

import httpx
import sqlalchemy as sa
from sqlalchemy import event

from admin.app import create_app
from domain.database import Database
from domain.settings import settings
from tests.bench.figures import Figure
from tests.bench.ground import in_fresh_process, municipality, postgresql
from tests.cast import signed_in

ORIGIN = "http://127.0.0.1:8000"
LOGIN = "administrator"
#: Parts of names in small letters: of every tenth person, and of two in a hundred thousand.
FREQUENT, RARE = "иван", "рендафил ярослав"


@dataclass(frozen=True)
class Listed:
    """What one page of the list costs."""

    cpu_ms: float
    kb: float
    queries: int


def people(many: int = 100_000, few: int = 1_000, times: int = 15) -> Iterator[Figure]:
    """A page of the list of people, on SQLite, so that the database's own work is in it."""
    page = in_fresh_process(_listed, many, times)
    yield Figure(f"panel.people.{many}.cpu_ms", page.cpu_ms, "ms")
    yield Figure(f"panel.people.{many}.kb", page.kb, "kB")
    growth = page.queries - in_fresh_process(_listed, few, times).queries
    yield Figure("panel.people.queries_growth", growth, "queries")


def _listed(people: int, times: int) -> Listed:
    return asyncio.run(_list(people, times))


async def _list(people: int, times: int) -> Listed:
    async with opened(people) as (database, browser):
        await browser.get("/people")
        asked = 0

        def count(*_: object) -> None:
            nonlocal asked
            asked += 1

        event.listen(database.engine.sync_engine, "before_cursor_execute", count)
        answer = await browser.get("/people")
        event.remove(database.engine.sync_engine, "before_cursor_execute", count)
        if answer.status_code != 200:
            raise AssertionError(answer.text)
        seconds = await usual(times, time.process_time, lambda: browser.get("/people"))
        return Listed(seconds * 1000, len(answer.content) / 1000, asked)


def search(many: int = 100_000, times: int = 15) -> Iterator[Figure]:
    """A search through the panel, on PostgreSQL: the slower of a rare and a frequent part of a name."""
    with postgresql() as url:
        yield Figure(f"panel.search.{many}.ms", in_fresh_process(_searched, many, times, url), "ms")


def _searched(people: int, times: int, url: str) -> float:
    return asyncio.run(_search(people, times, url))


async def _search(people: int, times: int, url: str) -> float:
    async with opened(people, url) as (database, browser):
        async with database.engine.begin() as connection:
            await connection.execute(sa.text("ANALYZE"))  # the server does it by itself within minutes of a load
        found = []
        for text in (FREQUENT, RARE):
            await browser.get("/people", params={"text": text})
            found.append(
                await usual(times, time.perf_counter, lambda text=text: browser.get("/people", params={"text": text}))
            )
        return max(found) * 1000


async def usual(times: int, ticks: Callable[[], float], work: Callable[[], Awaitable[object]]) -> float:
    """The median of several."""
    seconds = []
    for _ in range(times):
        begun = ticks()
        await work()
        seconds.append(ticks() - begun)
    return median(seconds)


@asynccontextmanager
async def opened(people: int, url: str | None = None) -> AsyncIterator[tuple[Database, httpx.AsyncClient]]:
    """The whole panel in this process, and the administrator's browser."""
    async with (
        municipality(people, url) as (database, loaded),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(database, settings())),
            base_url=ORIGIN,
            headers={"Origin": ORIGIN},
        ) as browser,
    ):
        browser.cookies.set("panel", await signed_in(database, loaded.staff[LOGIN]), domain="127.0.0.1", path="/")
        yield database, browser
