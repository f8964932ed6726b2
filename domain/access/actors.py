"""Who is acting, and what becomes of an act that is not allowed."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from domain.access.policy import OF_HEALTH, POLICY, Deed, Reach, reach_of
from domain.refusals import NotAllowed, NotFound
from models.staff import Role

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


@dataclass(frozen=True)
class Actor:
    """Who is acting: through which door, with which number, in which organisation, with which reach."""

    kind: ActorKind
    number: int | None = None
    organisation_id: int | None = None
    role: Role | None = None
    offices: frozenset[int] = field(default_factory=frozenset)
    kitchen_id: int | None = None
    institution_id: int | None = None
    language: str = "bg"
    name: str = ""
    on_behalf_of: str = ""
    #: When password and code were last asked anew in this browser; it does not make somebody another actor.
    renewed_at: datetime | None = field(default=None, compare=False)

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
        return frozenset(POLICY.get(self.role, {})) if self.role else frozenset()

    def may(self, deed: Deed) -> bool:
        """Whether the actor's role allows the deed at all; `reach` says on which records."""
        return reach_of(self.role, deed) is not None

    @property
    def sees_health(self) -> bool:
        """Whether diet and allergens of people are shown to the actor's role."""
        return not self.deeds.isdisjoint(OF_HEALTH)

    def reach(self, deed: Deed) -> Reach | None:
        """How far the deed extends for the actor's role; None when it is not allowed."""
        return reach_of(self.role, deed)


def job(name: str, organisation_id: int | None = None) -> Actor:
    """The actor of a daily job, of one organisation or of all."""
    return Actor(ActorKind.JOB, name=name, organisation_id=organisation_id)


STRANGER = Actor(ActorKind.STRANGER)


_CHATS = frozenset({ActorKind.PERSON, ActorKind.RELATIVE, ActorKind.DRIVER})


def demand(actor: Actor, deed: Deed) -> None:
    """Raise NotAllowed unless the actor is a member of staff whose role allows the deed, or one of our own jobs."""
    if actor.kind is not ActorKind.JOB and not (actor.kind is ActorKind.STAFF and actor.may(deed)):
        raise NotAllowed


def demand_also_in_chat(actor: Actor, deed: Deed) -> None:
    """The same for the few things that people do in their chats too, each with what is the own: never a stranger."""
    if actor.kind not in _CHATS:
        demand(actor, deed)


async def find(session: AsyncSession, rows: Rows[R], number: int | None, *, fresh: bool = False) -> R:
    """The record of that number among the rows somebody may see. Raises NotFound."""
    table = rows.selected_columns.id
    found = await session.scalar(rows.where(table == number).execution_options(populate_existing=fresh))
    if found is None:
        raise NotFound
    return found
