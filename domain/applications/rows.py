"""The applications somebody may see."""

import sqlalchemy as sa
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, Reach, Rows, nothing, visible_cases, visible_people, within
from models.applications import Application, ApplicationStatus
from models.cases import Case
from models.chats import Chat, ChatStatus
from models.people import Person


def visible_applications(actor: Actor) -> Rows[Application]:
    """Applications whose sheet the actor may open; in a chat, those of people whom the reader may see, or that were
    sent from this very chat.

    A guarded one (a child's, adoption, violence) is for who took it and for the head of the office until its case is
    open, then for the case's team alone (чл. 84(2) ЗСУ). In a chat it does not exist.
    """
    rows = sa.select(Application)
    match actor.kind:
        case ActorKind.JOB:
            return rows
        case ActorKind.STAFF if actor.may(Deed.SEE_APPLICATIONS):
            office = within(actor, Deed.SEE_APPLICATIONS, Application.office_id)
            return rows.where(col(Application.status) != ApplicationStatus.DRAFT, office, _open_to(actor))
        case ActorKind.PERSON | ActorKind.RELATIVE:
            people = visible_people(actor).with_only_columns(col(Person.id))
            mine = col(Application.person_id).in_(people) | (
                col(Application.person_id).is_(None) & col(Application.chat).in_(_chats_of(actor))
            )
            return rows.where(
                mine, col(Application.status) != ApplicationStatus.DRAFT, col(Application.guarded).is_(False)
            )
        case ActorKind.STRANGER if actor.number is not None:
            return rows.where(
                col(Application.chat) == actor.number,
                col(Application.status) != ApplicationStatus.DRAFT,
                col(Application.guarded).is_(False),
                ~_of_a_guarded_card(),
                ~_was_cut_off(actor.number),
            )
    return rows.where(nothing())


def _chats_of(actor: Actor) -> sa.Select[int]:
    """The chats of a person or relative: what was sent from there before the link stays theirs until it has a card."""
    owner = col(Chat.person_id) if actor.kind is ActorKind.PERSON else col(Chat.relative_id)
    return sa.select(col(Chat.telegram_id)).where(owner == actor.number, col(Chat.status) == ChatStatus.LINKED)


def _open_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Everything of which nothing is guarded, and of the rest only that on which the actor works."""
    if actor.reach(Deed.SEE_SEALED_CASES) is Reach.ALL:
        return sa.true()
    cases = visible_cases(actor).with_only_columns(col(Case.id))
    waiting = col(Application.case_id).is_(None)
    handed_out = sa.true() if actor.reach(Deed.DECIDE) is Reach.OFFICE else col(Application.taken_by) == actor.number
    plain = col(Application.guarded).is_(False) & ~_of_somebody_guarded(actor)
    return plain | col(Application.case_id).in_(cases) | (waiting & handed_out)


def _of_somebody_guarded(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the card is of a guarded person whom the actor may not find."""
    found = visible_people(actor).with_only_columns(col(Person.id))
    return sa.exists().where(
        col(Person.id) == col(Application.person_id), col(Person.guarded), col(Person.id).not_in(found)
    )


def _of_a_guarded_card() -> sa.ColumnElement[bool]:
    return sa.exists().where(col(Person.id) == col(Application.person_id), col(Person.guarded))


def _was_cut_off(chat: int) -> sa.ColumnElement[bool]:
    """Whether the office has ended what this chat spoke for: it is told nothing any more."""
    return sa.exists().where(col(Chat.telegram_id) == chat, col(Chat.status) == ChatStatus.REVOKED)
