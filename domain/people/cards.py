"""A service user's card: all that the office needs on one page, in a fixed number of queries."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.people.history import Event
from domain.relatives import Kin
from domain.tasks import TaskRow
from models.chats import Chat
from models.meals import MealOrder, Pause, Subscription
from models.people import Address, Person
from models.places import District, Office


@dataclass(frozen=True)
class PersonCard:
    """Who and where, what is true today, what is next, and what happened."""

    person: Person
    address: Address
    district: District
    office: Office
    #: "******7500"; empty when there is none.
    egn_masked: str
    kin: list[Kin]
    chat: Chat | None
    #: Of the person and of the relatives, waiting ones first.
    chats: list[Chat]
    subscription: Subscription | None
    pauses: list[Pause]
    #: From Monday of this week on, fourteen days.
    orders: list[MealOrder]
    tasks: list[TaskRow]
    events: list[Event]


async def person_card(session: AsyncSession, actor: Actor, *, person_id: int) -> PersonCard:
    """Open the card; that it was opened is audited, so the unit must be one that writes."""
    raise NotImplementedError


async def show_egn(session: AsyncSession, actor: Actor, *, person_id: int) -> str:
    """The whole ЕГН of one person, for a form that needs it; audited."""
    raise NotImplementedError
