"""Everything about a stop that the one who stands before the door must know."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind, Rows
from models.meals import MealOrder, OrderStatus
from models.people import Address, Diet, Person
from models.places import Site
from models.routes import Outcome, Stop
from models.staff import Role

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
        sa.select(Stop, Address, Site)
        .join(Address, col(Address.id) == col(Stop.address_id))
        .join(Site, col(Site.id) == col(Stop.site_id), isouter=True)
        .where(col(Stop.id).in_(chosen))
        .order_by(col(Stop.route_id), col(Stop.position), col(Stop.id))
        .execution_options(populate_existing=True)
    )
    return [_card(actor, stop, address, site, meals.get(stop.key, [])) for stop, address, site in rows]


Meal = tuple[Diet, int, Person | None]


async def _meals(session: AsyncSession, stops: Any) -> dict[int, list[Meal]]:
    rows = await session.execute(
        sa.select(col(MealOrder.stop_id), col(MealOrder.diet), col(MealOrder.portions), Person)
        .join(Person, col(Person.id) == col(MealOrder.person_id), isouter=True)
        .where(col(MealOrder.stop_id).in_(stops), col(MealOrder.status) == OrderStatus.ORDERED)
        .order_by(col(MealOrder.id))
    )
    found: dict[int, list[Meal]] = {}
    for stop_id, diet, portions, person in rows:
        if stop_id is not None:
            found.setdefault(stop_id, []).append((diet, portions, person))
    return found


def _card(actor: Actor, stop: Stop, address: Address, site: Site | None, meals: list[Meal]) -> StopCard:
    boxes: Counter[Diet] = Counter()
    for diet, portions, _person in meals:
        boxes[diet] += portions
    return StopCard(
        stop_id=stop.key,
        route_id=stop.route_id,
        number=stop.number,
        position=stop.position,
        day=stop.day,
        place=site.name if site else "",
        place_phone=site.phone if site else "",
        eaters=tuple(
            _eater(person, diet, portions) for diet, portions, person in meals if person and may_name(actor, person)
        ),
        address=address,
        boxes=in_order(boxes),
        arrives_at=stop.arrives_at,
        window_from=stop.window_from,
        window_until=stop.window_until,
        outcome=stop.outcome,
        outcome_words=stop.outcome_words,
        reported_at=stop.reported_at,
    )


def may_name(actor: Actor, person: Person) -> bool:
    """Whether the actor may read the person's name at a stop: the driver of the route may, another office may not."""
    if actor.kind is ActorKind.STAFF and actor.role is Role.OFFICE_WORKER:
        return person.office_id in actor.offices
    return True


def _eater(person: Person, diet: Diet, portions: int) -> Eater:
    return Eater(
        person_id=person.key,
        name=person.full_name,
        phone=person.phone,
        second_phone=person.second_phone,
        diet=diet,
        portions=portions,
        note=person.driver_note,
        key_holder=person.key_holder,
        lives_alone=person.lives_alone,
    )
