"""SQLite as quick as it can be, for tests: nobody waits for the disk, and no statement changes threads."""

import asyncio
import sqlite3
import time
from typing import Any

from sqlalchemy import event

from domain.database import Database

#: As long as the program itself waits for another writer.
PATIENCE = 30.0


def in_a_hurry(database: Database) -> None:
    """Let this SQLite, which no connection has been opened to yet, do its statements at once and where it is asked.

    Where several tasks are under way, each of them lets the others go on before every statement; who meets another's
    lock tries again until it is free, as the program's own connections do.
    """
    event.listen(database.engine.sync_engine, "do_connect", _for_any_thread)
    event.listen(database.engine.sync_engine, "connect", _prepared)


def _for_any_thread(_dialect: object, _record: object, _given: object, named: dict[str, Any]) -> None:
    named["check_same_thread"] = False


def _prepared(connection: Any, _record: object) -> None:
    for pragma in ("synchronous=OFF", "busy_timeout=0"):
        connection.cursor().execute(f"PRAGMA {pragma}")
    connection.driver_connection._execute = _here


async def _here(function: Any, *given: Any, **named: Any) -> Any:
    if len(asyncio.tasks._all_tasks) > 1 and len(asyncio.all_tasks()) > 1:  # the second is exact, and slow
        await asyncio.sleep(0)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return function(*given, **named)
        except sqlite3.OperationalError as error:
            if "is locked" not in str(error) or time.monotonic() > until:
                raise
            await asyncio.sleep(0.001)
