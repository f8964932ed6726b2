"""Who may see what, and who may do what. Unknown roles see nothing; a stranger's record is "not found".

One function for each kind of record gives the rows an actor may see. Lists, counts, searches, look-ups and every single
action start from it. The organisation itself is kept apart by the session (`domain.audit`).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from domain.refusals import NotAllowed, NotFound
from models.audit import AuditEntry
from models.chats import Chat
from models.meals import MealOrder
from models.outbox import OutboxMessage
from models.people import Kinship, Person, Relative
from models.places import Kitchen, Office
from models.routes import Route, Stop
from models.staff import Role
from models.tasks import Task

R = TypeVar("R", bound=SQLModel)
Rows = sa.Select[R]


class ActorKind(StrEnum):
    """Through which door somebody comes."""

    STAFF = "staff"
    PERSON = "person"
    RELATIVE = "relative"
    DRIVER = "driver"
    JOB = "job"
    STRANGER = "stranger"


class Deed(StrEnum):
    """What a member of staff may do, beyond seeing."""

    SEE_PEOPLE = "see_people"
    EDIT_PEOPLE = "edit_people"
    ORDER = "order"
    LINK_CHATS = "link_chats"
    ANSWER_TASKS = "answer_tasks"
    SEE_MESSAGES = "see_messages"
    SEE_KITCHENS = "see_kitchens"
    SEE_MENUS = "see_menus"
    EDIT_MENUS = "edit_menus"
    SEE_ROUTES = "see_routes"
    PLAN_ROUTES = "plan_routes"
    REPORT_STOPS = "report_stops"
    RUN_JOBS = "run_jobs"
    MANAGE_STAFF = "manage_staff"
    MANAGE_LISTS = "manage_lists"
    SEE_AUDIT = "see_audit"


DEEDS: dict[Role, frozenset[Deed]] = {
    Role.ADMINISTRATOR: frozenset(Deed),
    Role.OFFICE_WORKER: frozenset(
        {
            Deed.SEE_PEOPLE,
            Deed.EDIT_PEOPLE,
            Deed.ORDER,
            Deed.LINK_CHATS,
            Deed.ANSWER_TASKS,
            Deed.SEE_MESSAGES,
            Deed.SEE_KITCHENS,
            Deed.SEE_MENUS,
            Deed.SEE_ROUTES,
            Deed.REPORT_STOPS,
        }
    ),
    Role.KITCHEN: frozenset({Deed.SEE_KITCHENS, Deed.SEE_MENUS, Deed.EDIT_MENUS}),
    Role.DISPATCHER: frozenset(
        {
            Deed.SEE_PEOPLE,
            Deed.SEE_KITCHENS,
            Deed.SEE_MENUS,
            Deed.SEE_ROUTES,
            Deed.PLAN_ROUTES,
            Deed.REPORT_STOPS,
            Deed.RUN_JOBS,
            Deed.LINK_CHATS,
            Deed.SEE_MESSAGES,
        }
    ),
}


@dataclass(frozen=True)
class Actor:
    """Who is acting: through which door, with which number, in which organisation, with which reach."""

    kind: ActorKind
    number: int | None = None
    organisation_id: int | None = None
    role: Role | None = None
    offices: frozenset[int] = field(default_factory=frozenset)
    kitchen_id: int | None = None
    language: str = "bg"
    name: str = ""
    on_behalf_of: str = ""

    @property
    def organisation(self) -> int:
        """The organisation in which the actor acts; who acts in none must not get as far as asking."""
        if self.organisation_id is None:
            raise NotAllowed
        return self.organisation_id

    @property
    def label(self) -> str:
        """How the audit names the actor: "staff:5", "job:close_orders"."""
        return f"{self.kind.value}:{self.number if self.number is not None else self.name or '-'}"

    @property
    def deeds(self) -> frozenset[Deed]:
        """Everything the actor's role allows; nothing for an unknown one."""
        return DEEDS.get(self.role, frozenset()) if self.role else frozenset()

    def may(self, deed: Deed) -> bool:
        """Whether the actor's role allows the deed."""
        return deed in self.deeds


def job(name: str, organisation_id: int | None = None) -> Actor:
    """The actor of a daily job, of one organisation or of all."""
    return Actor(ActorKind.JOB, name=name, organisation_id=organisation_id)


STRANGER = Actor(ActorKind.STRANGER)


def demand(actor: Actor, deed: Deed) -> None:
    """Raise NotAllowed unless the actor's role allows the deed. Jobs and chats are bound by what they may see."""
    if actor.kind is ActorKind.STAFF and not actor.may(deed):
        raise NotAllowed
    if actor.kind is ActorKind.STRANGER:
        raise NotAllowed


async def find(session: AsyncSession, rows: Rows[R], number: int | None, *, fresh: bool = False) -> R:
    """The record of that number among the rows somebody may see. Raises NotFound."""
    table = rows.selected_columns.id
    found = await session.scalar(rows.where(table == number).execution_options(populate_existing=fresh))
    if found is None:
        raise NotFound
    return found


def _nothing() -> sa.ColumnElement[bool]:
    return sa.false()


def _in_offices(actor: Actor, column: Any) -> sa.ColumnElement[bool]:
    """Rows of the actor's own offices; an administrator and a dispatcher have all of them."""
    if actor.role in (Role.ADMINISTRATOR, Role.DISPATCHER):
        return sa.true()
    if actor.role is Role.OFFICE_WORKER:
        return col(column).in_(actor.offices)
    return _nothing()


def visible_offices(actor: Actor) -> Rows[Office]:
    """Offices somebody may work for."""
    rows = sa.select(Office)
    if actor.kind is ActorKind.STAFF:
        return rows.where(_in_offices(actor, Office.id))
    return rows


def visible_people(actor: Actor) -> Rows[Person]:
    """Service users whose card the actor may open."""
    rows = sa.select(Person)
    match actor.kind:
        case ActorKind.JOB:
            return rows
        case ActorKind.STAFF if actor.may(Deed.SEE_PEOPLE):
            return rows.where(_in_offices(actor, Person.office_id))
        case ActorKind.PERSON:
            return rows.where(col(Person.id) == actor.number)
        case ActorKind.RELATIVE:
            return rows.where(col(Person.id).in_(_kin(actor, Kinship.may_see)))
    return rows.where(_nothing())


def orderable_people(actor: Actor) -> Rows[Person]:
    """Service users for whom the actor may order food."""
    rows = visible_people(actor)
    if actor.kind is ActorKind.RELATIVE:
        return rows.where(col(Person.id).in_(_kin(actor, Kinship.may_order)))
    if actor.kind is ActorKind.STAFF and not actor.may(Deed.ORDER):
        return rows.where(_nothing())
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
    """Relatives of people the actor may see."""
    rows = sa.select(Relative)
    match actor.kind:
        case ActorKind.JOB:
            return rows
        case ActorKind.RELATIVE:
            return rows.where(col(Relative.id) == actor.number)
        case ActorKind.STAFF if actor.role is Role.ADMINISTRATOR:
            return rows
    kin = sa.select(col(Kinship.relative_id)).where(_of_visible_people(actor, Kinship.person_id))
    return rows.where(col(Relative.id).in_(kin))


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
        return rows if actor.kind is ActorKind.JOB or actor.may(Deed.SEE_KITCHENS) else rows.where(_nothing())
    if actor.kind is ActorKind.STAFF:
        return rows.where(col(Kitchen.id) == actor.kitchen_id)
    return rows.where(_nothing())


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
    return rows.where(_nothing())


def visible_stops(actor: Actor) -> Rows[Stop]:
    """Stops of the routes the actor may see; people and relatives see the stop of their own door."""
    rows = sa.select(Stop)
    if actor.kind in (ActorKind.PERSON, ActorKind.RELATIVE):
        doors = visible_people(actor).with_only_columns(col(Person.address_id))
        return rows.where(col(Stop.address_id).in_(doors))
    routes = visible_routes(actor).with_only_columns(col(Route.id))
    return rows.where(col(Stop.route_id).in_(routes))


def visible_tasks(actor: Actor) -> Rows[Task]:
    """Tasks of the actor's offices; a dispatcher answers none and sees none."""
    rows = sa.select(Task)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is ActorKind.STAFF and actor.may(Deed.ANSWER_TASKS):
        return rows.where(_in_offices(actor, Task.office_id))
    return rows.where(_nothing())


def visible_chats(actor: Actor) -> Rows[Chat]:
    """Chat links of people and relatives the actor may see, and of drivers for those who plan routes."""
    rows = sa.select(Chat)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is not ActorKind.STAFF or not actor.may(Deed.LINK_CHATS):
        return rows.where(_nothing())
    if actor.role is Role.ADMINISTRATOR:
        return rows
    relatives = visible_relatives(actor).with_only_columns(col(Relative.id))
    allowed = [_of_visible_people(actor, Chat.person_id), col(Chat.relative_id).in_(relatives)]
    if actor.may(Deed.PLAN_ROUTES):
        allowed.append(col(Chat.driver_id).is_not(None))
    return rows.where(sa.or_(*allowed))


def visible_messages(actor: Actor) -> Rows[OutboxMessage]:
    """Messages of the actor's offices."""
    rows = sa.select(OutboxMessage)
    if actor.kind is ActorKind.JOB:
        return rows
    if actor.kind is ActorKind.STAFF and actor.may(Deed.SEE_MESSAGES):
        return rows.where(_in_offices(actor, OutboxMessage.office_id))
    return rows.where(_nothing())


def visible_audit(actor: Actor) -> Rows[AuditEntry]:
    """The audit of the actor's organisation; only for those whose work it is."""
    rows = sa.select(AuditEntry)
    if actor.may(Deed.SEE_AUDIT):
        return rows.where(col(AuditEntry.organisation_id) == actor.organisation_id)
    return rows.where(_nothing())
