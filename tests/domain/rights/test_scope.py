"""Nothing that hangs on a person is forgotten: a new table or column is given out, or left out with a reason."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from domain.phrases import catalogue
from domain.rights.columns import LABELS, OPENED, given_columns, given_name, looked_up, withheld
from domain.rights.fields import field_name, kind_name
from domain.rights.scope import LEFT_OUT, REACHED_BY, ROOT, kinds

#: Columns by which somebody's records are known even where no foreign key says so.
HANG = {"person_id", "case_id", "application_id", "referral_id", "plan_id"}


def test_every_table_that_refers_to_a_person_or_a_case_is_given_out_or_left_out_with_a_reason():
    given = {kind.name for kind in kinds()}
    hanging = {
        name
        for name, table in SQLModel.metadata.tables.items()
        if HANG & set(table.c.keys()) or any(key.column.table.name in given for key in table.foreign_keys)
    }
    assert hanging - given == set(LEFT_OUT)
    assert given - hanging == {ROOT, *REACHED_BY} - hanging
    assert {name: bool(reason) for name, reason in LEFT_OUT.items()} == dict.fromkeys(LEFT_OUT, True)


def test_every_record_hangs_on_one_that_is_read_before_it():
    seen: set[str] = set()
    for kind in kinds():
        assert {link.parent for link in kind.links} <= seen
        assert kind.links or kind.name in {ROOT, *REACHED_BY}
        seen.add(kind.name)


def test_a_new_table_that_hangs_on_a_case_is_found_by_itself():
    table = sa.Table(
        "diary",
        SQLModel.metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.ForeignKey("case.id")),
    )
    try:
        kinds.cache_clear()
        assert next(link for kind in kinds() if kind.name == "diary" for link in kind.links).parent == "case"
    finally:
        SQLModel.metadata.remove(table)
        kinds.cache_clear()


def test_every_kind_and_every_field_has_a_name_in_bulgarian():
    words = catalogue("bg")
    nameless = [kind.name for kind in kinds() if not words.get(kind_name(kind.name))]
    fields = [
        (kind.name, column)
        for kind in kinds()
        for column in (given_name(kind.name, one) for one in given_columns(kind))
        if not _is_number(kind.table, column) or column in looked_up(kind)
    ]
    assert nameless == []
    assert [one for one in fields if not words.get(field_name(*one) or "")] == []


def _is_number(table: sa.Table, column: str) -> bool:
    """Whether it is the number of a record, which only a machine reads."""
    return column == "id" or (column.endswith("_id") and column != "telegram_id")


def test_no_hash_no_seal_and_nobody_else_s_number_is_given_out():
    given = {(kind.name, column) for kind in kinds() for column in given_columns(kind)}
    sealed = {
        (kind.name, column.name)
        for kind in kinds()
        for column in kind.table.columns
        if isinstance(column.type, sa.LargeBinary)
    }
    assert sealed == set(OPENED)
    assert [one for one in given if "hash" in one[1] or one[1] in ("organisation_id", "search_text")] == []
    assert {"first_id", "second_id", "words"} <= withheld("person_pair")
    assert {("task", "phone"), ("outbox_message", "telegram_id"), ("case_file", "stored_as")} & given == set()
    assert given >= LABELS
