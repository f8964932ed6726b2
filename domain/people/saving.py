"""Writing a service user's card."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.addresses import AddressFacts
from models.people import Diet, Person, Sex


@dataclass(frozen=True)
class PersonFacts:
    """What a form says of a service user. `egn` None leaves the one on file; phones as they were typed."""

    first_name: str
    last_name: str
    address: AddressFacts
    middle_name: str = ""
    sex: Sex | None = None
    born: date | None = None
    egn: str | None = None
    phone: str = ""
    second_phone: str = ""
    diet: Diet = Diet.GENERAL
    allergens: int = 0
    lives_alone: bool = False
    key_holder: str = ""
    driver_note: str = ""
    language: str = "bg"
    #: None: the office of the district.
    office_id: int | None = None


async def save_person(
    session: AsyncSession, actor: Actor, *, facts: PersonFacts, person_id: int | None = None, version: int | None = None
) -> Person:
    """Write a service user, new (no `person_id`) or known. Raises WrongInput by field, Stale for an old `version`."""
    raise NotImplementedError
