"""Logs: one line an event, with ids only. No name, phone, text of a message or token is ever written.

An exception is logged by its class and the lines of our code it passed: its words may repeat somebody's data.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

#: Libraries that would write addresses with the token in them, every request, or how they set themselves up.
QUIET = (
    "httpx", "httpcore", "aiohttp", "telegram", "apscheduler", "asyncio", "uvicorn", "aiosqlite", "sqlalchemy",
    "alembic",
)  # fmt: skip


def set_up(room: str, *, to: TextIO | None = None) -> None:
    """Write this process's log, to standard output unless told otherwise; each line has the name of its room."""
    stream = to or sys.stdout
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        _exception_without_words,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(room=room)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
            ],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _exception_without_words(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The class of an exception and where it passed our code; never its words."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else (given if isinstance(given, tuple) else sys.exc_info())[1]
    if error is not None:
        event["error"] = type(error).__name__
        steps = traceback.extract_tb(error.__traceback__)
        ours = [step for step in steps if "site-packages" not in step.filename]
        event["passed"] = " < ".join(f"{step.name}:{step.lineno}" for step in reversed(ours[-6:]))
    return event
