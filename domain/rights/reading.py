"""Everything about one person read from the tables: one query a table, however many rows there are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, statements
from domain.openings import names_of
from domain.phrases import Spoken
from domain.rights.columns import LABELS, given_columns, given_name, looked_up, opened_value, withheld
from domain.rights.scope import REACHED_BY, ROOT, Kind, kinds

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """The person's rows of one table, with the columns that are given out."""

    kind: Kind
    rows: list[Row]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.kind.name


@dataclass(frozen=True)
class Everything:
    """All that is kept about a person, and the names behind its numbers and labels."""

    parts: list[Part]
    names: Mapping[tuple[str, int], str]
    who: Mapping[str, Spoken]
    #: Where the documents lie, by their numbers.
    stored: Mapping[int, str]

    def name_behind(self, kind: Kind, column: str, value: Any) -> str:
        """The name of what a column points to; empty where it has none."""
        place = looked_up(kind).get(column)
        return self.names.get((place[0].name, value), "") if place and value is not None else ""


async def everything_about(session: AsyncSession, people: frozenset[int]) -> Everything:
    """Read all that belongs to the cards of one person; whether the actor may, the caller has asked."""
    known: dict[str, frozenset[int]] = {ROOT: people}
    reaching = {parent: (name, column) for name, (parent, column) in REACHED_BY.items()}
    parts, stored = [], {}
    for kind in kinds():
        found = await _rows_of(session, kind, known)
        known[kind.name] = frozenset(row["id"] for row in found if "id" in row)
        if kind.name in reaching:
            reached, column = reaching[kind.name]
            known[reached] = frozenset(row[column] for row in found if row[column] is not None)
        if kind.name == "case_file":
            stored = {row["id"]: row["stored_as"] for row in found}
        parts.append(Part(kind, [_given(kind, row) for row in found]))
    return Everything(parts, await _names(session, parts), await _who(session, parts), stored)


async def _rows_of(session: AsyncSession, kind: Kind, known: Mapping[str, frozenset[int]]) -> list[Row]:
    if not any(known[link.parent] for link in kind.links) and not known.get(kind.name):
        return []
    rows = sa.select(kind.table).where(kind.belonging(known)).order_by(*kind.table.primary_key)
    return [row._mapping for row in await statements.fetch(session, rows)]  # noqa: SLF001 - a public name of SQLAlchemy


def _given(kind: Kind, row: Row) -> Row:
    """A row with the columns that are given out, seals opened."""
    given = {
        given_name(kind.name, column): opened_value(kind.name, column, row[column]) for column in given_columns(kind)
    }
    return _of_audit(given) if kind.name == "audit_entry" else given


def _of_audit(given: dict[str, Any]) -> Row:
    """An entry of the audit repeats nothing of a record that is not given out with the record itself."""
    silent = withheld(given["record"])
    for side in ("before", "after"):
        values = given[side]
        given[side] = {name: value for name, value in values.items() if name not in silent} if values else None
    return given


async def _names(session: AsyncSession, parts: list[Part]) -> dict[tuple[str, int], str]:
    """The names of offices, services, colleagues, relatives and the like: one query for each kind of them."""
    wanted: dict[str, set[int]] = defaultdict(set)
    places: dict[str, tuple[sa.Table, str]] = {}
    for part in parts:
        for column, place in looked_up(part.kind).items():
            places[place[0].name] = place
            wanted[place[0].name] |= {row[column] for row in part.rows if row[column] is not None}
        if part.name == "assessment":
            wanted["staff"] |= {number for row in part.rows for number in row["members"]}
    names: dict[tuple[str, int], str] = {}
    for name, (table, column) in places.items():
        rows = sa.select(table.c.id, table.c[column]).where(table.c.id.in_(wanted[name]))
        found = await statements.fetch(session, rows) if wanted[name] else ()
        names |= {(name, number): _as_name(text) for number, text in found}
    return names


def _as_name(value: Any) -> str:
    return f"{clock.local(value):%d.%m.%Y, %H:%M}" if isinstance(value, datetime) else str(value or "")


async def _who(session: AsyncSession, parts: list[Part]) -> dict[str, Spoken]:
    found = {part.name: part.rows for part in parts}
    labels = {row[column] for name, column in LABELS for row in found[name] if row[column]}
    return await names_of(session, labels)
