"""The dispatcher's hand: a wish is done, the times are counted anew, and every rule it breaks is said."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.planning.problem import Rule
from domain.refusals import Refusal


class StopIsDone(Refusal):
    """This stop already has an outcome and stays where it is. Please choose another one."""


class VanHasLeft(Refusal):
    """This van has already left the kitchen without this food. Please choose a van that is still there."""


@dataclass(frozen=True)
class RuleBroken:
    """A rule that a route breaks after a change by hand, and by how much (minutes or boxes)."""

    rule: Rule
    by: int
    route_id: int


@dataclass(frozen=True)
class Moved:
    """What a change by hand did: the rules that the touched routes break now. Nothing is ever refused for them."""

    route_id: int
    broken: tuple[RuleBroken, ...]


async def move_stop(session: AsyncSession, actor: Actor, *, stop_id: int, route_id: int, position: int) -> Moved:
    """Make the stop number `position` (1 is the first) of a route, its own or another of the same kitchen."""
    raise NotImplementedError


async def place_by_hand(session: AsyncSession, actor: Actor, *, unplaced_id: int, route_id: int, position: int) -> Moved:
    """Put a door that is on no route at `position` of a route, whatever rule it breaks."""
    raise NotImplementedError


async def assign_driver(session: AsyncSession, actor: Actor, *, route_id: int, driver_id: int | None, version: int) -> None:
    """Give the route to another driver (or to nobody); a driver who had it is told, and so is the new one."""
    raise NotImplementedError
