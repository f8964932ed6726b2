"""Every column that can say something of somebody is declared: what becomes of it, or why it stays."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import SQLModel

from domain.keeping.kept import COLUMNS, OF_NOBODY
from domain.keeping.kinds import EVERY_PART, KINDS
from domain.keeping.rules import months_before
from tests.domain.keeping.file_of_somebody import kind_of

TABLES = {table.name: table for table in SQLModel.metadata.sorted_tables}
#: What somebody's other rows hang on without a column that says so.
PEOPLES = {"person", "relative", "address"}


def _can_speak(column: sa.Column) -> bool:
    """Words, documents, secrets, places on the map, days of birth and numbers from outside; no closed sets."""
    if isinstance(column.type, sa.Enum) or column.foreign_keys or column.primary_key:
        return False
    spoken = (sa.String, sa.JSON, sa.LargeBinary, sa.Float, sa.BigInteger)
    return isinstance(kind_of(column), spoken) or column.name == "born"


def _hanging() -> set[str]:
    """Tables whose rows hang on somebody, over however many others."""
    found, before = set(PEOPLES), set[str]()
    while found != before:
        before = set(found)
        found |= {
            table.name
            for table in TABLES.values()
            if any(key.column.table.name in before for column in table.columns for key in column.foreign_keys)
        }
    return found


def test_no_column_that_speaks_of_somebody_is_forgotten():
    gone = {part.table.name for part in EVERY_PART if not part.columns}
    blanked = {(part.table.name, name) for part in EVERY_PART for name in part.columns}
    forgotten = [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if table.name not in gone | set(OF_NOBODY) and _can_speak(column)
        and (table.name, column.name) not in blanked and (table.name, column.name) not in COLUMNS
    ]  # fmt: skip
    assert forgotten == [], "declare them in domain/keeping/parts.py, or in kept.py with the reason"


def test_what_is_said_to_be_of_nobody_hangs_on_nobody():
    assert sorted(set(OF_NOBODY) & _hanging()) == ["site"], "the door of a site is no home"
    assert set(OF_NOBODY) <= set(TABLES)
    assert {name for name, _column in COLUMNS} <= set(TABLES)
    assert all(column in TABLES[name].c for name, column in COLUMNS)


def test_every_part_belongs_to_a_kind_and_blanks_columns_that_are_there():
    for part in EVERY_PART:
        assert set(part.columns) <= set(part.table.c.keys()), part.table.name
    assert list(KINDS)[-1] == "person", "the card goes last"


def test_months_are_counted_back_to_a_day_that_exists():
    assert [
        months_before(date(2026, 11, 24), 1),
        months_before(date(2026, 3, 31), 1),
        months_before(date(2024, 3, 31), 1),
        months_before(date(2026, 1, 15), 13),
    ] == [date(2026, 10, 24), date(2026, 2, 28), date(2024, 2, 29), date(2024, 12, 15)]
