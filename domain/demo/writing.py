"""The rows of a demonstration, counted out beforehand so that they can be written in bulk."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from models.base import table_of

CHUNK = 2_000


@dataclass
class Rows:
    """Rows by table, each with a number of its own from the start, so that others can refer to it."""

    waiting: dict[type[SQLModel], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    last: dict[type[SQLModel], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, record: SQLModel) -> int:
        """Keep a record to be written; gives its number."""
        kind = type(record)
        return self.put(kind, **{column.name: getattr(record, column.name) for column in table_of(kind).columns})

    def put(self, kind: type[SQLModel], /, **values: Any) -> int:
        """Keep a row of these values and the usual ones, without the price of a record; gives its number."""
        self.last[kind] += 1
        row = _usual_values(kind) | values
        if "id" in row:
            row["id"] = self.last[kind]
        self.waiting[kind].append(row)
        return self.last[kind]

    async def write(self, connection: AsyncConnection) -> None:
        """Write what waits, in the order in which tables refer to one another, and let numbers go on after it."""
        turns = {table: turn for turn, table in enumerate(SQLModel.metadata.sorted_tables)}
        kinds = sorted(self.waiting, key=lambda kind: turns[table_of(kind)])
        for kind in kinds:
            for part in _parts(self.waiting[kind]):
                await connection.execute(table_of(kind).insert(), part)
            if connection.dialect.name == "postgresql" and "id" in table_of(kind).columns:
                await connection.execute(
                    sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
                    {"name": f'"{table_of(kind).name}"', "last": self.last[kind]},
                )
        self.waiting.clear()


@cache
def _usual_values(kind: type[SQLModel]) -> dict[str, Any]:
    """What stands in the columns that nobody fills."""
    fields = kind.model_fields
    return {
        column.name: None if fields[column.name].is_required() else fields[column.name].get_default()
        for column in table_of(kind).columns
    }


def _parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
