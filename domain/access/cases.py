"""The cases somebody may see, and what hangs on them.

An open case is the office's. A child's case and a sealed one are for the team named in it alone (чл. 84(2) ЗСУ), for
inspectors, and for two hours for whoever entered in an emergency and said why. In a chat they do not exist.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.access.actors import Actor, ActorKind, R, Rows
from domain.access.policy import Deed, Reach
from domain.access.visible import nothing, on_team, visible_people, within
from models.cases import Case, EmergencyEntry, Secrecy
from models.people import Person

_GUARDED = {Secrecy.CHILD: Deed.SEE_CHILD_CASES, Secrecy.SEALED: Deed.SEE_SEALED_CASES}


def visible_cases(actor: Actor) -> Rows[Case]:
    """Cases whose file the actor may open; in a chat, the person's own open ones."""
    rows = sa.select(Case)
    match actor.kind:
        case ActorKind.JOB:
            return rows
        case ActorKind.STAFF if actor.may(Deed.SEE_CASES):
            return rows.where(_seen_by(actor))
        case ActorKind.PERSON | ActorKind.RELATIVE:
            people = visible_people(actor).with_only_columns(col(Person.id))
            return rows.where(col(Case.person_id).in_(people), col(Case.secrecy) == Secrecy.OPEN)
    return rows.where(nothing())


def _seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    team = on_team(actor)
    opened = within(actor, Deed.SEE_CASES, Case.office_id, named=team) & (col(Case.secrecy) == Secrecy.OPEN)
    ways = [opened, *(_guarded(actor, secrecy, deed, team) for secrecy, deed in _GUARDED.items())]
    if actor.may(Deed.ENTER_IN_EMERGENCY):
        ways.append(_entered(actor))
    return sa.or_(*ways)


def _guarded(actor: Actor, secrecy: Secrecy, deed: Deed, team: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    reach = actor.reach(deed)
    if reach is None:
        return nothing()
    return (col(Case.secrecy) == secrecy) & (sa.true() if reach is Reach.ALL else team)


def _entered(actor: Actor) -> sa.ColumnElement[bool]:
    """Guarded cases of a child that the actor has entered in an emergency not long ago."""
    now = clock.now()
    entries = sa.select(col(EmergencyEntry.case_id)).where(
        col(EmergencyEntry.staff_id) == actor.number, col(EmergencyEntry.since) <= now, col(EmergencyEntry.until) > now
    )
    return (col(Case.secrecy) == Secrecy.CHILD) & col(Case.id).in_(entries)


def visible_of_cases(actor: Actor, deed: Deed, record: type[R], case_id: Any) -> Rows[R]:
    """Records that hang on a case by the column `case_id`: of cases the actor may see, if the deed is allowed."""
    rows = sa.select(record)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is ActorKind.STAFF and not actor.may(deed):
        return rows.where(nothing())
    cases = visible_cases(actor).with_only_columns(col(Case.id))
    return rows.where(col(case_id).in_(cases))
