"""Finding service users by any part of name, phone or address, quick with a hundred thousand of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access
from domain.access import Actor
from domain.people.numbers import EGN_SCOPE, LENGTH, parse_number
from domain.search import normalised, searchable
from domain.secrets import keyed_hash
from models.people import Address, Diet, Person, PersonStatus
from models.places import District, Office

_MOST_WORDS = 6
_COUNTRY = "359"


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
    #: Without those who have a guarded case, also where the actor may find them.
    open_only: bool = False


EVERYBODY = PeopleFilter()


def person_search_text(person: Person, address: Address) -> str:
    """What a person is found by: names, phones and address."""
    return searchable(
        person.first_name,
        person.middle_name,
        person.last_name,
        person.phone,
        person.second_phone,
        address.settlement,
        address.estate,
        address.street,
        address.number,
        address.block,
    )


async def search_people(
    session: AsyncSession,
    actor: Actor,
    *,
    text: str = "",
    page: int = 1,
    per_page: int = 25,
    where: PeopleFilter = EVERYBODY,
) -> PeoplePage:
    """People whom the actor may see and whose record holds every word of the text, by name.

    A whole ЕГН finds its owner alone; figures find phones, also by the last four.
    """
    rows = _filtered(access.visible_people(actor).with_only_columns(col(Person.id)), where)
    for condition in person_conditions(text):
        rows = rows.where(condition)
    rows = rows.order_by(*_BY_NAME).limit(per_page + 1).offset((max(page, 1) - 1) * per_page)
    found = list(await session.scalars(rows))
    return PeoplePage(await _rows(session, found[:per_page]), more=len(found) > per_page)


_BY_NAME = (col(Person.last_name), col(Person.first_name), col(Person.id))


def _filtered(rows: sa.Select[Any], where: PeopleFilter) -> sa.Select[Any]:
    if where.office_id is not None:
        rows = rows.where(col(Person.office_id) == where.office_id)
    if where.district_id is not None:
        homes = sa.select(col(Address.id)).where(col(Address.district_id) == where.district_id)
        rows = rows.where(col(Person.address_id).in_(homes))
    if where.diet is not None:
        rows = rows.where(col(Person.diet) == where.diet)
    if where.status is not None:
        rows = rows.where(col(Person.status) == where.status)
    if where.open_only:
        rows = rows.where(col(Person.guarded).is_(False))
    return rows


def person_conditions(text: str) -> list[sa.ColumnElement[bool]]:
    """What a record must hold: the one ЕГН, or every word."""
    number = parse_number(text) if len("".join(text.split())) == LENGTH else None
    if number:
        return [col(Person.egn_hash) == keyed_hash(number.digits, EGN_SCOPE)]
    return [col(Person.search_text).like(f"%{word}%") for word in search_words(text)]


def search_words(text: str) -> list[str]:
    """The words looked for; figures that begin like a phone are one word without the trunk nought or the country."""
    asked = normalised(text)
    figures = asked.replace(" ", "")
    if figures.isdigit() and figures.startswith(("0", _COUNTRY)) and len(figures) > len(_COUNTRY):
        return [figures.removeprefix("00").removeprefix(_COUNTRY).removeprefix("0")]
    return asked.split()[:_MOST_WORDS]


async def _rows(session: AsyncSession, numbers: Sequence[int]) -> list[PersonRow]:
    """What the list shows of these people, in the same order."""
    rows = (
        sa.select(Person, Address, col(Office.name), col(District.name))
        .join(Office, col(Office.id) == col(Person.office_id))
        .join(Address, col(Address.id) == col(Person.address_id))
        .join(District, col(District.id) == col(Address.district_id))
        .where(col(Person.id).in_(numbers))
    )
    # Put in order here: asked to order by name, SQLite would walk all names instead of looking up these few people.
    found = {row.id: row for row in (_row(*row) for row in await session.execute(rows))}
    return [found[number] for number in numbers if number in found]


def _row(person: Person, address: Address, office: str, district: str) -> PersonRow:
    return PersonRow(
        id=person.key,
        first_name=person.first_name,
        middle_name=person.middle_name,
        last_name=person.last_name,
        phone=person.phone,
        diet=person.diet,
        allergens=person.allergens,
        status=person.status,
        lives_alone=person.lives_alone,
        office=office,
        district=district,
        address=address,
    )
