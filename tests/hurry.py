"""Thousands of transactions of one test on SQLite: nobody waits for the disk, no statement changes threads."""

from typing import Any

import aiosqlite
import pytest
from sqlalchemy import event

from domain.database import Database


def in_a_hurry(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this database, which no connection has been opened to yet, be as quick as it can be."""

    def without_disk(connection: Any, _record: object) -> None:
        connection.cursor().execute("PRAGMA synchronous=OFF")

    async def here(_self: object, function: Any, *args: Any, **named: Any) -> Any:
        return function(*args, **named)

    async def connect(connection: Any) -> Any:
        connection._connection = connection._connector()
        return connection

    event.listen(database.engine.sync_engine, "connect", without_disk)
    monkeypatch.setattr(aiosqlite.Connection, "_execute", here)
    monkeypatch.setattr(aiosqlite.Connection, "_connect", connect)
