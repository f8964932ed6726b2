"""How the routes of a day stand: for the dispatcher's board, the map and the printed sheets."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.routes.cards import Boxes, StopCard
from models.routes import RouteStatus, UnplacedReason


@dataclass(frozen=True)
class RouteOnBoard:
    """One van's route with its stops in the order of driving; `broken` are the rules it breaks, in words of the planner."""

    route_id: int
    version: int
    name: str
    kitchen_id: int
    vehicle_id: int
    vehicle: str
    capacity: int
    driver_id: int | None
    driver: str
    driver_phone: str | None
    status: RouteStatus
    departs_at: datetime
    returns_at: datetime
    departed_at: datetime | None
    metres: int
    boxes: Boxes
    done: int
    late_minutes: int
    stops: tuple[StopCard, ...]


@dataclass(frozen=True)
class UnplacedDoor:
    """A door that is on no route, and why."""

    unplaced_id: int
    kitchen_id: int
    address_id: int
    address: str
    names: str
    portions: int
    reason: UnplacedReason


@dataclass(frozen=True)
class KitchenOnBoard:
    """One kitchen's day: its place on the map, its routes, and what is missing."""

    kitchen_id: int
    name: str
    lat: float
    lon: float
    planned_at: datetime | None
    vans_short: int
    routes: tuple[RouteOnBoard, ...]
    unplaced: tuple[UnplacedDoor, ...]


@dataclass(frozen=True)
class RouteBoard:
    """All kitchens' routes of a day."""

    day: date
    kitchens: tuple[KitchenOnBoard, ...]


async def route_board(session: AsyncSession, actor: Actor, *, day: date) -> RouteBoard:
    """The routes of a day by kitchen, with everything that is on no route."""
    raise NotImplementedError


async def route_on_board(session: AsyncSession, actor: Actor, *, route_id: int) -> RouteOnBoard:
    """One route with its stops."""
    raise NotImplementedError
