"""The statements of the count: each for a whole organisation and day at once."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from models.base import table_of
from models.meals import Dish, MealOrder, MenuItem, OrderOrigin, OrderStatus, Pause, Subscription
from models.people import Address, Diet, Person, PersonStatus
from models.places import District, Site
from models.tasks import Task, TaskKind

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


STANDING = _inserts("person_id", _WANTED)
SITES = _inserts("site_id", _FED_SITES)

#: What was said of the day itself; whoever has moved since is cooked for where she lives now.
SINGLE = (
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
PORTIONS = (
    sa.select(_ORDER.c.kitchen_id, sa.func.sum(_ORDER.c.portions), sa.func.count(_ORDER.c.person_id))
    .where(_ORDER.c.organisation_id == _ORGANISATION, _ORDER.c.day == _DAY, _ORDER.c.status == OrderStatus.ORDERED)
    .group_by(_ORDER.c.kitchen_id)
    .order_by(_ORDER.c.kitchen_id)
)
CLASHING = (
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
ASKED = sa.select(_TASK.c.person_id).where(
    _TASK.c.organisation_id == _ORGANISATION, _TASK.c.kind == TaskKind.DIET_CLASH, _TASK.c.closed_at.is_(None)
)
ASK = sa.insert(_TASK)
