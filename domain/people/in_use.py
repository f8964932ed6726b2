"""Whether a card may still be written on: not one that was made anonymous, nor one that was joined to another."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain.refusals import Refusal
from models.people import Person
from models.rights import ErasedPerson


class CardIsAnonymous(Refusal):
    """This card was made anonymous, and nothing is written on it any more. For somebody who comes anew please make a new card."""  # noqa: E501


class CardWasJoined(Refusal):
    """This card was joined to another one. Please open the card in use and write it there."""


async def demand_in_use(session: AsyncSession, person: Person) -> None:
    """Raise CardIsAnonymous or CardWasJoined for a card that is nobody's any more."""
    if person.same_as_id is not None:
        raise CardWasJoined
    if await session.get(ErasedPerson, person.key):
        raise CardIsAnonymous
