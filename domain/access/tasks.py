"""The tasks somebody may see, and whom of them they may be named.

Somebody must act on a task, so the office sees it also where it is about a guarded person; whom it is about only the
team reads (чл. 84(2) ЗСУ), and in an open alarm everybody. What needs the person's card is the team's own.
"""

import sqlalchemy as sa
from sqlmodel import col

from domain.access.actors import Actor, ActorKind, Rows
from domain.access.policy import Deed
from domain.access.visible import nothing, on_team, within
from models.cases import LIVE, Case
from models.people import Person
from models.tasks import ALARMS, Task, TaskKind

#: Only whoever opens the card can do these: look at the chat, phone instead of writing, change what is ordered.
_WITH_THE_CARD = (TaskKind.APPROVE_LINK, TaskKind.CHAT_BLOCKED, TaskKind.DIET_CLASH)


def visible_tasks(actor: Actor) -> Rows[Task]:
    """Tasks of the actor's offices and those about people of the own teams; a dispatcher answers none and sees none."""
    rows = sa.select(Task)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is not ActorKind.STAFF or not actor.may(Deed.ANSWER_TASKS):
        return rows.where(nothing())
    offices = within(actor, Deed.ANSWER_TASKS, Task.office_id)
    own = _of_own_team(actor)
    return rows.where(
        (offices & (col(Task.kind).not_in(_WITH_THE_CARD) | _of_nobody_guarded() | own)) | (own & ~_of_nobody_guarded())
    )


def knows_of_task(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the actor may read whom a task is about, who asked and in which words."""
    if actor.kind is ActorKind.JOB:
        return sa.true()
    alarm = col(Task.kind).in_(ALARMS) & col(Task.closed_at).is_(None)
    return _of_nobody_guarded() | alarm | _of_own_team(actor)


def _of_nobody_guarded() -> sa.ColumnElement[bool]:
    guarded = sa.select(col(Person.id)).where(col(Person.guarded))
    return col(Task.person_id).is_(None) | col(Task.person_id).not_in(guarded)


def _of_own_team(actor: Actor) -> sa.ColumnElement[bool]:
    """Tasks about people in an open case of whom the actor is named."""
    people = sa.select(col(Case.person_id)).where(on_team(actor), col(Case.status).in_(LIVE))
    return col(Task.person_id).is_not(None) & col(Task.person_id).in_(people)
