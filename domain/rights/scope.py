"""What belongs to one person, found in the tables themselves: whatever points to the person, directly or over others.

So a new table cannot be forgotten: it belongs to the person by its foreign keys, unless it is named here with a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlmodel import SQLModel

import models

ROOT = "person"
#: The tables must be known before they are walked.
_TABLES_ARE_KNOWN = models.__all__

#: Tables that point to something of the person's and still are not the person's.
LEFT_OUT: dict[str, str] = {
    "audit_link": "a link of the chain that keeps the audit whole: a number and a hash",
    "site": "where food is unloaded in bulk; it shares only the table of addresses with people's homes",
    "unplaced": "a door that the plan of one day could not take, with no word about who lives there",
}

#: Tables that belong to the person because a record of the person's points to them.
REACHED_BY: dict[str, tuple[str, str]] = {
    "address": ("person", "address_id"),
    "stop": ("meal_order", "stop_id"),
}

#: Columns that point to the person's records without a foreign key.
_UNDECLARED: dict[tuple[str, str], str] = {
    ("audit_entry", "person_id"): "person",
    ("application", "referral_id"): "referral",
}

#: Columns that would lead to other people's records (an address has had other inhabitants, a stop other boxes, a group
#: session other guests), and those that only say again what a column beside them says.
_NOT_FOLLOWED = frozenset(
    {
        ("contract", "file_id"), ("contract", "signed_file_id"), ("erased_person", "request_id"),
        ("given_paper", "file_id"), ("meal_order", "stop_id"), ("meeting", "activity_id"),
        ("restriction", "request_id"), ("stop", "address_id"), ("task", "stop_id"),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Link:
    """By which column a record hangs on which table."""

    column: str
    parent: str


@dataclass(frozen=True)
class Kind:
    """A table of which some rows belong to the person."""

    table: sa.Table
    links: tuple[Link, ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    def belonging(self, known: Mapping[str, frozenset[int]]) -> sa.ColumnElement[bool]:
        """The rows that hang on known records. A row that names a person belongs to nobody else than that person."""
        if not self.links:
            return self.table.c.id.in_(known[self.name])
        ways = sa.or_(*(self.table.c[link.column].in_(known[link.parent]) for link in self.links))
        if "person_id" not in self.table.c or len(self.links) == 1:
            return ways
        named = self.table.c.person_id
        return ways & (named.is_(None) | named.in_(known[ROOT]))


@cache
def kinds() -> tuple[Kind, ...]:
    """Every table of which rows may belong to a person, each after those that it hangs on."""
    waiting = {name: Kind(table, links) for name, (table, links) in _linked().items()}
    placed: dict[str, Kind] = {}
    while waiting:
        ready = [name for name, kind in waiting.items() if _parents(kind) <= placed.keys()]
        if not ready:
            raise LookupError(f"these tables hang on one another: {sorted(waiting)}")
        placed |= {name: waiting.pop(name) for name in sorted(ready)}
    return tuple(placed.values())


def _parents(kind: Kind) -> set[str]:
    reached = REACHED_BY.get(kind.name)
    return {link.parent for link in kind.links} | ({reached[0]} if reached else set())


def _linked() -> dict[str, tuple[sa.Table, tuple[Link, ...]]]:
    """The tables that belong, with their links: those found lead to the next ones until nothing new is found."""
    tables = SQLModel.metadata.tables
    found = {ROOT, *REACHED_BY}
    while new := {name for name, table in tables.items() if name not in found | set(LEFT_OUT) and _links(table, found)}:
        found |= new
    roots = {ROOT, *REACHED_BY}
    return {name: (tables[name], () if name in roots else _links(tables[name], found)) for name in found}


def _links(table: sa.Table, found: set[str]) -> tuple[Link, ...]:
    links = [Link(key.parent.name, key.column.table.name) for key in table.foreign_keys]
    links += [Link(column, parent) for (name, column), parent in _UNDECLARED.items() if name == table.name]
    followed = [
        link
        for link in links
        if link.parent in found and link.parent != table.name and (table.name, link.column) not in _NOT_FOLLOWED
    ]
    return tuple(sorted(followed, key=lambda link: link.column))
