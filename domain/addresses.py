"""Addresses in both Bulgarian forms: street and number, or estate and block; and the pin on the map."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Deed, Rows, demand, find, visible_people
from domain.phrases import Phrase, _, say
from domain.refusals import NotAllowed, WrongInput
from domain.search import searchable
from models.people import Address, Person
from models.places import District, Site
from models.staff import Role

_LATITUDES = (41.0, 44.5)  #: Bulgaria: a pin elsewhere is a slip of the hand
_LONGITUDES = (22.0, 29.0)


@dataclass(frozen=True)
class AddressFacts:
    """What a form says of an address."""

    district_id: int
    settlement: str = "София"
    estate: str = ""
    street: str = ""
    number: str = ""
    block: str = ""
    entrance: str = ""
    floor: str = ""
    flat: str = ""
    bell: str = ""


#: What two households of one entrance have in common.
_BUILDING = ("settlement", "estate", "street", "number", "block", "entrance")
_HOUSEHOLD = ("floor", "flat", "bell")
_TEXTS = (*_BUILDING, *_HOUSEHOLD)


def building_key(address: AddressFacts | Address) -> str:
    """The normalised text of the entrance: households with the same one share a stop of the van."""
    return " ".join(searchable(getattr(address, part)) or "-" for part in _BUILDING)


def street_of(address: Address) -> str:
    """The street or estate alone, which says nothing that a stranger could use."""
    return address.street or address.estate or address.settlement


def building_line(language: str, address: Address) -> str:
    """Where the building stands: "ж.к. Младост 1, бл. 312"; the settlement only where it stands for the street."""
    parts = [
        address.estate,
        f"{address.street} {address.number}".strip(),
        say(language, _("bl. {block}"), block=address.block) if address.block else "",
    ]
    named = [part for part in parts if part]
    if not (address.estate or address.street):
        named.insert(0, address.settlement)
    return ", ".join(named)


def door_line(language: str, address: Address) -> str:
    """How to find the door inside: "вх. Б, ет. 4, ап. 17"; empty for a house."""
    parts = (
        (_("entr. {entrance}"), "entrance"),
        (_("fl. {floor}"), "floor"),
        (_("ap. {flat}"), "flat"),
    )
    return ", ".join(
        say(language, phrase, **{part: getattr(address, part)}) for phrase, part in parts if getattr(address, part)
    )


def address_line(language: str, address: Address) -> str:
    """The whole address in one line, without the bell."""
    return ", ".join(line for line in (building_line(language, address), door_line(language, address)) if line)


def visible_addresses(actor: Actor) -> Rows[Address]:
    """Addresses of people the actor may see, and of sites for those who have every office."""
    rows = sa.select(Address)
    if actor.kind is ActorKind.JOB:
        return rows
    homes = visible_people(actor).with_only_columns(col(Person.address_id))
    allowed = [col(Address.id).in_(homes)]
    if actor.kind is ActorKind.STAFF and actor.role in (Role.ADMINISTRATOR, Role.DISPATCHER):
        allowed.append(col(Address.id).in_(sa.select(col(Site.address_id))))
    return rows.where(sa.or_(*allowed))


async def wrong_address(session: AsyncSession, facts: AddressFacts) -> dict[str, Phrase]:
    """What is wrong with the facts, a sentence for each field."""
    wrong: dict[str, Phrase] = {}
    if await session.get(District, facts.district_id) is None:
        wrong["district_id"] = _("Please choose a district.")
    if not (facts.street.strip() or facts.estate.strip() or facts.settlement.strip()):
        wrong["street"] = _("Please write a street or an estate.")
    elif not (facts.number.strip() or facts.block.strip()):
        wrong["number"] = _("Please write a number of the street or of the block.")
    return wrong


async def put_address(
    session: AsyncSession, organisation_id: int, address: Address | None, facts: AddressFacts
) -> Address:
    """Write checked facts into an address, new or known; a new door takes its place on the map from its neighbours."""
    row = address or Address(organisation_id=organisation_id, district_id=facts.district_id)
    was = row.building
    row.district_id = facts.district_id
    for part in _TEXTS:
        setattr(row, part, " ".join(getattr(facts, part).split()))
    row.building = building_key(facts)
    if row.building != was:
        row.lat, row.lon, row.pinned = await _known_place(session, row)
    session.add(row)
    await session.flush()
    return row


async def _known_place(session: AsyncSession, address: Address) -> tuple[float | None, float | None, bool]:
    """Where a neighbour of the same entrance stands on the map; nowhere yet, if there is none."""
    rows = (
        sa.select(Address)
        .where(
            col(Address.building) == address.building,
            col(Address.district_id) == address.district_id,
            col(Address.lat).is_not(None),
        )
        .order_by(col(Address.pinned).desc(), col(Address.id))
        .limit(1)
    )
    with session.no_autoflush:
        found = await session.scalar(rows)
    return (found.lat, found.lon, found.pinned) if found else (None, None, False)


async def save_address(session: AsyncSession, actor: Actor, *, address_id: int, facts: AddressFacts) -> Address:
    """Change an address of somebody the actor may see. Raises WrongInput by field."""
    demand(actor, Deed.EDIT_PEOPLE)
    address = await find(session, visible_addresses(actor), address_id)
    wrong = await wrong_address(session, facts)
    if wrong:
        raise WrongInput(**wrong)
    return await put_address(session, address.organisation_id, address, facts)


async def pin_address(session: AsyncSession, actor: Actor, *, address_id: int, lat: float, lon: float) -> Address:
    """Put the door's building on the map by hand, for every household of the entrance."""
    if not (actor.may(Deed.EDIT_PEOPLE) or actor.may(Deed.PLAN_ROUTES)):
        raise NotAllowed
    address = await find(session, visible_addresses(actor), address_id)
    if not (_LATITUDES[0] <= lat <= _LATITUDES[1] and _LONGITUDES[0] <= lon <= _LONGITUDES[1]):
        raise WrongInput(pin=_("Please choose a point in Bulgaria."))
    households = sa.select(Address).where(
        (col(Address.building) == address.building) & (col(Address.district_id) == address.district_id)
    )
    if not address.building:
        households = sa.select(Address).where(col(Address.id) == address.key)
    for household in await session.scalars(households.order_by(col(Address.id))):
        household.lat, household.lon, household.pinned = round(lat, 6), round(lon, 6), True
    await session.flush()
    return address
