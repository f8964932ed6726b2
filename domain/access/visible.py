"""The rows of each kind that somebody may see: one function a kind. Jobs see all of their organisation.

Lists, counts, searches, look-ups and every single action start from these. The organisation itself is kept apart by the
session (`domain.audit`).
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from domain.access.actors import Actor, ActorKind, Rows
from domain.access.policy import Deed, Reach
from models.audit import AuditEntry
from models.cases import LIVE, Case, Secrecy, TeamMember
from models.chats import Chat
from models.meals import MealOrder
from models.outbox import OutboxMessage
from models.people import Kinship, Person, Relative
from models.places import Kitchen, Office
from models.routes import Route, Stop
from models.staff import Role, StaffOffice


def nothing() -> sa.ColumnElement[bool]:
    """The condition that no row meets."""
    return sa.false()


def within(
    actor: Actor, deed: Deed, office: Any, *, named: sa.ColumnElement[bool] | None = None
) -> sa.ColumnElement[bool]:
    """The rows to which a deed of a member of staff extends: by the column of their office, and by being named."""
    match actor.reach(deed):
        case Reach.ALL:
            return sa.true()
        case Reach.OFFICE:
            return col(office).in_(actor.offices) | (nothing() if named is None else named)
        case Reach.NAMED if named is not None:
            return named
    return nothing()


def visible_offices(actor: Actor) -> Rows[Office]:
    """Offices somebody may work for."""
    rows = sa.select(Office)
    if actor.kind is ActorKind.STAFF:
        return rows.where(within(actor, Deed.SEE_PEOPLE, Office.id))
    return rows


def visible_people(actor: Actor) -> Rows[Person]:
    """Service users whose card the actor may open."""
    rows = sa.select(Person)
    match actor.kind:
        case ActorKind.JOB:
            return rows
        case ActorKind.STAFF:
            return rows.where(_found_by(actor))
        case ActorKind.PERSON:
            return rows.where(col(Person.id) == actor.number)
        case ActorKind.RELATIVE:
            return rows.where(col(Person.id).in_(_kin(actor, Kinship.may_see)))
    return rows.where(nothing())


def _found_by(actor: Actor) -> sa.ColumnElement[bool]:
    """People of the actor's reach; whoever has a guarded case is found by its team alone (чл. 84(2) ЗСУ)."""
    own = of_team(actor)
    found = within(actor, Deed.SEE_PEOPLE, Person.office_id, named=own)
    if actor.reach(Deed.SEE_CHILD_CASES) is Reach.ALL:
        return found
    return found & (col(Person.guarded).is_(False) | own)


def of_team(actor: Actor) -> sa.ColumnElement[bool]:
    """People with an open case in whose team the actor is named."""
    return col(Person.id).in_(sa.select(col(Case.person_id)).where(on_team(actor), col(Case.status).in_(LIVE)))


def former_people(actor: Actor) -> Rows[Person]:
    """Guarded people of whom no guarded case is open, so that no team finds them; who asks about the own data is yet
    answered (чл. 12 ОРЗД), by the data protection officer or the head of the office.
    """
    rows = sa.select(Person)
    if actor.kind is not ActorKind.STAFF:
        return rows.where(nothing())
    worked_on = sa.select(col(Case.person_id)).where(col(Case.secrecy) != Secrecy.OPEN, col(Case.status).in_(LIVE))
    return rows.where(
        within(actor, Deed.ANSWER_FORMER, Person.office_id), col(Person.guarded), col(Person.id).not_in(worked_on)
    )


def on_team(actor: Actor) -> sa.ColumnElement[bool]:
    """Cases in whose team the actor is named now."""
    team = sa.select(col(TeamMember.case_id)).where(
        col(TeamMember.staff_id) == actor.number, col(TeamMember.until).is_(None)
    )
    return col(Case.id).in_(team)


def orderable_people(actor: Actor) -> Rows[Person]:
    """Service users for whom the actor may order food."""
    rows = visible_people(actor)
    if actor.kind is ActorKind.RELATIVE:
        return rows.where(col(Person.id).in_(_kin(actor, Kinship.may_order)))
    if actor.kind is ActorKind.STAFF and not actor.may(Deed.ORDER):
        return rows.where(nothing())
    return rows


def _kin(actor: Actor, right: bool) -> sa.Select[int]:
    """Numbers of the people whose relative the actor is, with a right (a column of Kinship)."""
    return sa.select(col(Kinship.person_id)).where(
        col(Kinship.relative_id) == actor.number, col(Kinship.ended_at).is_(None), col(right)
    )


def _of_visible_people(actor: Actor, column: Any) -> sa.ColumnElement[bool]:
    people = visible_people(actor).with_only_columns(col(Person.id))
    return col(column).in_(people)


def visible_relatives(actor: Actor) -> Rows[Relative]:
    """Relatives of people the actor may see; for the administrator also those who are nobody's any more."""
    rows = sa.select(Relative)
    match actor.kind:
        case ActorKind.JOB:
            return rows
        case ActorKind.RELATIVE:
            return rows.where(col(Relative.id) == actor.number)
    kin = sa.select(col(Kinship.relative_id)).where(_of_visible_people(actor, Kinship.person_id))
    own: sa.ColumnElement[bool] = col(Relative.id).in_(kin)
    if actor.role is Role.ADMINISTRATOR:
        own = own | col(Relative.id).not_in(sa.select(col(Kinship.relative_id)))
    return rows.where(own)


def visible_orders(actor: Actor) -> Rows[MealOrder]:
    """Orders of people the actor may see; the kitchen's clerk sees those of the own kitchen."""
    rows = sa.select(MealOrder)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is ActorKind.STAFF and actor.role is Role.KITCHEN:
        return rows.where(col(MealOrder.kitchen_id) == actor.kitchen_id)
    if actor.kind is ActorKind.STAFF and actor.role in (Role.ADMINISTRATOR, Role.DISPATCHER):
        return rows
    return rows.where(_of_visible_people(actor, MealOrder.person_id))


def visible_kitchens(actor: Actor) -> Rows[Kitchen]:
    """Kitchens whose sheets the actor may see."""
    rows = sa.select(Kitchen)
    if actor.kind is ActorKind.JOB or (actor.kind is ActorKind.STAFF and actor.role is not Role.KITCHEN):
        return rows if actor.kind is ActorKind.JOB or actor.may(Deed.SEE_KITCHENS) else rows.where(nothing())
    if actor.kind is ActorKind.STAFF:
        return rows.where(col(Kitchen.id) == actor.kitchen_id)
    return rows.where(nothing())


def visible_routes(actor: Actor) -> Rows[Route]:
    """Routes: a driver's own, and those of every kitchen for staff who work with routes."""
    rows = sa.select(Route)
    match actor.kind:
        case ActorKind.JOB:
            return rows
        case ActorKind.DRIVER:
            return rows.where(col(Route.driver_id) == actor.number)
        case ActorKind.STAFF if actor.may(Deed.SEE_ROUTES):
            return rows
    return rows.where(nothing())


def visible_stops(actor: Actor) -> Rows[Stop]:
    """Stops of the routes the actor may see; people and relatives see the stop of their own door."""
    rows = sa.select(Stop)
    if actor.kind in (ActorKind.PERSON, ActorKind.RELATIVE):
        doors = visible_people(actor).with_only_columns(col(Person.address_id))
        return rows.where(col(Stop.address_id).in_(doors))
    routes = visible_routes(actor).with_only_columns(col(Route.id))
    return rows.where(col(Stop.route_id).in_(routes))


def visible_chats(actor: Actor) -> Rows[Chat]:
    """Chat links of people and relatives the actor may see, of drivers for who plans routes, of staff for the head."""
    rows = sa.select(Chat)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is not ActorKind.STAFF or not actor.may(Deed.LINK_CHATS):
        return rows.where(nothing())
    relatives = visible_relatives(actor).with_only_columns(col(Relative.id))
    allowed = [_of_visible_people(actor, Chat.person_id), col(Chat.relative_id).in_(relatives)]
    if actor.may(Deed.PLAN_ROUTES):
        allowed.append(col(Chat.driver_id).is_not(None))
    if actor.may(Deed.SEE_SUPERVISION):
        own = sa.select(col(StaffOffice.staff_id)).where(col(StaffOffice.office_id).in_(actor.offices))
        allowed.append(col(Chat.staff_id).in_(own))
    if actor.may(Deed.MANAGE_STAFF):
        allowed.append(col(Chat.staff_id).is_not(None))
    return rows.where(sa.or_(*allowed))


def visible_messages(actor: Actor) -> Rows[OutboxMessage]:
    """Messages of the actor's offices; never those to a colleague's chat, which may count guarded cases."""
    rows = sa.select(OutboxMessage)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is ActorKind.STAFF and actor.may(Deed.SEE_MESSAGES):
        own = sa.select(col(Chat.telegram_id)).where(col(Chat.staff_id).is_not(None))
        return rows.where(
            within(actor, Deed.SEE_MESSAGES, OutboxMessage.office_id),
            col(OutboxMessage.telegram_id).not_in(own),
            _to_nobody_guarded(actor),
        )
    return rows.where(nothing())


def _to_nobody_guarded(actor: Actor) -> sa.ColumnElement[bool]:
    """Messages to nobody, or to somebody who is not guarded from the actor."""
    guarded = sa.select(col(Person.id)).where(col(Person.guarded))
    person = col(OutboxMessage.person_id)
    return person.is_(None) | person.not_in(guarded) | _of_visible_people(actor, person)


def visible_audit(actor: Actor) -> Rows[AuditEntry]:
    """The audit of the actor's organisation; only for those whose work it is, and nothing of guarded people in it."""
    rows = sa.select(AuditEntry)
    if not actor.may(Deed.SEE_AUDIT):
        return rows.where(nothing())
    rows = rows.where(col(AuditEntry.organisation_id) == actor.organisation_id)
    if actor.reach(Deed.SEE_CHILD_CASES) is Reach.ALL:
        return rows
    return rows.where(*_of_nobody_guarded())


def _of_nobody_guarded() -> list[sa.ColumnElement[bool]]:
    """Entries about no guarded person, nor about a door or a relative of one."""
    with_guarded_case = sa.select(col(Case.person_id)).where(col(Case.secrecy) != Secrecy.OPEN)
    is_guarded = col(Person.guarded) | col(Person.id).in_(with_guarded_case)
    guarded = sa.select(col(Person.id)).where(is_guarded)
    doors = sa.select(col(Person.address_id)).where(is_guarded)
    kin = sa.select(col(Kinship.relative_id)).where(col(Kinship.person_id).in_(guarded))
    number = col(AuditEntry.record_id)
    return [
        col(AuditEntry.person_id).is_(None) | col(AuditEntry.person_id).not_in(guarded),
        (col(AuditEntry.record) != "address") | number.is_(None) | number.not_in(doors),
        (col(AuditEntry.record) != "relative") | number.is_(None) | number.not_in(kin),
    ]
