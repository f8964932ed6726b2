"""What every table shares: names of constraints, aware UTC moments, closed sets of values, versions."""

import re
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment: refused without a zone, stored in UTC, read back aware on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON().with_variant(JSONB(), "postgresql")


def moment(**options: Any) -> Any:
    """A column with a moment in time (UTC, aware)."""
    return Field(sa_type=UtcDateTime, **options)


def choice(values: type[Enum], **options: Any) -> Any:
    """A column with one of a closed set of values, kept by a CHECK on both databases."""
    kind = sa.Enum(
        values,
        native_enum=False,
        length=24,
        create_constraint=True,
        name=values.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(sa_type=kind, **options)


def document(**options: Any) -> Any:
    """A column with a JSON value; assign it anew to change it, a change in place is not seen."""
    return Field(sa_type=Json, **options)


def only_one(name: str, *columns: str, where: str) -> sa.Index:
    """A unique index over the rows for which `where` holds: how the database decides a race."""
    return sa.Index(name, *columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


class Table(SQLModel):
    """A table, named as its class in small letters with underscores."""

    # No row is parsed from outside: a process that starts need not build a parser for each table.
    model_config = {"defer_build": True}

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy hands in the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Record(Table):
    """A row with a number of its own."""

    id: int | None = Field(default=None, primary_key=True)

    @property
    def key(self) -> int:
        """The number of a row that is already in the database."""
        if self.id is None:
            raise LookupError(f"{type(self).__name__} is not in the database yet")
        return self.id


class Owned(Record):
    """A row of one organisation; the session shows nobody the rows of another."""

    organisation_id: int = Field(foreign_key="organisation.id", index=True)


class Versioned(SQLModel):
    """A row that refuses the second save of a stale copy."""

    version: int = Field(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy hands in the class
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


def table_of(record: type[SQLModel]) -> sa.Table:
    """The table behind a record, for statements that are built once."""
    return SQLModel.metadata.tables[str(record.__tablename__)]
