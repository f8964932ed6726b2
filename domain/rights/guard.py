"""What is restricted stays as it is: one guard before every write of a session, whatever door it came through.

Law: чл. 18 ОРЗД. What must go on is written here as data. Statements that go past the session (`domain.statements`)
write orders, routes and messages only, which go on anyway.
"""

from collections.abc import Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlmodel import SQLModel

from domain.access import STRANGER, Actor, ActorKind
from domain.audit_owners import person_of
from domain.refusals import Refusal
from domain.rights.scope import kinds
from models.base import table_of
from models.people import Person
from models.rights import Restriction

_KNOWN = "restricted_people"

#: Records that are written also for a restricted person, and why.
GOES_ON: dict[str, str] = {
    "audit_entry": "who did what is noted whatever else holds",
    "chat": "the person's own phone may be linked and unlinked",
    "consent": "a consent may be given, and withdrawn at any time (чл. 7(3) ОРЗД)",
    "data_request": "requests go on being received and answered",
    "emergency_entry": "in an emergency the file is read, and that is noted",
    "link_code": "the person's own phone may be linked and unlinked",
    "meal_order": "food is brought as the person ordered it (чл. 18(2) ОРЗД: vital, and by the person's own wish)",
    "outbox_message": "alarms and news of deliveries reach the person and the relatives",
    "pause": "food rests as the person wishes",
    "person_pair": "a comparison of two cards changes neither of them",
    "restriction": "a restriction is lifted",
    "stop": "the driver comes to the door",
    "stop_report": "the driver says what happened at the door",
    "subscription": "food is brought as the person ordered it",
    "task": "alarms and calls for help are answered",
    "team_member": "who works on a case is the office's own matter",
}
#: Columns of other records that may change, and nothing else of them.
COLUMNS_GO_ON: dict[str, frozenset[str]] = {
    "case": frozenset({"worker_id"}),  # a whole caseload moves when somebody leaves
    "kinship": frozenset({"may_see", "may_order", "is_told", "ended_at"}),  # rights that the person takes back
}
#: Who is not held up. The clock's terms run for everybody together; the person's own act is the person's own wish.
_NOT_HELD_UP = (ActorKind.JOB, ActorKind.PERSON)


class RecordsRestricted(Refusal):
    """These records are restricted while a request about them is examined: they are kept and shown, but not changed.
    Please have the restriction lifted first.
    """


def keep_what_is_restricted(sessions: type[Session]) -> None:
    """Let no session of this kind change the records of a restricted person."""
    event.listen(sessions, "before_flush", _before_flush)
    event.listen(sessions, "do_orm_execute", _before_set_based_change)


def forget_what_is_known(session: Session) -> None:
    """Ask anew who is restricted: it has just changed in this unit of work."""
    session.info.pop(_KNOWN, None)


def _before_flush(session: Session, _context: object, _instances: object) -> None:
    held = list(session.deleted)
    if _actor(session).kind not in _NOT_HELD_UP:
        held += [*session.new, *(row for row in session.dirty if _changes(session, row))]
    _demand_unrestricted(session, [row for row in held if getattr(row, "__tablename__", "") in _guarded()])


def _before_set_based_change(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete) or (state.is_update and _actor(state.session).kind in _NOT_HELD_UP):
        return
    statement: Any = state.statement
    table = statement.table
    if table.name not in _guarded() or not _restricted(state.session):
        return
    wanted = sa.select(table)
    if statement.whereclause is not None:
        wanted = wanted.where(statement.whereclause)
    rows = state.session.connection().execute(wanted, state.parameters or {}).mappings()
    _demand_unrestricted(state.session, [SimpleNamespace(**row, __tablename__=table.name) for row in rows])


@cache
def _guarded() -> frozenset[str]:
    """Everything that belongs to a person, unless it is said to go on."""
    return frozenset(kind.name for kind in kinds() if kind.name not in GOES_ON)


def _changes(session: Session, row: SQLModel) -> bool:
    if not session.is_modified(row):
        return False
    allowed = COLUMNS_GO_ON.get(str(row.__tablename__))
    if allowed is None:
        return True
    state = sa.inspect(row)
    others = (one.key for one in state.mapper.column_attrs if one.key not in allowed)
    return any(state.attrs[name].history.has_changes() for name in others)


def _demand_unrestricted(session: Session, rows: Iterable[Any]) -> None:
    rows = list(rows)
    restricted = _restricted(session) if rows else frozenset()
    if restricted and any(restricted & _people_of(session, row) for row in rows):
        raise RecordsRestricted


def _people_of(session: Session, row: Any) -> set[int | None]:
    """Whose the row is, and was before this change."""
    if row.__tablename__ == "address":
        table = table_of(Person)
        found = session.connection().execute(sa.select(table.c.id).where(table.c.address_id == row.id))
        return set(found.scalars())
    people = {person_of(session, row)}
    if isinstance(row, SQLModel) and "person_id" in type(row).model_fields:
        people |= set(sa.inspect(row).attrs["person_id"].history.deleted or ())
    return people


def _restricted(session: Session) -> frozenset[int]:
    """Whose records are restricted now: asked once in a unit of work, and there are few."""
    known: frozenset[int] | None = session.info.get(_KNOWN)
    if known is None:
        table = table_of(Restriction)
        rows = sa.select(table.c.person_id).where(table.c.lifted_at.is_(None))
        known = frozenset(session.connection().execute(rows).scalars())
        session.info[_KNOWN] = known
    return known


def _actor(session: Session) -> Actor:
    found = session.info.get("actor", STRANGER)
    return found if isinstance(found, Actor) else STRANGER
