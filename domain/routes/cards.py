"""Everything about a stop that the one who stands before the door must know."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, Deed, Reach, Rows
from models.meals import MealOrder, OrderStatus
from models.people import Address, Diet, Person
from models.places import Site
from models.routes import Outcome, Stop

Boxes = dict[Diet, int]
_DIETS = tuple(Diet)


@dataclass(frozen=True)
class Eater:
    """A person at a stop, with what the driver must know."""

    person_id: int
    name: str
    phone: str | None
    second_phone: str | None
    diet: Diet
    portions: int
    note: str
    key_holder: str
    lives_alone: bool
    #: The driver says the name at the door; in the office it is for the team alone.
    guarded: bool = False


@dataclass(frozen=True)
class StopCard:
    """One stop: who, where, what, and what happened. `place` is the name of a site, empty at a household's door.

    `eaters` are those whose names the actor may read; `boxes` counts everybody's.
    """

    stop_id: int
    route_id: int
    number: int
    position: int
    day: date
    place: str
    place_phone: str
    eaters: tuple[Eater, ...]
    address: Address
    boxes: Boxes
    arrives_at: datetime
    window_from: datetime
    window_until: datetime
    outcome: Outcome | None
    outcome_words: str
    reported_at: datetime | None

    @property
    def portions(self) -> int:
        """All boxes for this door."""
        return sum(self.boxes.values())

    @property
    def names(self) -> str:
        """The people at the door, or the name of the site."""
        return self.place or ", ".join(eater.name for eater in self.eaters)

    @property
    def navigate(self) -> str | None:
        """A link that leads a phone to this stop only; nobody's name is in it."""
        if self.address.lat is None or self.address.lon is None:
            return None
        target = f"{self.address.lat:.6f},{self.address.lon:.6f}"
        return f"https://www.google.com/maps/dir/?api=1&destination={target}&travelmode=driving&dir_action=navigate"


def in_order(boxes: Counter[Diet] | Boxes) -> Boxes:
    """Boxes by diet in the order in which diets are always named; none that are not there."""
    return {diet: boxes[diet] for diet in _DIETS if boxes.get(diet)}


def all_boxes(cards: Iterable[StopCard]) -> Boxes:
    """The boxes of many stops together."""
    total: Counter[Diet] = Counter()
    for card in cards:
        total.update(card.boxes)
    return in_order(total)


async def cards_of(session: AsyncSession, actor: Actor, stops: Rows[Stop]) -> list[StopCard]:
    """The cards of these stops (of those the actor may see), by route and in the order of driving; two queries."""
    chosen = stops.with_only_columns(col(Stop.id))
    meals = await _meals(session, chosen)
    rows = await session.execute(
        sa.select(*_FACTS, Address, col(Site.name), col(Site.phone))
        .select_from(Stop)
        .join(Address, col(Address.id) == col(Stop.address_id))
        .join(Site, col(Site.id) == col(Stop.site_id), isouter=True)
        .where(col(Stop.id).in_(chosen))
        .order_by(col(Stop.route_id), col(Stop.position), col(Stop.id))
        .execution_options(populate_existing=True)
    )
    return [
        _card(actor, stop, address, site or "", phone or "", meals.get(stop[0], []))
        for *stop, address, site, phone in rows
    ]


#: What a card takes from its stop, in the order in which `_card` reads it.
_FACTS = (
    col(Stop.id), col(Stop.route_id), col(Stop.number), col(Stop.position), col(Stop.day), col(Stop.arrives_at),
    col(Stop.window_from), col(Stop.window_until), col(Stop.outcome), col(Stop.outcome_words), col(Stop.reported_at),
)  # fmt: skip


@dataclass(frozen=True)
class _Meal:
    """The boxes of one order; `office_id` is that of the person who eats, none at a site."""

    diet: Diet
    portions: int
    office_id: int | None
    eater: Eater | None


async def _meals(session: AsyncSession, stops: Any) -> dict[int, list[_Meal]]:
    """By columns: a day's papers read thousands of people, and whole ones cost several times as much."""
    rows = await session.execute(
        sa.select(
            col(MealOrder.stop_id), col(MealOrder.diet), col(MealOrder.portions), col(Person.office_id),
            col(Person.id), col(Person.first_name), col(Person.last_name), col(Person.phone), col(Person.second_phone),
            col(Person.driver_note), col(Person.key_holder), col(Person.lives_alone), col(Person.guarded),
        )
        .select_from(MealOrder)
        .join(Person, col(Person.id) == col(MealOrder.person_id), isouter=True)
        .where(col(MealOrder.stop_id).in_(stops), col(MealOrder.status) == OrderStatus.ORDERED)
        .order_by(col(MealOrder.id))
    )  # fmt: skip
    found: dict[int, list[_Meal]] = {}
    for stop_id, diet, portions, office_id, *person in rows:
        meal = _Meal(diet, portions, office_id, _eater(diet, portions, *person) if person[0] else None)
        found.setdefault(stop_id or 0, []).append(meal)
    return found


def _card(
    actor: Actor, stop: Sequence[Any], address: Address, site: str, site_phone: str, meals: list[_Meal]
) -> StopCard:
    stop_id, route_id, number, position, day, arrives_at, window_from, window_until, outcome, words, reported_at = stop
    boxes: Counter[Diet] = Counter()
    for meal in meals:
        boxes[meal.diet] += meal.portions
    return StopCard(
        stop_id=stop_id,
        route_id=route_id,
        number=number,
        position=position,
        day=day,
        place=site,
        place_phone=site_phone,
        eaters=tuple(one.eater for one in meals if one.eater and may_name(actor, one.office_id, one.eater.guarded)),
        address=address,
        boxes=in_order(boxes),
        arrives_at=arrives_at,
        window_from=window_from,
        window_until=window_until,
        outcome=outcome,
        outcome_words=words,
        reported_at=reported_at,
    )


def may_name(actor: Actor, office_id: int | None, guarded: bool) -> bool:
    """Whether the actor may read a name at a stop: the driver and who plans may, an office only its own people's.

    A guarded person stands in an office's list as one of another office: food is brought, and nobody is named.
    """
    if actor.reach(Deed.SEE_PEOPLE) is Reach.OFFICE:
        return office_id in actor.offices and not guarded
    return True


def _eater(
    diet: Diet,
    portions: int,
    person_id: int,
    first_name: str,
    last_name: str,
    phone: str | None,
    second_phone: str | None,
    note: str,
    key_holder: str,
    lives_alone: bool,
    guarded: bool,
) -> Eater:
    name = f"{first_name} {last_name}"
    return Eater(person_id, name, phone, second_phone, diet, portions, note, key_holder, lives_alone, guarded)
