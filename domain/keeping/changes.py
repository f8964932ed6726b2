"""What can be done to a column of somebody's record: each says what stands there afterwards, and what is still left."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from models.base import table_of
from models.people import Address
from models.places import District

Column = sa.Column[Any]


class Change:
    """What becomes of a column."""

    def to(self, column: Column) -> Any:
        """What stands there afterwards."""
        raise NotImplementedError

    def left(self, column: Column) -> sa.ColumnElement[bool]:
        """Whether something else stands there still."""
        raise NotImplementedError


@dataclass(frozen=True)
class Put(Change):
    """A value that says nothing of anybody."""

    value: Any

    def to(self, column: Column) -> Any:
        return self.value

    def left(self, column: Column) -> sa.ColumnElement[bool]:
        return column.is_distinct_from(self.value)


EMPTIED = Put("")
NOTHING = Put(None)


@dataclass(frozen=True)
class Hollow(Change):
    """A JSON value without anything in it."""

    value: Any

    def to(self, column: Column) -> Any:
        return self.value

    def left(self, column: Column) -> sa.ColumnElement[bool]:
        return column.is_not(sa.null()) & sa.cast(column, sa.Text).not_in(("{}", "[]", "null"))


NO_ANSWERS = Hollow({})


class first_of_year(FunctionElement[Any]):  # noqa: N801 - it is written like the functions of SQL
    """The first of January of a day's year."""

    type = sa.Date()
    inherit_cache = True


@compiles(first_of_year, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"strftime('%Y-01-01', {compiler.process(element.clauses, **options)})"


@compiles(first_of_year, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(date_trunc('year', {compiler.process(element.clauses, **options)}) AS DATE)"


class _YearOnly(Change):
    """Of a day of birth the year: reports count by age."""

    def to(self, column: Column) -> Any:
        return first_of_year(column)

    def left(self, column: Column) -> sa.ColumnElement[bool]:
        return column.is_not(None) & (column != first_of_year(column))


YEAR_ONLY = _YearOnly()


class _OfDistrict(Change):
    """The place on the map: of the district, no longer of the door."""

    def to(self, column: Column) -> Any:
        address, district = table_of(Address), table_of(District)
        return sa.select(district.c[column.name]).where(district.c.id == address.c.district_id).scalar_subquery()

    def left(self, column: Column) -> sa.ColumnElement[bool]:
        return column.is_distinct_from(self.to(column))


OF_DISTRICT = _OfDistrict()
ERASED = "erased-"


class _NoFile(Change):
    """A name under which no file lies: what lies under the old one is thereby an orphan, until it is taken away."""

    def to(self, column: Column) -> Any:
        return sa.literal(ERASED) + sa.cast(column.table.c.id, sa.String)

    def left(self, column: Column) -> sa.ColumnElement[bool]:
        return column.not_like(f"{ERASED}%")


NO_FILE = _NoFile()
