"""Serving the simulator: on 127.0.0.1 only, and able to hang up on a caller as a broken network does."""

import asyncio

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HOST = "127.0.0.1"


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol that lets a request hang up."""

    def on_message_begin(self) -> None:
        """Give each request the hook that ends its connection without an answer."""
        super().on_message_begin()
        transport: asyncio.Transport = self.transport
        self.scope["extensions"] = {"simulator.hang_up": {"now": transport.abort}}


class Server(uvicorn.Server):
    """uvicorn that ends open event streams before it waits for their connections."""

    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        super().__init__(config)
        self.app = app

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Tell open pages that it is over, then stop."""
        self.app.state.events.end()
        await super().shutdown(sockets)  # type: ignore[arg-type]


def make_server(app: Starlette, port: int) -> Server:
    """A server for 127.0.0.1; its access log stays off because addresses carry the token."""
    config = uvicorn.Config(
        app, host=HOST, port=port, http=Protocol, access_log=False, log_level="warning",
        timeout_graceful_shutdown=2, server_header=False,
    )  # fmt: skip
    return Server(config, app)
