"""Whose file a record is a part of: the audit names the person also for what hangs on a case.

The case is mostly in the session already; else one look by primary key tells, once in a unit of work.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from models.applications import Application
from models.cases import Case
from models.plans import SupportPlan
from models.referrals import Referral

#: By which column a record without a person of its own hangs on what.
_HANGS_ON: dict[str, type[SQLModel]] = {
    "case_id": Case,
    "plan_id": SupportPlan,
    "application_id": Application,
    "referral_id": Referral,
}
_KNOWN = "persons_of_records"


def person_of(session: Session, row: Any) -> int | None:
    """The number of the person whose file the row is a part of; None for what concerns nobody."""
    if row.__tablename__ == "person":
        return getattr(row, "id", None)
    found = getattr(row, "person_id", None)
    if found is not None:
        return int(found)
    for column, parent in _HANGS_ON.items():
        number = getattr(row, column, None)
        if number is not None and parent is not type(row):
            return _person_behind(session, parent, number)
    return None


def _person_behind(session: Session, parent: type[SQLModel], number: int) -> int | None:
    known: dict[tuple[type[SQLModel], int], int | None] = session.info.setdefault(_KNOWN, {})
    if known.get((parent, number)) is None:  # an application may be given its person later in the same unit
        known[parent, number] = _look_up(session, parent, number)
    return known[parent, number]


def _look_up(session: Session, parent: type[SQLModel], number: int) -> int | None:
    loaded = session.identity_map.get(sa.inspect(parent).identity_key_from_primary_key((number,)))
    if loaded is not None and not sa.inspect(loaded).expired:
        return person_of(session, loaded)
    columns = [getattr(parent, name) for name in ("person_id", "case_id") if name in parent.model_fields]
    rows = session.connection().execute(sa.select(*columns).where(parent.id == number))  # type: ignore[attr-defined]
    facts: Mapping[Any, Any] = rows.mappings().first() or {}
    if facts.get("person_id") is not None:
        return int(facts["person_id"])
    return _person_behind(session, Case, facts["case_id"]) if facts.get("case_id") else None
