"""The page Today: what needs somebody now, then how the day goes. A fixed number of queries, however many people."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.routes.board import UnplacedDoor
from models.routes import Outcome, RouteStatus
from models.tasks import TaskKind


@dataclass(frozen=True)
class TaskLine:
    """A task with its clock. `outcome` is what stands on its stop now: a driver may have come back."""

    task_id: int
    kind: TaskKind
    person_id: int | None
    name: str
    address: str
    phone: str
    office: str
    words: str
    opened_at: datetime
    due_at: datetime
    taken_by: str
    outcome: Outcome | None
    minutes_open: int
    overdue: bool


@dataclass(frozen=True)
class DeadMessage:
    """A message that could not be delivered."""

    message_id: int
    person_id: int | None
    name: str
    kind: str
    created_at: datetime


@dataclass(frozen=True)
class Clash:
    """A person whose food of today contains what she must not have."""

    person_id: int
    name: str
    dishes: tuple[str, ...]
    allergens: int


@dataclass(frozen=True)
class KitchenLine:
    """A kitchen's progress."""

    kitchen_id: int
    name: str
    portions: int
    closed: bool
    planned: bool
    vans_short: int
    stops: int
    done: int


@dataclass(frozen=True)
class RouteLine:
    """A route's progress; `late_minutes` is negative when the driver is ahead."""

    route_id: int
    name: str
    kitchen_id: int
    driver: str
    status: RouteStatus
    departs_at: datetime
    stops: int
    done: int
    delivered: int
    troubles: int
    late_minutes: int


@dataclass(frozen=True)
class TodayPage:
    """The day at a glance, exceptions first."""

    day: date
    working: bool
    alarms: tuple[TaskLine, ...]
    unplaced: tuple[UnplacedDoor, ...]
    vans_short: int
    dead_messages: tuple[DeadMessage, ...]
    clashes: tuple[Clash, ...]
    tasks: tuple[TaskLine, ...]
    kitchens: tuple[KitchenLine, ...]
    routes: tuple[RouteLine, ...]


async def today_page(session: AsyncSession, actor: Actor) -> TodayPage:
    """What the actor's offices and kitchens need to know now; empty where the role may not look."""
    raise NotImplementedError
