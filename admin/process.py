"""The panel as a process of its own."""

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
    try:
        await uvicorn.Server(config).serve()
    finally:
        await database.close()
