"""Where is my food: from the count to the door."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.closing import close_orders
from domain.meals import ordering
from domain.meals.whereabouts import FoodIs, Whereabouts, whereabouts
from domain.refusals import NotFound
from models.meals import MealOrder
from models.routes import Outcome, Route, RouteStatus, Stop
from tests.cast import Cast
from tests.domain.meals.helping import SATURDAY, TUESDAY, WEDNESDAY, at, change, write

FROM = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
UNTIL = FROM + timedelta(minutes=30)


async def _ask(people: Cast) -> Whereabouts:
    maria = people.person(people.maria)
    async with people.database.reading(maria) as session:
        return await whereabouts(session, maria, person_id=people.maria.key)


async def _planned(people: Cast) -> tuple[Route, Stop]:
    """Tuesday is counted, and Maria's door stands on a route."""
    sofia = people.sofia.key
    async with people.database.unit(people.job) as session:
        await close_orders(session, people.job, day=TUESDAY)
    route = Route(
        organisation_id=sofia, day=TUESDAY, name="Младост 1", kitchen_id=people.mladost_kitchen.key,
        vehicle_id=people.van.key, driver_id=people.ivan.key, departs_at=FROM, returns_at=UNTIL,
    )  # fmt: skip
    await write(people, route)
    stop = Stop(
        organisation_id=sofia, route_id=route.key, address_id=people.maria.address_id, day=TUESDAY, number=7,
        position=7, arrives_at=FROM, window_from=FROM, window_until=UNTIL,
    )  # fmt: skip
    await write(people, stop)
    async with people.database.unit(people.job) as session:
        order = await session.scalar(sa.select(MealOrder).where(col(MealOrder.person_id) == people.maria.id))
        assert order is not None
        order.stop_id = stop.key
    return route, stop


async def test_from_the_plan_to_the_door(people: Cast, tuesday: object) -> None:
    route, stop = await _planned(people)
    assert await _ask(people) == Whereabouts(FoodIs.PLANNED, TUESDAY, FROM, UNTIL)
    await change(people, route, status=RouteStatus.UNDER_WAY)
    assert await _ask(people) == Whereabouts(FoodIs.ON_ITS_WAY, TUESDAY, FROM, UNTIL)
    clock.set_to(UNTIL + timedelta(minutes=1))
    assert await _ask(people) == Whereabouts(FoodIs.LATE, TUESDAY, FROM, UNTIL)
    for outcome, kind in (
        (Outcome.NOT_OPENED, FoodIs.NOT_OPENED),
        (Outcome.WRONG_ADDRESS, FoodIs.NOT_DELIVERED),
        (Outcome.DELIVERED, FoodIs.DELIVERED),
    ):
        await change(people, stop, outcome=outcome, reported_at=UNTIL)
        delivered = UNTIL if kind is FoodIs.DELIVERED else None
        assert await _ask(people) == Whereabouts(kind, TUESDAY, FROM, UNTIL, delivered)


async def test_before_the_count_the_weekly_order_answers(people: Cast, tuesday: object) -> None:
    assert await _ask(people) == Whereabouts(FoodIs.PLANNED, TUESDAY)
    at(SATURDAY, 10)
    assert await _ask(people) == Whereabouts(FoodIs.NOT_ORDERED, SATURDAY, next_day=date(2026, 11, 30))


async def test_a_cancelled_day_says_when_food_comes_next(people: Cast, tuesday: object) -> None:
    clock.set_to(clock.now() - timedelta(hours=3))
    maria = people.person(people.maria)
    async with people.database.unit(maria) as session:
        await ordering.cancel_meal(session, maria, person_id=people.maria.key, day=TUESDAY)
    assert await _ask(people) == Whereabouts(FoodIs.NOT_ORDERED, TUESDAY, next_day=WEDNESDAY)


async def test_who_may_see_may_ask(people: Cast, tuesday: object) -> None:
    await _planned(people)
    for actor in (people.relative(people.stoyanka), people.staff(people.anna)):
        async with people.database.reading(actor) as session:
            assert (await whereabouts(session, actor, person_id=people.maria.key)).kind is FoodIs.PLANNED
    for actor in (people.person(people.ivanka), people.staff(people.elena), people.staff(people.burgas_admin)):
        async with people.database.reading(actor) as session:
            with pytest.raises(NotFound):
                await whereabouts(session, actor, person_id=people.maria.key)
