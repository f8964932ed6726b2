"""Everything about a stop that the one who stands before the door must know."""

from dataclasses import dataclass
from datetime import date, datetime

from models.people import Address, Diet
from models.routes import Outcome

Boxes = dict[Diet, int]


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
        return (
            "https://www.google.com/maps/dir/?api=1"
            f"&destination={target}&travelmode=driving&dir_action=navigate"
        )
