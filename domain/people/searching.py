"""Finding service users by any part of name, phone or address, quick with a hundred thousand of them."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from models.people import Address, Diet, Person, PersonStatus


@dataclass(frozen=True)
class PersonRow:
    """A service user as a list shows it."""

    id: int
    first_name: str
    middle_name: str
    last_name: str
    phone: str | None
    diet: Diet
    allergens: int
    status: PersonStatus
    lives_alone: bool
    office: str
    district: str
    address: Address


@dataclass(frozen=True)
class PeoplePage:
    """One page of a list, and whether there is another."""

    rows: list[PersonRow]
    more: bool


@dataclass(frozen=True)
class PeopleFilter:
    """What narrows the list beside the text."""

    office_id: int | None = None
    district_id: int | None = None
    diet: Diet | None = None
    #: None: everybody, also those no longer served.
    status: PersonStatus | None = PersonStatus.ACTIVE


def person_search_text(person: Person, address: Address) -> str:
    """What a person is found by: names, phones and address."""
    raise NotImplementedError


async def search_people(
    session: AsyncSession,
    actor: Actor,
    *,
    text: str = "",
    page: int = 1,
    per_page: int = 25,
    where: PeopleFilter = PeopleFilter(),  # noqa: B008
) -> PeoplePage:
    """People whom the actor may see and whose record holds every word of the text, by name.

    A whole ЕГН finds its owner alone; figures find phones, also by the last four.
    """
    raise NotImplementedError
