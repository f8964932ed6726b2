"""Alembic's entry: one history for both databases; the connection is handed in by `domain.migrating`."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import models  # noqa: F401 - makes every table known
from models.base import UtcDateTime


def render_item(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as plain ones: a migration must not import the program."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, AutoString):
        return f"sa.String(length={value.length})" if value.length else "sa.String()"
    if kind == "type" and isinstance(value, sa.JSON):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def include_object(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Indexes for searching, and of an expression, are PostgreSQL's own and stand in the migrations by hand."""
    return not (kind == "index" and name is not None and name.endswith(("_search_parts", "_next_day")))


connection: sa.Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
    include_object=include_object,
)
with context.begin_transaction():
    context.run_migrations()
