"""A day's routes: repaired from the usual ones by default, planned anew only on request.

The work is done outside the transaction and written in one, and only while the day is still the one that was planned for.
"""

from dataclasses import dataclass
from datetime import date

from domain.access import Actor
from domain.database import Database
from domain.refusals import Refusal


class DayKeepsChanging(Refusal):
    """Orders for this day keep changing. Please plan it again in a minute."""


class RoutesUnderWay(Refusal):
    """Vans of this kitchen are already under way. Please move single stops by hand."""


class NoProposal(Refusal):
    """There is no proposal for this kitchen and day. Please ask for one first."""


@dataclass(frozen=True)
class KitchenPlanned:
    """How the planning of one kitchen's day came out."""

    kitchen_id: int
    routes: int
    stops: int
    unplaced: int
    vans_short: int
    metres: int


@dataclass(frozen=True)
class DayPlanned:
    """What was planned, by kitchen."""

    day: date
    kitchens: tuple[KitchenPlanned, ...]

    @property
    def stops(self) -> int:
        """All stops of the day."""
        return sum(kitchen.stops for kitchen in self.kitchens)

    @property
    def unplaced(self) -> int:
        """Doors that no van could take."""
        return sum(kitchen.unplaced for kitchen in self.kitchens)

    @property
    def vans_short(self) -> int:
        """How many vans more the day needs."""
        return sum(kitchen.vans_short for kitchen in self.kitchens)


@dataclass(frozen=True)
class Proposal:
    """A day planned anew, waiting for the dispatcher's yes: what it saves, and for how many people the hour moves."""

    kitchen_id: int
    day: date
    metres_now: int
    metres_then: int
    people_with_another_hour: int
    people_with_another_driver: int


async def plan_day(
    database: Database, actor: Actor, *, day: date, kitchen_id: int | None = None, fresh: bool = False
) -> DayPlanned:
    """Plan or repair the routes of the actor's organisation for a day; `fresh` plans anew by the engine."""
    raise NotImplementedError


async def repair_day(database: Database, actor: Actor, *, day: date, kitchen_id: int | None = None) -> DayPlanned:
    """After a late order or cancellation: what is done stays, numbers stay, newcomers get the cheapest place."""
    raise NotImplementedError


async def propose_day(database: Database, actor: Actor, *, day: date, kitchen_id: int) -> Proposal:
    """Plan a kitchen's day anew and keep it as a proposal; nothing changes before `accept_proposal`."""
    raise NotImplementedError


async def accept_proposal(database: Database, actor: Actor, *, day: date, kitchen_id: int) -> DayPlanned:
    """Make the proposal the day's routes and, from now on, the usual ones."""
    raise NotImplementedError
