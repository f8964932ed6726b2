"""The real panel over the cast: `panel` for requests in this process, `served_panel` over HTTP for the browser."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from admin.app import create_app
from domain.settings import settings
from models.staff import Staff
from tests.cast import Cast, signed_in

ORIGIN = "http://127.0.0.1:8000"


@dataclass
class Panel:
    """The panel, and browsers of it."""

    cast: Cast
    app: Starlette

    @asynccontextmanager
    async def browser(self, member: Staff | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """A browser of its own, signed in as a member of staff."""
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url=ORIGIN, headers={"Origin": ORIGIN}
        ) as client:
            if member:
                token = await signed_in(self.cast.database, member.id)
                client.cookies.set("panel", token, domain="127.0.0.1", path="/")
            yield client


@pytest.fixture
async def panel(sqlite_people: Cast) -> Panel:
    """The panel over the cast on SQLite."""
    return Panel(sqlite_people, create_app(sqlite_people.database, settings()))


@pytest.fixture
async def both_panels(people: Cast) -> Panel:
    """The panel over the cast on each engine."""
    return Panel(people, create_app(people.database, settings()))


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[str]:
    """Serve the panel over HTTP at an address of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
        if running.done():
            running.result()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def served_panel(panel: Panel) -> AsyncIterator[str]:
    """The address of the panel, for a browser."""
    async with serving(panel.app) as address:
        yield address


def text_of(answer: httpx.Response) -> str:
    """What a person reads on the page."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
