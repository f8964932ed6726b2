"""A whole file of one invented person: a row in every table that can say something of her, with marked words."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from domain import clock
from domain.files import keep_file
from domain.keeping.kept import COLUMNS, OF_NOBODY
from domain.keeping.kinds import EVERY_PART
from domain.people.numbers import EGN_SCOPE
from domain.search import searchable
from domain.secrets import keyed_hash, seal
from models.cases import CaseStatus
from models.people import Address, Person, PersonStatus, Sex
from models.work import CaseFile
from tests.case_work import case_of
from tests.cast import Cast

NAME, SURNAME, PHONE, EGN, CHAT = "Зорница", "Незабравкова", "+359887000777", "4403087897", 777000777
WORDS = f"{NAME} {SURNAME}, {PHONE}, ЕГН {EGN}"
LONG_AGO = date(2015, 5, 4)
#: What must be found nowhere afterwards, as it is written and as it is searched for.
MARKS = (NAME, SURNAME, PHONE, EGN, str(CHAT), searchable(NAME), searchable(SURNAME))
#: Of columns of which only one may be filled, those that stay empty.
_EMPTY = {
    ("chat", "relative_id"), ("chat", "driver_id"), ("chat", "staff_id"), ("meal_order", "site_id"),
    ("meeting", "course_id"), ("task", "stop_id"), ("attendance", "case_id"),
}  # fmt: skip


async def person_of(session: AsyncSession, cast: Cast) -> Person:
    """Somebody whose service ended long ago, at a door of her own."""
    address = Address(
        organisation_id=cast.sofia.key, district_id=cast.mladost_district.key, street=WORDS, number=SURNAME,
        bell=SURNAME, building="nezabravkova 7", lat=42.7, lon=23.4, pinned=True,
    )  # fmt: skip
    session.add(address)
    await session.flush()
    person = Person(
        organisation_id=cast.sofia.key, office_id=cast.mladost.key, address_id=address.key, first_name=NAME,
        middle_name=SURNAME, last_name=SURNAME, sex=Sex.FEMALE, born=date(1944, 3, 8), phone=PHONE, second_phone=PHONE,
        key_holder=WORDS, driver_note=WORDS, status=PersonStatus.ENDED, ended_on=LONG_AGO, lives_alone=True,
        egn_sealed=seal(EGN, EGN_SCOPE), egn_hash=keyed_hash(EGN, EGN_SCOPE), allergens=4,
        search_text=searchable(NAME, SURNAME, PHONE),
    )  # fmt: skip
    session.add(person)
    await session.flush()
    return person


async def whole_file(session: AsyncSession, cast: Cast, actor: Any) -> tuple[Person, CaseFile]:
    """A person with a row in every declared table, every word of which is marked; and her document on the disk."""
    person = await person_of(session, cast)
    case = await case_of(session, cast, person, cast.assistance, status=CaseStatus.CLOSED)
    case.closed_on, case.wished_on, case.outcome_words = LONG_AGO, LONG_AGO, WORDS
    kept = {"case_id": case.key, "person_id": person.key, "words": WORDS}
    file = await keep_file(session, actor, name=f"{NAME}.pdf", content=b"%PDF-1.7\n", **kept)
    await session.flush()
    known = {
        "person": person.key, "case": case.key, "address": person.address_id, "case_file": file.key,
        "kitchen": cast.mladost_kitchen.key, "programme": cast.assistance.key, "staff": cast.anna.key,
        "office": cast.mladost.key, "organisation": cast.sofia.key, "institution": cast.hospital.key,
        "district": cast.mladost_district.key, "vehicle": cast.van.key, "another": cast.maria.key,
    }  # fmt: skip
    for table in _in_order():
        if table.name not in known:
            known[table.name] = await _row(session, table, known)
    return person, file


def _in_order() -> list[sa.Table]:
    """Every table a part is about, and those in between, parents first."""
    wanted = {part.table.name for part in EVERY_PART}
    wanted |= {"route", "meal_order", "given_paper", "required_paper", "contract_template", "course"}
    return [table for table in SQLModel.metadata.sorted_tables if table.name in wanted]


async def _row(session: AsyncSession, table: sa.Table, known: dict[str, int]) -> int:
    values = {
        column.name: _value(column, known)
        for column in table.columns
        if column.name != "id" and (table.name, column.name) not in _EMPTY
    }
    connection = await session.connection()
    made = await connection.execute(sa.insert(table).values(**values))
    return int(made.inserted_primary_key[0])


def kind_of(column: sa.Column) -> Any:
    """The type as the database knows it."""
    kind = column.type
    return kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind


def _value(column: sa.Column, known: dict[str, int]) -> Any:
    for key in column.foreign_keys:
        second = (column.table.name, column.name) == ("person_pair", "second_id")
        return known.get("another" if second else key.column.table.name)
    kind = kind_of(column)
    if isinstance(kind, sa.Enum):
        return next(iter(kind.enum_class))
    if isinstance(kind, sa.String):
        return _text(column)
    if column.name in ("chat", "telegram_id"):
        return CHAT
    if isinstance(kind, sa.JSON):
        return {} if _is_kept(column) else {"words": WORDS}
    return _plain(kind)


def _is_kept(column: sa.Column) -> bool:
    return column.table.name in OF_NOBODY or (column.table.name, column.name) in COLUMNS


def _text(column: sa.Column) -> str:
    longest = 10 if _is_kept(column) else kind_of(column).length
    if column.name == "phone":
        return PHONE
    if column.name == "language":
        return "bg"
    return WORDS if longest is None or longest >= len(WORDS) else f"{column.name}-1"[:longest]


def _plain(kind: Any) -> Any:
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.LargeBinary):
        return WORDS.encode()
    if isinstance(kind, sa.Date):
        return LONG_AGO
    if isinstance(kind, (sa.Integer, sa.Float)):
        return 1
    return clock.now() - timedelta(days=3650)


async def said_anywhere(session: AsyncSession) -> list[str]:
    """Every column of the whole database in which a mark stands, but the audit."""
    found = set()
    for table in SQLModel.metadata.sorted_tables:
        if table.name in ("audit_entry", "audit_link"):
            continue
        for row in (await session.execute(sa.select(table))).mappings():
            found |= {f"{table.name}.{name}" for name, value in row.items() if _is_marked(value)}
    return sorted(found)


def _is_marked(value: Any) -> bool:
    said = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return any(mark in said for mark in MARKS)
