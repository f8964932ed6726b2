"""The count at the cut-off: what the kitchens cook for a day. Set-based, and twice changes nothing.

Weekly orders outside pauses become orders where nothing was said of the day; what was said of the day stays; sites get
their portions. From then on a change is late.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock, menus, statements
from domain.access import Actor, Deed, demand
from domain.calendar import Calendar, calendar_of
from domain.database import lock_day
from domain.meals import eating
from domain.menus import MenuDish
from domain.phrases import _, say
from models.audit import AuditAction
from models.base import table_of
from models.meals import Dish, MealOrder, MenuItem, OrderOrigin, OrderStatus, Pause, Subscription
from models.people import Address, Diet, Person, PersonStatus
from models.places import District, Organisation, Programme, ProgrammeKind, Site
from models.tasks import Task, TaskKind

#: Cut-offs lie at most this many days before the food: a few working days, over the longest holidays.
FARTHEST = 31
#: The office has this long to choose another dish before the kitchens begin.
ANSWER_WITHIN = timedelta(hours=2)
_FOOD = (ProgrammeKind.MEALS, ProgrammeKind.BULK_MEALS)
_REPLACE = _("Weekly order for {day}: {dishes}. Choose another dish or diet together with the person.")


@dataclass(frozen=True)
class Clash:
    """A person whose weekly order brings dishes with her allergens: the office chooses something else."""

    dishes: list[MenuDish]
    person_id: int
    office_id: int
    allergens: int


@dataclass(frozen=True)
class Closed:
    """What the kitchens cook on the day, and what this count added to it."""

    day: date
    portions: int
    people: int
    by_kitchen: dict[int, int]
    standing: int = 0  #: weekly orders that became orders now
    single: int = 0  #: orders and cancellations of the day that were counted now
    sites: int = 0
    clashes: list[Clash] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether this count found anything that was not counted before."""
        return bool(self.standing or self.single or self.sites)


async def close_day(session: AsyncSession, actor: Actor, *, today: date) -> list[date]:
    """The days of delivery whose cut-off to order lies on `today`: the next working day, none on a holiday."""
    demand(actor, Deed.RUN_JOBS)
    calendar = await calendar_of(session)
    programmes = await _programmes(session)
    ahead = [today + timedelta(days=count) for count in range(FARTHEST + 1)]
    return [day for day in ahead if any(_closes_on(calendar, programme, day, today) for programme in programmes)]


def _closes_on(calendar: Calendar, programme: Programme, day: date, today: date) -> bool:
    return calendar.serves(programme, day) and clock.local(calendar.order_cut_off(programme, day)).date() == today


async def _programmes(session: AsyncSession) -> Sequence[Programme]:
    rows = sa.select(Programme).where(col(Programme.kind).in_(_FOOD), col(Programme.active))
    return (await session.scalars(rows.order_by(col(Programme.id)))).all()


async def close_orders(session: AsyncSession, actor: Actor, *, day: date) -> Closed:
    """Count the day: weekly orders minus pauses and cancellations, plus single orders, plus sites.

    Nobody orders for the day and nobody changes a weekly order while it is counted, so no press is lost or doubled.
    """
    demand(actor, Deed.RUN_JOBS)
    await lock_day(session, f"orders:{actor.organisation}:{day}", alone=True)
    await lock_day(session, eating.habits_key(actor), alone=True)
    calendar, now = await calendar_of(session), clock.now()
    served = [programme.key for programme in await _programmes(session) if calendar.serves(programme, day)]
    facts = {"organisation": actor.organisation, "service_day": day, "now": now}
    standing = await _count_standing(session, calendar, day, served, facts)
    sites = await statements.change(session, _SITES[_engine(session)], **facts, programmes=served)
    single = await statements.change(session, _SINGLE, **facts)
    clashes = await _clashes(session, facts) if standing else []
    closed = await _total(session, day, facts, standing=standing, single=single, sites=sites, clashes=clashes)
    if closed.changed:
        await _ask_the_offices(session, actor, closed, now)
        await _note(session, closed)
    return closed


def _engine(session: AsyncSession) -> str:
    return session.get_bind().dialect.name


_ORDER, _TASK, _SITE = table_of(MealOrder), table_of(Task), table_of(Site)
_SUBSCRIPTION, _PAUSE, _PERSON = table_of(Subscription), table_of(Pause), table_of(Person)
_ADDRESS, _DISTRICT = table_of(Address), table_of(District)
_ITEM, _DISH = table_of(MenuItem), table_of(Dish)
_ORGANISATION = sa.bindparam("organisation", type_=sa.Integer())
_DAY = sa.bindparam("service_day", type_=_ORDER.c.day.type)
_NOW = sa.bindparam("now", type_=_ORDER.c.closed_at.type)
_PROGRAMMES = sa.bindparam("programmes", type_=sa.Integer(), expanding=True)

#: What every counted row says besides who gets what.
_COUNTED = {
    "day": _DAY,
    "status": sa.literal(OrderStatus.ORDERED, _ORDER.c.status.type),
    "origin": sa.literal(OrderOrigin.STANDING, _ORDER.c.origin.type),
    "ordered_at": _NOW,
    "closed_at": _NOW,
    "late": sa.literal(False, sa.Boolean()),
}


def _holds(weekdays: sa.Column[int], mask: str) -> sa.ColumnElement[bool]:
    bits = sa.bindparam(mask, type_=sa.Integer())
    return weekdays.bitwise_and(bits) == bits


_WANTED = (
    sa.select(
        _PERSON.c.organisation_id,
        _PERSON.c.id,
        _DISTRICT.c.kitchen_id,
        _SUBSCRIPTION.c.programme_id,
        _PERSON.c.diet,
        _SUBSCRIPTION.c.portions,
        *_COUNTED.values(),
    )
    .select_from(_SUBSCRIPTION)
    .join(_PERSON, _PERSON.c.id == _SUBSCRIPTION.c.person_id)
    .join(_ADDRESS, _ADDRESS.c.id == _PERSON.c.address_id)
    .join(_DISTRICT, _DISTRICT.c.id == _ADDRESS.c.district_id)
    .where(
        _SUBSCRIPTION.c.organisation_id == _ORGANISATION,
        _SUBSCRIPTION.c.programme_id.in_(_PROGRAMMES),
        _holds(_SUBSCRIPTION.c.weekdays, "mask") | _holds(_SUBSCRIPTION.c.weekdays, "other_mask"),
        _SUBSCRIPTION.c.starts_on <= _DAY,
        _SUBSCRIPTION.c.ends_on.is_(None) | (_SUBSCRIPTION.c.ends_on >= _DAY),
        _PERSON.c.status == PersonStatus.ACTIVE,
        ~sa.exists().where(
            _PAUSE.c.person_id == _PERSON.c.id,
            _PAUSE.c.starts_on <= _DAY,
            _PAUSE.c.returns_on.is_(None) | (_PAUSE.c.returns_on > _DAY),
        ),
    )
)
_FED_SITES = sa.select(
    _SITE.c.organisation_id,
    _SITE.c.id,
    _SITE.c.kitchen_id,
    _SITE.c.programme_id,
    sa.literal(Diet.GENERAL, _ORDER.c.diet.type),
    _SITE.c.portions,
    *_COUNTED.values(),
).where(
    _SITE.c.organisation_id == _ORGANISATION,
    _SITE.c.programme_id.in_(_PROGRAMMES),
    _SITE.c.active,
    _SITE.c.portions > 0,
)


def _inserts(eater: str, rows: sa.Select[Any]) -> dict[str, sa.Executable]:
    """Write the rows of those of whom nothing was said for the day."""
    columns = ["organisation_id", eater, "kitchen_id", "programme_id", "diet", "portions", *_COUNTED]
    return {
        dialect: insert(_ORDER).from_select(columns, rows).on_conflict_do_nothing(index_elements=[eater, "day"])
        for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
    }


_STANDING = _inserts("person_id", _WANTED)
_SITES = _inserts("site_id", _FED_SITES)

#: What was said of the day itself; whoever has moved since is cooked for where she lives now.
_SINGLE = (
    sa.update(_ORDER)
    .where(_ORDER.c.organisation_id == _ORGANISATION, _ORDER.c.day == _DAY, _ORDER.c.closed_at.is_(None))
    .values(
        closed_at=_NOW,
        kitchen_id=sa.func.coalesce(
            sa.select(_DISTRICT.c.kitchen_id)
            .join(_ADDRESS, _ADDRESS.c.district_id == _DISTRICT.c.id)
            .join(_PERSON, _PERSON.c.address_id == _ADDRESS.c.id)
            .where(_PERSON.c.id == _ORDER.c.person_id)
            .scalar_subquery(),
            _ORDER.c.kitchen_id,
        ),
    )
)
_PORTIONS = (
    sa.select(_ORDER.c.kitchen_id, sa.func.sum(_ORDER.c.portions), sa.func.count(_ORDER.c.person_id))
    .where(_ORDER.c.organisation_id == _ORGANISATION, _ORDER.c.day == _DAY, _ORDER.c.status == OrderStatus.ORDERED)
    .group_by(_ORDER.c.kitchen_id)
    .order_by(_ORDER.c.kitchen_id)
)
_CLASHING = (
    sa.select(
        _PERSON.c.id,
        _PERSON.c.office_id,
        _PERSON.c.allergens,
        _DISH.c.id,
        _DISH.c.name,
        _DISH.c.name_en,
        _DISH.c.grams,
        _DISH.c.kcal,
        _DISH.c.allergens,
    )
    .select_from(_ORDER)
    .join(_PERSON, _PERSON.c.id == _ORDER.c.person_id)
    .join(
        _ITEM,
        (_ITEM.c.organisation_id == _ORDER.c.organisation_id)
        & (_ITEM.c.day == _ORDER.c.day)
        & (_ITEM.c.diet == _ORDER.c.diet),
    )
    .join(_DISH, _DISH.c.id == _ITEM.c.dish_id)
    .where(
        _ORDER.c.organisation_id == _ORGANISATION,
        _ORDER.c.day == _DAY,
        _ORDER.c.origin == OrderOrigin.STANDING,
        _ORDER.c.status == OrderStatus.ORDERED,
        _ORDER.c.closed_at == _NOW,
        _PERSON.c.allergens != 0,
        _DISH.c.allergens.bitwise_and(_PERSON.c.allergens) != 0,
    )
    .order_by(_PERSON.c.id, _ITEM.c.id)
)
_ASKED = sa.select(_TASK.c.person_id).where(
    _TASK.c.organisation_id == _ORGANISATION, _TASK.c.kind == TaskKind.DIET_CLASH, _TASK.c.closed_at.is_(None)
)
_ASK = sa.insert(_TASK)


async def _count_standing(
    session: AsyncSession, calendar: Calendar, day: date, served: list[int], facts: dict[str, Any]
) -> int:
    masks = eating.standing_masks(calendar, day)
    return await statements.change(
        session, _STANDING[_engine(session)], **facts, programmes=served, mask=masks[0], other_mask=masks[-1]
    )


async def _clashes(session: AsyncSession, facts: dict[str, Any]) -> list[Clash]:
    rows = await statements.fetch(session, _CLASHING, **facts)
    return [
        Clash([MenuDish(*row[3:]) for row in found], *person)
        for person, found in groupby(rows, key=lambda row: tuple(row[:3]))
    ]


async def _total(session: AsyncSession, day: date, facts: dict[str, Any], **counted: Any) -> Closed:
    rows = await statements.fetch(session, _PORTIONS, **facts)
    return Closed(
        day=day,
        portions=sum(portions for _kitchen, portions, _people in rows),
        people=sum(people for _kitchen, _portions, people in rows),
        by_kitchen={kitchen: portions for kitchen, portions, _people in rows},
        **counted,
    )


async def _ask_the_offices(session: AsyncSession, actor: Actor, closed: Closed, now: datetime) -> None:
    """A task for each person whose dishes clash, unless the office is asked about her already."""
    if not closed.clashes:
        return
    asked = {row.person_id for row in await statements.fetch(session, _ASKED, organisation=actor.organisation)}
    organisation = await session.get_one(Organisation, actor.organisation)
    tasks = [
        {
            "organisation_id": actor.organisation,
            "office_id": clash.office_id,
            "person_id": clash.person_id,
            "kind": TaskKind.DIET_CLASH,
            "words": _task_words(organisation.language, closed.day, clash),
            "phone": "",
            "asked_by": actor.label,
            "opened_at": now,
            "due_at": now + ANSWER_WITHIN,
            "outcome_words": "",
        }
        for clash in closed.clashes
        if clash.person_id not in asked
    ]
    await statements.add(session, _ASK, tasks)


def _task_words(language: str, day: date, clash: Clash) -> str:
    return say(language, _REPLACE, day=day, dishes=menus.clash_words(language, clash.dishes, clash.allergens))


async def _note(session: AsyncSession, closed: Closed) -> None:
    """One record of the audit for the whole count, since thousands of rows change by one rule."""
    facts = {
        "day": closed.day.isoformat(),
        "portions": closed.portions,
        "standing": closed.standing,
        "single": closed.single,
        "sites": closed.sites,
        "clashes": len(closed.clashes),
    }
    await statements.note(session, AuditAction.CHANGED, "meal_order", None, after=facts)
