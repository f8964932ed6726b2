"""The referrals somebody may see, and on which side of one somebody stands."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, Reach, Rows, nothing, on_team, visible_cases, visible_people, within
from domain.institutions import signs_in
from models.cases import Case
from models.people import Person
from models.referrals import Direction, Referral
from models.staff import Role


class Side(StrEnum):
    """Who refers and who is asked."""

    SENDER = "sender"
    RECEIVER = "receiver"


def visible_referrals(actor: Actor, deed: Deed = Deed.SEE_REFERRALS) -> Rows[Referral]:
    """Referrals to which the deed extends: an institution's own, an office's own.

    One about a child is for the team of its case. While it has none: for whoever answers in the office and for whoever
    entered it (чл. 84(2) ЗСУ). In a chat referrals do not exist.
    """
    rows = sa.select(Referral)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is not ActorKind.STAFF or not actor.may(deed):
        return rows.where(nothing())
    if actor.role is Role.PARTNER:
        return rows.where(col(Referral.institution_id) == actor.institution_id)
    return rows.where(within(actor, deed, Referral.office_id), _open_to(actor))


def _open_to(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.reach(Deed.SEE_CHILD_CASES) is Reach.ALL and actor.reach(Deed.SEE_SEALED_CASES) is Reach.ALL:
        return sa.true()
    return _plain(actor) | _of_own_team(actor) | _without_case(actor)


def _plain(actor: Actor) -> sa.ColumnElement[bool]:
    """Not about a child, nor about a case or a person that is guarded from the actor."""
    cases = visible_cases(actor).with_only_columns(col(Case.id))
    people = visible_people(actor).with_only_columns(col(Person.id))
    guarded = sa.select(col(Person.id)).where(col(Person.guarded))
    person = col(Referral.person_id)
    return (
        col(Referral.is_about_child).is_(False)
        & (col(Referral.case_id).is_(None) | col(Referral.case_id).in_(cases))
        & (person.is_(None) | person.not_in(guarded) | person.in_(people))
    )


def _of_own_team(actor: Actor) -> sa.ColumnElement[bool]:
    own = on_team(actor) | (col(Case.worker_id) == actor.number)
    return col(Referral.case_id).in_(visible_cases(actor).where(own).with_only_columns(col(Case.id)))


def _without_case(actor: Actor) -> sa.ColumnElement[bool]:
    """Whom it concerns before a team is named. An administrator of everything is not one of them."""
    answers = sa.true() if actor.reach(Deed.ANSWER_REFERRALS) is Reach.OFFICE else nothing()
    return col(Referral.case_id).is_(None) & (answers | (col(Referral.sent_by) == actor.number))


async def sides_of(session: AsyncSession, actor: Actor, referral: Referral) -> frozenset[Side]:
    """For which sides the actor speaks: the own one, and that of an institution that does not sign in itself."""
    inward = referral.direction is Direction.IN
    if actor.institution_id is not None:
        return frozenset({Side.SENDER if inward else Side.RECEIVER})
    ours = Side.RECEIVER if inward else Side.SENDER
    if await signs_in(session, referral.institution_id):
        return frozenset({ours})
    return frozenset(Side)
