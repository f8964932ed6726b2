"""The page Today: what needs somebody now, then how the day goes. A fixed number of queries, however many people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import (
    Actor,
    Deed,
    knows_of_task,
    visible_kitchens,
    visible_messages,
    visible_people,
    visible_tasks,
)
from domain.addresses import address_line
from domain.calendar import calendar_of
from domain.kitchens import KitchenToday, kitchens_today
from domain.kitchens.counting import menus_of_day
from domain.routes.board import UnplacedDoor, unplaced_doors
from domain.routes.overview import RouteProgress, routes_progress
from domain.task_sheets import told_of
from models.meals import MealOrder, OrderStatus
from models.outbox import MessageStatus, OutboxMessage
from models.people import Address, Person
from models.places import Kitchen, Office
from models.routes import DayPlan, Outcome, Stop
from models.staff import Staff
from models.tasks import ALARMS, Task, TaskKind

MOST_ALARMS = 200
MOST_TASKS = 50  # the page shows what is due first; the list of tasks has them all


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
    routes: tuple[RouteProgress, ...]


async def today_page(session: AsyncSession, actor: Actor) -> TodayPage:
    """What the actor's offices and kitchens need to know now; empty where the role may not look."""
    day = clock.today()
    tasks = await _tasks(session, actor)
    sees_routes = actor.may(Deed.SEE_ROUTES)
    routes = tuple(await routes_progress(session, actor, day=day))
    plans = await _plans(session, actor, day)
    kitchens = await kitchens_today(session, actor, day=day) if actor.may(Deed.SEE_KITCHENS) else []
    return TodayPage(
        day=day,
        working=(await calendar_of(session)).is_working(day),
        alarms=tuple(task for task in tasks if task.kind in ALARMS),
        unplaced=tuple(await unplaced_doors(session, actor, day=day)) if sees_routes else (),
        vans_short=sum(plan.vans_short for plan in plans.values()),
        dead_messages=await _dead_messages(session, actor, day),
        clashes=await _clashes(session, actor, day),
        tasks=tuple(task for task in tasks if task.kind not in ALARMS)[:MOST_TASKS],
        kitchens=tuple(_kitchen(kitchen, plans.get(kitchen.kitchen_id), routes) for kitchen in kitchens),
        routes=routes,
    )


async def _tasks(session: AsyncSession, actor: Actor) -> list[TaskLine]:
    """Open tasks of the actor's offices: alarms first by age, the others by when they are due."""
    alarms_first = sa.case((col(Task.kind).in_(ALARMS), 0), else_=1)
    rows = await session.execute(
        sa.select(Task, Person, Address, col(Office.name), col(Staff.name), col(Stop.outcome), knows_of_task(actor))
        .join(Office, col(Office.id) == col(Task.office_id))
        .join(Person, col(Person.id) == col(Task.person_id), isouter=True)
        .join(Address, col(Address.id) == col(Person.address_id), isouter=True)
        .join(Staff, col(Staff.id) == col(Task.taken_by), isouter=True)
        .join(Stop, col(Stop.id) == col(Task.stop_id), isouter=True)
        .where(col(Task.id).in_(visible_tasks(actor).with_only_columns(col(Task.id))), col(Task.closed_at).is_(None))
        .order_by(alarms_first, col(Task.due_at), col(Task.id))
        .limit(MOST_ALARMS + MOST_TASKS)
    )
    return [_task(actor, *row) for row in rows]


def _task(
    actor: Actor, task: Task, person: Person | None, address: Address | None, office: str, worker: str | None,
    outcome: Outcome | None, knows: bool,
) -> TaskLine:  # fmt: skip
    now = clock.now()
    told = told_of(task, person, knows=knows)
    return TaskLine(
        task_id=task.key,
        kind=task.kind,
        person_id=task.person_id,
        name=told.person or told.asked_by,
        address=address_line(actor.language, address) if address and knows else "",
        phone=(person.phone if person else None) or task.phone,
        office=office,
        words=told.words,
        opened_at=task.opened_at,
        due_at=task.due_at,
        taken_by=worker or "",
        outcome=outcome,
        minutes_open=int((now - task.opened_at).total_seconds() // 60),
        overdue=task.due_at < now,
    )


async def _dead_messages(session: AsyncSession, actor: Actor, day: date) -> tuple[DeadMessage, ...]:
    """Messages written since yesterday that cannot arrive, the newest first."""
    since = clock.at(day - timedelta(days=1), time(0))
    rows = await session.execute(
        sa.select(OutboxMessage, Person)
        .join(Person, col(Person.id) == col(OutboxMessage.person_id), isouter=True)
        .where(
            col(OutboxMessage.id).in_(visible_messages(actor).with_only_columns(col(OutboxMessage.id))),
            col(OutboxMessage.status) == MessageStatus.DEAD,
            col(OutboxMessage.created_at) >= since,
        )
        .order_by(col(OutboxMessage.id).desc())
        .limit(MOST_TASKS)
    )
    return tuple(
        DeadMessage(
            message.key, message.person_id, person.full_name if person else "", message.kind, message.created_at
        )
        for message, person in rows
    )


async def _clashes(session: AsyncSession, actor: Actor, day: date) -> tuple[Clash, ...]:
    """People whose food of the day holds an allergen that stands in their card."""
    rows = await session.execute(
        sa.select(Person, col(MealOrder.diet))
        .join(MealOrder, col(MealOrder.person_id) == col(Person.id))
        .where(
            col(Person.id).in_(visible_people(actor).with_only_columns(col(Person.id))),
            col(Person.allergens) > 0,
            col(MealOrder.day) == day,
            col(MealOrder.status) == OrderStatus.ORDERED,
        )
        .order_by(col(Person.last_name), col(Person.first_name), col(Person.id))
    )
    menus = await menus_of_day(session, day)
    found = []
    for person, diet in rows:
        dishes = [dish for _course, dish in menus.get(diet, []) if dish.allergens & person.allergens]
        if dishes:
            both = 0
            for dish in dishes:
                both |= dish.allergens & person.allergens
            found.append(Clash(person.key, person.full_name, tuple(dish.name for dish in dishes), both))
    return tuple(found)


async def _plans(session: AsyncSession, actor: Actor, day: date) -> dict[int, DayPlan]:
    rows = await session.scalars(
        sa.select(DayPlan).where(
            col(DayPlan.day) == day,
            col(DayPlan.kitchen_id).in_(visible_kitchens(actor).with_only_columns(col(Kitchen.id))),
        )
    )
    return {plan.kitchen_id: plan for plan in rows}


def _kitchen(kitchen: KitchenToday, plan: DayPlan | None, routes: Sequence[RouteProgress]) -> KitchenLine:
    mine = [route for route in routes if route.kitchen_id == kitchen.kitchen_id]
    return KitchenLine(
        kitchen_id=kitchen.kitchen_id,
        name=kitchen.name,
        portions=kitchen.portions,
        closed=kitchen.closed,
        planned=plan is not None,
        vans_short=plan.vans_short if plan else 0,
        stops=sum(route.stops for route in mine),
        done=sum(route.done for route in mine),
    )
