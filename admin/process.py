"""The panel as a process of its own."""

import asyncio
import signal

import uvicorn

from admin.app import create_app
from domain.database import Database
from domain.settings import Settings


async def run(settings: Settings) -> None:
    """Serve the panel until the process is asked to end."""
    database = Database(settings.database)
    config = uvicorn.Config(
        create_app(database, settings),
        host=settings.panel_host,
        port=settings.panel_port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    # uvicorn raises the signal anew when it has ended; the database is then still to be closed.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, lambda: None)
    try:
        await uvicorn.Server(config).serve()
    finally:
        await database.close()
