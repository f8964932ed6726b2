"""Who plays the day: a grandmother, her relative, her neighbour on the same route, and their driver."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.base import table_of
from models.meals import Subscription
from models.people import Kinship, Person, Relative
from models.places import WORKING_WEEK
from models.routes import Driver, UsualRoute
from tests.e2e.house import House

_PERSON, _KINSHIP, _RELATIVE = table_of(Person), table_of(Kinship), table_of(Relative)
_SUBSCRIPTION, _ROUTE, _DRIVER = table_of(Subscription), table_of(UsualRoute), table_of(Driver)


@dataclass(frozen=True)
class People:
    """Rows of the demonstration: everybody in it is invented."""

    grandmother: Any
    relative: Any
    neighbour: Any
    driver: Any


async def people_of_the_day(house: House) -> People:
    """The first grandmother whose relative is told, with a neighbour who orders only by phone."""
    families = await house.rows(
        sa.select(_PERSON, _RELATIVE.c.id.label("relative_id"))
        .join(_SUBSCRIPTION, _SUBSCRIPTION.c.person_id == _PERSON.c.id)
        .join(_KINSHIP, _KINSHIP.c.person_id == _PERSON.c.id)
        .join(_RELATIVE, _RELATIVE.c.id == _KINSHIP.c.relative_id)
        .where(
            _SUBSCRIPTION.c.weekdays == WORKING_WEEK,
            _PERSON.c.phone.like("+3598%"),
            _PERSON.c.allergens == 0,
            _KINSHIP.c.is_told,
            _RELATIVE.c.phone.is_not(None),
        )
        .order_by(_PERSON.c.id, _RELATIVE.c.id)
    )
    routes = await house.rows(sa.select(_ROUTE).join(_DRIVER, _DRIVER.c.id == _ROUTE.c.driver_id).order_by(_ROUTE.c.id))
    for family in families:
        route = next((one for one in routes if family.address_id in one.addresses), None)
        neighbour = await _neighbour(house, family, route) if route else None
        if route and neighbour:
            relative = (await house.rows(sa.select(_RELATIVE).where(_RELATIVE.c.id == family.relative_id)))[0]
            driver = (await house.rows(sa.select(_DRIVER).where(_DRIVER.c.id == route.driver_id)))[0]
            return People(family, relative, neighbour, driver)
    raise AssertionError("nobody in the demonstration can play the day")


async def _neighbour(house: House, family: Any, route: Any) -> Any:
    others = [address for address in route.addresses if address != family.address_id]
    found = await house.rows(
        sa.select(_PERSON)
        .where(_PERSON.c.address_id.in_(others), _PERSON.c.phone.like("+3598%"), _PERSON.c.allergens == 0)
        .order_by(_PERSON.c.id)
    )
    if not found:
        return None
    only_when_ordered = sa.update(_SUBSCRIPTION).where(_SUBSCRIPTION.c.person_id == found[0].id).values(weekdays=0)
    await house.write(only_when_ordered)
    return found[0]
