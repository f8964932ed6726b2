"""What hangs on a person's card: every column that names a person, found in the tables themselves.

A new table is thus never forgotten when two cards are joined. What is not simply handed over stands in `OWN_WAY`.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel

from models.base import table_of
from models.people import Person

#: Columns that joining treats in its own way, and why.
OWN_WAY: dict[str, str] = {
    "person_pair.first_id": "pairs are put in order anew",
    "person_pair.second_id": "pairs are put in order anew",
    "erased_person.person_id": "says of the old number that its data are gone",
}


def columns_that_name_a_person() -> list[sa.Column[int]]:
    """Every column of every table that points to a card, in a fixed order."""
    person = table_of(Person)
    found = [
        column
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if any(key.column.table is person for key in column.foreign_keys)
    ]
    return sorted(found, key=str)


def handed_over() -> list[sa.Column[int]]:
    """The columns whose rows go from one card to the other."""
    return [column for column in columns_that_name_a_person() if str(column) not in OWN_WAY]
