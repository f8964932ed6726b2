"""The simulator as one web application: the Bot API, the control API and the chat page on one port."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from simulator import limits
from simulator.bodies import Phone
from simulator.bot_api import BotApi
from simulator.contract import contract
from simulator.control import Control, add_phone, routes
from simulator.people import People
from simulator.world import Json, World

STATIC = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; "
        "media-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
# A page that cannot keep up is told to load anew instead of filling the memory.
EVENTS_BEHIND = 500
SIGN_OF_LIFE_SECONDS = 15.0


class BotEndpoint:
    """The Bot API's address; it may close the connection instead of answering."""

    def __init__(self, action: Any) -> None:
        self.action = action

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.action(Request(scope, receive))
        if response is not None:
            await response(scope, receive, send)
            return
        # server.py puts this hook into every request; ASGI itself has no way to hang up.
        scope["extensions"]["simulator.hang_up"]["now"]()
        await receive_disconnect(receive)


async def receive_disconnect(receive: Receive) -> None:
    """Wait until the server has noticed that the connection is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Events:
    """The stream of events for open chat pages."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ending = asyncio.Event()

    async def stream(self, _request: Request) -> Response:
        """Server-sent events until the page is closed."""
        return StreamingResponse(self._events(), media_type="text/event-stream", headers=HEADERS)

    async def _events(self) -> AsyncIterator[str]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self.world.listeners.add(queue.put_nowait)
        try:
            yield "retry: 1000\n\n"
            while not self.ending.is_set() and queue.qsize() < EVENTS_BEHIND:
                try:
                    event = await asyncio.wait_for(queue.get(), SIGN_OF_LIFE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
        finally:
            self.world.listeners.discard(queue.put_nowait)

    def end(self) -> None:
        """Let all streams end."""
        self.ending.set()
        self.world.tell({"kind": "end"})


async def page(_request: Request) -> Response:
    """The chat page."""
    return FileResponse(STATIC / "index.html", headers=HEADERS)


async def no_icon(_request: Request) -> Response:
    """Browsers ask for it by themselves."""
    return Response(status_code=204)


async def tell_error(_request: Request, error: Exception) -> Response:
    """Errors of the control API and the page in plain words."""
    status, words = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, str(error))
    return JSONResponse({"error": words}, status)


def create_app(token: str, phones: list[Phone], pace: float) -> Starlette:
    """The application for one bot; a token of the real form is refused."""
    if limits.REAL_BOT.fullmatch(token):
        raise ValueError(limits.REAL_BOT_WORDS)
    world = World(token)
    api = BotApi(world)
    api.webhook.pace = pace
    events = Events(world)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        for phone in phones:
            add_phone(world, phone)
        loading = asyncio.create_task(asyncio.to_thread(contract))
        yield
        events.end()
        await loading
        await api.webhook.close()

    app = Starlette(
        lifespan=lifespan,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])],
        exception_handlers={HTTPException: tell_error},
        routes=[
            Route("/bot{token}/{method}", BotEndpoint(api.answer), methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", BotEndpoint(api.download)),
            *routes(Control(People(api))),
            Route("/sim/events", events.stream),
            Route("/", page),
            Route("/favicon.ico", no_icon),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
    )
    app.state.events = events
    return app
