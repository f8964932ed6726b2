"""The dispatcher's hand and the board: a wish is done and its price is said; another office's people stay unnamed."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.planning.problem import Rule
from domain.refusals import NotAllowed, NotFound, Stale
from domain.routes.board import minutes_late, route_on_board, routes_to_print, unplaced_doors
from domain.routes.choices import drivers_to_choose, routes_to_choose
from domain.routes.moving import (
    AnotherKitchen,
    NoPlaceOnMap,
    StopIsDone,
    VanHasLeft,
    assign_driver,
    move_stop,
    place_by_hand,
)
from domain.routes.overview import routes_progress
from domain.routes.planning_day import plan_day
from domain.routes.telling import tell_drivers
from models.outbox import OutboxMessage
from models.people import Address
from models.routes import DayPlan, Outcome, Route, RouteStatus, Stop, Unplaced, Vehicle
from tests.cast import Cast
from tests.domain.day_of_food import WEDNESDAY, chat, household, order, second_van

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
async def two_vans(people: Cast) -> Cast:
    """Two vans of Младост, one of two boxes, with three doors in a line and one that nobody could take."""
    async with people.database.unit(people.job) as session:
        (await session.get_one(Vehicle, people.van.key)).capacity = 2
        van, _driver = await second_van(session, people, capacity=2)
        assert van
        for n, person in enumerate([people.maria]):
            await order(session, people, person, portions=1 + n)
        for n in range(4):
            await order(session, people, await household(session, people, f"Име{n}", block=str(n), lat=42.66 + n / 400))
    await plan_day(people.database, people.job, day=WEDNESDAY)
    return people


async def lines(people: Cast) -> dict[int, list[Stop]]:
    """The stops of each route in the order of driving."""
    async with people.database.reading(people.job) as session:
        found: dict[int, list[Stop]] = {}
        for stop in await session.scalars(sa.select(Stop).order_by(col(Stop.route_id), col(Stop.position))):
            found.setdefault(stop.route_id, []).append(stop)
        return found


async def test_a_stop_goes_where_the_dispatcher_wants_it_and_its_price_is_said(two_vans: Cast):
    dispatcher = two_vans.staff(two_vans.dispatcher)
    (first, mine), (second, theirs) = (await lines(two_vans)).items()
    async with two_vans.database.unit(dispatcher) as session:
        moved = await move_stop(session, dispatcher, stop_id=mine[0].key, route_id=second, position=2)
    assert [(one.rule, one.by, one.route_id) for one in moved.broken] == [(Rule.CAPACITY, 1, second)]
    after = await lines(two_vans)
    assert [stop.id for stop in after[second]] == [theirs[0].id, mine[0].id, theirs[1].id]
    assert [stop.number for stop in after[second]] == [1, 2, 3]
    assert [stop.id for stop in after[first]] == [mine[1].id]
    times = [stop.arrives_at for stop in after[second]]
    assert times == sorted(times)


async def test_the_next_repair_leaves_what_was_moved_by_hand(two_vans: Cast):
    dispatcher = two_vans.staff(two_vans.dispatcher)
    (_first, mine), (second, _theirs) = (await lines(two_vans)).items()
    async with two_vans.database.unit(dispatcher) as session:
        await move_stop(session, dispatcher, stop_id=mine[0].key, route_id=second, position=1)
    before = [stop.id for stop in (await lines(two_vans))[second]]
    done = await plan_day(two_vans.database, two_vans.job, day=WEDNESDAY)
    assert [stop.id for stop in (await lines(two_vans))[second]] == before
    assert done.unplaced == 0


async def test_numbers_that_drivers_know_stay_when_a_stop_is_moved(two_vans: Cast):
    async with two_vans.database.unit(two_vans.job) as session:
        await chat(session, two_vans, 5, driver=two_vans.ivan.id)
        told = await tell_drivers(session, two_vans.job, day=WEDNESDAY)
        again = await tell_drivers(session, two_vans.job, day=WEDNESDAY)
    assert (told.told, told.need_paper, again.told) == (1, ("Бус 3",), 1)
    dispatcher = two_vans.staff(two_vans.dispatcher)
    found = await lines(two_vans)
    first, mine = next(iter(found.items()))
    async with two_vans.database.unit(dispatcher) as session:
        await move_stop(session, dispatcher, stop_id=mine[1].key, route_id=first, position=1)
    after = (await lines(two_vans))[first]
    assert [(stop.id, stop.number, stop.position) for stop in after] == [(mine[1].id, 2, 1), (mine[0].id, 1, 2)]
    async with two_vans.database.reading(two_vans.job) as session:
        texts = list(await session.scalars(sa.select(OutboxMessage.text).order_by(col(OutboxMessage.id))))
    assert texts == [
        (
            "Утре, сряда, 25 ноември: Кухня Младост, тръгване в 10:00 часа. 2 спирки, 2 кутии. "
            "Натиснете „Начало на деня“, когато тръгвате."
        ),
        "Службата промени маршрута Ви Бус 1. Моля, отворете целия списък.",
    ]


async def test_a_door_without_a_route_is_placed_by_hand(two_vans: Cast):
    dispatcher = two_vans.staff(two_vans.dispatcher)
    async with two_vans.database.reading(two_vans.job) as session:
        unplaced = (await session.scalars(sa.select(Unplaced))).one()
    route_id = next(iter(await lines(two_vans)))
    async with two_vans.database.unit(dispatcher) as session:
        moved = await place_by_hand(session, dispatcher, unplaced_id=unplaced.key, route_id=route_id, position=1)
    assert [(one.rule, one.by) for one in moved.broken] == [(Rule.CAPACITY, 1)]
    assert (await lines(two_vans))[route_id][0].address_id == unplaced.address_id
    async with two_vans.database.reading(dispatcher) as session:
        assert list(await session.scalars(sa.select(Unplaced))) == []
        with pytest.raises(NotFound):
            await place_by_hand(session, dispatcher, unplaced_id=unplaced.key, route_id=route_id, position=1)


async def test_a_door_without_a_pin_needs_one_first(two_vans: Cast):
    dispatcher = two_vans.staff(two_vans.dispatcher)
    async with two_vans.database.unit(two_vans.job) as session:
        unplaced = (await session.scalars(sa.select(Unplaced))).one()
        address = await session.get_one(Address, unplaced.address_id)
        address.lat = address.lon = None
    route_id = next(iter(await lines(two_vans)))
    async with two_vans.database.unit(dispatcher) as session:
        with pytest.raises(NoPlaceOnMap):
            await place_by_hand(session, dispatcher, unplaced_id=unplaced.key, route_id=route_id, position=1)


async def test_what_is_done_and_who_has_left_cannot_be_moved(two_vans: Cast):
    dispatcher = two_vans.staff(two_vans.dispatcher)
    async with two_vans.database.unit(two_vans.job) as session:
        await order(session, two_vans, two_vans.ivanka)
    await plan_day(two_vans.database, two_vans.job, day=WEDNESDAY)
    (first, mine), (second, theirs), (elsewhere, _ivanka) = (await lines(two_vans)).items()
    async with two_vans.database.unit(two_vans.job) as session:
        (await session.get_one(Route, first)).status = RouteStatus.UNDER_WAY
        (await session.get_one(Stop, mine[0].key)).outcome = Outcome.DELIVERED
    async with two_vans.database.unit(dispatcher) as session:
        with pytest.raises(StopIsDone):
            await move_stop(session, dispatcher, stop_id=mine[0].key, route_id=second, position=1)
        with pytest.raises(VanHasLeft):
            await move_stop(session, dispatcher, stop_id=mine[1].key, route_id=second, position=1)
        with pytest.raises(VanHasLeft):
            await move_stop(session, dispatcher, stop_id=theirs[0].key, route_id=first, position=1)
        with pytest.raises(AnotherKitchen):
            await move_stop(session, dispatcher, stop_id=theirs[0].key, route_id=elsewhere, position=1)
    for actor, refusal in (
        (two_vans.staff(two_vans.anna), NotAllowed),
        (two_vans.staff(two_vans.burgas_admin), NotFound),
    ):
        async with two_vans.database.unit(actor) as session:
            with pytest.raises(refusal):
                await move_stop(session, actor, stop_id=theirs[0].key, route_id=second, position=1)


async def test_another_driver_takes_the_route(two_vans: Cast):
    dispatcher = two_vans.staff(two_vans.dispatcher)
    async with two_vans.database.reading(dispatcher) as session:
        board = await routes_progress(session, dispatcher, day=WEDNESDAY)
        number = next(route.route_id for route in board if route.driver == "Иван Колев")
        route = await route_on_board(session, dispatcher, route_id=number)
    async with two_vans.database.unit(dispatcher) as session:
        await assign_driver(
            session, dispatcher, route_id=route.route_id, driver_id=two_vans.todor.id, version=route.version
        )
    async with two_vans.database.unit(dispatcher) as session:
        with pytest.raises(Stale):
            await assign_driver(session, dispatcher, route_id=route.route_id, driver_id=None, version=route.version)
    todor, ivan = two_vans.driver(two_vans.todor), two_vans.driver(two_vans.ivan)
    async with two_vans.database.reading(todor) as session:
        assert (await route_on_board(session, todor, route_id=route.route_id)).driver == "Тодор Минев"
    async with two_vans.database.reading(ivan) as session:
        with pytest.raises(NotFound):
            await route_on_board(session, ivan, route_id=route.route_id)


async def test_the_board_names_only_ones_own_people(two_vans: Cast):
    names = {}
    for member in (two_vans.dispatcher, two_vans.anna, two_vans.elena):
        actor = two_vans.staff(member)
        async with two_vans.database.reading(actor) as session:
            kitchen_id = two_vans.mladost_kitchen.key
            routes = await routes_to_print(session, actor, day=WEDNESDAY, kitchen_id=kitchen_id)
            unplaced = await unplaced_doors(session, actor, day=WEDNESDAY)
        assert sum(len(route.stops) for route in routes) == 4
        assert sum(sum(route.boxes.values()) for route in routes) == 4
        names[member.login] = (sum(bool(stop.names) for route in routes for stop in route.stops), len(unplaced))
    assert names == {"dispatcher": (4, 1), "anna": (4, 1), "elena": (0, 0)}
    cook = two_vans.staff(two_vans.cook)
    async with two_vans.database.reading(cook) as session:
        with pytest.raises(NotAllowed):
            await routes_to_print(session, cook, day=WEDNESDAY, kitchen_id=two_vans.mladost_kitchen.key)


def test_how_late_a_van_is():
    def at(hour: int, minute: int):
        return clock.at(WEDNESDAY, time(hour, minute))

    clock.set_to(at(11, 0))
    late = timedelta(minutes=7)
    assert minutes_late(RouteStatus.PLANNED, at(10, 50), []) == 10
    assert minutes_late(RouteStatus.PLANNED, at(11, 30), []) == 0
    assert minutes_late(RouteStatus.UNDER_WAY, at(10, 0), [(at(10, 40), at(10, 40) + late), (at(11, 5), None)]) == 7
    assert minutes_late(RouteStatus.UNDER_WAY, at(10, 0), [(at(10, 40), at(10, 35)), (at(11, 5), None)]) == -5
    assert minutes_late(RouteStatus.UNDER_WAY, at(10, 0), [(at(10, 40), at(10, 41)), (at(10, 45), None)]) == 15
    assert minutes_late(RouteStatus.FINISHED, at(10, 0), [(at(10, 40), at(12, 41))]) == 0


async def test_the_plan_remembers_whose_way_was_arranged_by_hand(two_vans: Cast):
    dispatcher = two_vans.staff(two_vans.dispatcher)
    first, mine = next(iter((await lines(two_vans)).items()))
    async with two_vans.database.unit(dispatcher) as session:
        await move_stop(session, dispatcher, stop_id=mine[1].key, route_id=first, position=1)
    async with two_vans.database.reading(dispatcher) as session:
        route = await session.get_one(Route, first)
        plan = (await session.scalars(sa.select(DayPlan))).one()
    assert plan.facts["by_hand"] == [route.vehicle_id]


async def test_only_vans_that_have_not_left_and_the_stops_own_are_to_choose(two_vans: Cast):
    dispatcher, cook = two_vans.staff(two_vans.dispatcher), two_vans.staff(two_vans.cook)
    kitchen = two_vans.mladost_kitchen.key
    first, second = await lines(two_vans)
    async with two_vans.database.unit(two_vans.job) as session:
        (await session.get_one(Route, first)).status = RouteStatus.UNDER_WAY
    async with two_vans.database.reading(dispatcher) as session:
        others = await routes_to_choose(session, dispatcher, day=WEDNESDAY, kitchen_id=kitchen)
        with_own = await routes_to_choose(session, dispatcher, day=WEDNESDAY, kitchen_id=kitchen, own=first)
        assert ([key for key, _ in others], {key for key, _ in with_own}) == ([second], {first, second})
        elsewhere = two_vans.lyulin_kitchen.key
        assert await routes_to_choose(session, dispatcher, day=WEDNESDAY, kitchen_id=elsewhere) == []
    async with two_vans.database.reading(cook) as session:
        assert await routes_to_choose(session, cook, day=WEDNESDAY, kitchen_id=kitchen) == []
        with pytest.raises(NotAllowed):
            await drivers_to_choose(session, cook)
