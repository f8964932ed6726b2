"""Which cards are a person's, and whether one may still be written on: none that is anonymous, or joined to another."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.refusals import Refusal
from models.people import Person
from models.rights import ErasedPerson


class CardIsAnonymous(Refusal):
    """This card was made anonymous, and nothing is written on it any more. For somebody who comes anew please make a new card."""  # noqa: E501


class CardWasJoined(Refusal):
    """This card was joined to another one. Please open the card in use and write it there."""


def cards_of(person_id: int) -> sa.Select[int | None]:
    """The numbers of a card and of those that were joined to it: what was done on them was done to one person."""
    return sa.select(col(Person.id)).where((col(Person.id) == person_id) | (col(Person.same_as_id) == person_id))


async def demand_in_use(session: AsyncSession, person: Person) -> None:
    """Raise CardIsAnonymous or CardWasJoined for a card that is nobody's any more."""
    if person.same_as_id is not None:
        raise CardWasJoined
    if await session.get(ErasedPerson, person.key):
        raise CardIsAnonymous
