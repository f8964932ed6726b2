"""What the driver reads, and what a report did."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.routes.cards import Boxes, StopCard
from models.routes import Outcome, RouteStatus


@dataclass(frozen=True)
class DayStart:
    """A driver's day before or after departure: which kitchen, when, and how much to load."""

    route_id: int
    name: str
    day: date
    kitchen: str
    kitchen_address: str
    vehicle: str
    status: RouteStatus
    departs_at: datetime
    stops: int
    boxes: Boxes
    begun_now: bool  #: whether this very press began the day
    first: StopCard | None


@dataclass(frozen=True)
class StopNow:
    """The stop in hand, and how much of the day is left."""

    card: StopCard
    last: int  #: the highest number on the route: numbers stay when a stop is cancelled
    left: int  #: stops without an outcome


@dataclass(frozen=True)
class Reported:
    """What a report did. `before` is what stood there; `changed` is False for a repeated or an older press."""

    card: StopCard
    before: Outcome | None
    changed: bool
    alarm: bool
    people_told: int
    relatives_told: int
    next: StopCard | None
    left: int

    @property
    def corrected(self) -> bool:
        """Whether an earlier outcome was put right."""
        return self.changed and self.before is not None


@dataclass(frozen=True)
class DaySummary:
    """The end of a driver's day."""

    day: date
    name: str
    stops: int
    outcomes: dict[Outcome, int]
    undelivered: tuple[StopCard, ...]
    boxes_back: Boxes
