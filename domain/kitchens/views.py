"""What a kitchen reads: its sheet of a day, its labels, and the list of kitchens."""

from dataclasses import dataclass
from datetime import date, datetime, time

from domain.routes.cards import Boxes
from models.meals import Course
from models.people import Diet


@dataclass(frozen=True)
class SheetLine:
    """A dish and how many portions of it each diet takes, sites included."""

    course: Course
    dish: str
    by_diet: Boxes
    portions: int


@dataclass(frozen=True)
class SiteLoad:
    """What goes to a site in one load."""

    name: str
    address: str
    diet: Diet
    portions: int
    opens: time
    closes: time
    route: str
    number: int | None


@dataclass(frozen=True)
class PackingStop:
    """The boxes of one stop."""

    number: int
    names: str
    boxes: Boxes


@dataclass(frozen=True)
class PackingRoute:
    """What one van loads, in the order of its stops."""

    route_id: int
    name: str
    vehicle: str
    driver: str
    departs_at: datetime
    boxes: Boxes
    stops: tuple[PackingStop, ...]


@dataclass(frozen=True)
class Unrouted:
    """Food that is cooked but stands on no route yet."""

    names: str
    address: str
    boxes: Boxes


@dataclass(frozen=True)
class KitchenSheet:
    """A kitchen's day on one sheet. `homes` are the boxes for homes by diet; sites stand apart in `sites`."""

    kitchen_id: int
    kitchen: str
    day: date
    closed: bool
    portions: int
    late: int  #: portions that came after the count
    homes: Boxes
    lines: tuple[SheetLine, ...]
    missing_menus: tuple[Diet, ...]
    sites: tuple[SiteLoad, ...]
    packing: tuple[PackingRoute, ...]
    unrouted: tuple[Unrouted, ...]
    vans_short: int


@dataclass(frozen=True)
class Label:
    """The label of one box. `contains` are the allergens of the dishes, `avoid` those the person must not have."""

    person_id: int
    name: str
    diet: Diet
    contains: int
    avoid: int
    route: str
    number: int | None
    day: date

    @property
    def clashes(self) -> int:
        """Allergens that the person must not have and the box has nevertheless."""
        return self.contains & self.avoid


@dataclass(frozen=True)
class KitchenToday:
    """A line of the list of kitchens."""

    kitchen_id: int
    name: str
    day: date
    closed: bool
    portions: int
    by_diet: Boxes
