"""Planning a day: everybody is on a route or on the list, the usual routes stay, and what is told stays true."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.refusals import NotAllowed, NotFound
from domain.routes import planning_day
from domain.routes.planning_day import (
    RoutesUnderWay,
    accept_proposal,
    plan_day,
    propose_day,
)
from domain.routes.proposing import NoProposal
from domain.routes.telling import tell_drivers
from domain.routes.writing import told_window
from models.meals import MealOrder, OrderStatus
from models.people import Person
from models.routes import DayPlan, Outcome, Route, RouteStatus, Stop, Unplaced, UnplacedReason, UsualRoute, Vehicle
from tests.cast import Cast
from tests.domain.day_of_food import WEDNESDAY, household, order, second_van, site_order

pytestmark = pytest.mark.usefixtures("tuesday")


async def by_name(people: Cast) -> dict[str, Stop]:
    """The stops of Wednesday by the first name of who lives there."""
    async with people.database.reading(people.job) as session:
        rows = await session.execute(
            sa.select(Person.first_name, Stop)
            .join(Stop, col(Stop.address_id) == col(Person.address_id))
            .where(col(Stop.day) == WEDNESDAY)
        )
        return dict(rows.all())


async def test_everybody_is_on_a_route_and_every_meal_knows_its_stop(people: Cast):
    async with people.database.unit(people.job) as session:
        for person in (people.maria, people.ivanka):
            await order(session, people, person)
    done = await plan_day(people.database, people.job, day=WEDNESDAY)
    assert (done.stops, done.unplaced, done.vans_short) == (2, 0, 0)
    stops = await by_name(people)
    async with people.database.reading(people.job) as session:
        routes = {route.key: route for route in await session.scalars(sa.select(Route))}
        meals = dict((await session.execute(sa.select(MealOrder.person_id, MealOrder.stop_id))).all())
    assert meals == {people.maria.id: stops["Мария"].id, people.ivanka.id: stops["Иванка"].id}
    assert {routes[stop.route_id].driver_id: name for name, stop in stops.items()} == {
        people.ivan.id: "Мария",
        people.todor.id: "Иванка",
    }
    maria = stops["Мария"]
    assert maria.window_from <= maria.arrives_at <= maria.window_until
    assert clock.local(routes[maria.route_id].departs_at).hour == 10


async def test_neighbours_of_one_entrance_come_one_after_the_other_by_floor(people: Cast):
    async with people.database.unit(people.job) as session:
        far = await household(session, people, "Далечна", block="9", lat=42.66, lon=23.40)
        low = await household(session, people, "Долна", floor="1")
        high = await household(session, people, "Горна", floor="ет. 11")
        for person in (high, far, people.maria, low):
            await order(session, people, person)
    await plan_day(people.database, people.job, day=WEDNESDAY)
    stops = sorted((await by_name(people)).items(), key=lambda pair: pair[1].position)
    line = [name for name, _stop in stops]
    at = line.index("Долна")
    assert line[at : at + 3] == ["Долна", "Мария", "Горна"]
    times = {name: stop.arrives_at for name, stop in stops}
    assert times["Мария"] - times["Долна"] == times["Горна"] - times["Мария"] == timedelta(seconds=90)


async def test_a_door_without_a_pin_is_listed_and_not_lost(people: Cast):
    async with people.database.unit(people.job) as session:
        lost = await household(session, people, "Без карта", block="77", lat=None, lon=None)
        upstairs = await household(session, people, "Съседка", floor="8", lat=None, lon=None)
        for person in (people.maria, lost, upstairs):
            await order(session, people, person)
    done = await plan_day(people.database, people.job, day=WEDNESDAY)
    assert set(await by_name(people)) == {"Мария", "Съседка"}
    assert done.unplaced == 1
    async with people.database.reading(people.job) as session:
        rows = (await session.scalars(sa.select(Unplaced))).all()
    assert [(row.address_id, row.reason) for row in rows] == [(lost.address_id, UnplacedReason.NO_PIN)]


async def test_what_does_not_fit_is_listed_with_the_vans_that_are_missing(people: Cast):
    async with people.database.unit(people.job) as session:
        van = await session.get_one(Vehicle, people.van.key)
        van.capacity = 2
        names = ["Първа", "Втора", "Трета", "Четвърта", "Пета"]
        for n, name in enumerate(names):
            await order(session, people, await household(session, people, name, block=str(n), lat=42.654 + n / 1000))
    done = await plan_day(people.database, people.job, day=WEDNESDAY)
    assert (done.stops, done.unplaced, done.vans_short) == (2, 3, 2)
    async with people.database.reading(people.job) as session:
        reasons = set(await session.scalars(sa.select(Unplaced.reason)))
        plan = await session.scalar(sa.select(DayPlan))
    assert reasons == {UnplacedReason.NO_CAPACITY}
    assert plan is not None
    assert plan.vans_short == 2


async def test_a_kitchen_without_vans_says_so(people: Cast):
    async with people.database.unit(people.job) as session:
        (await session.get_one(Vehicle, people.van.key)).active = False
        await order(session, people, people.maria)
    done = await plan_day(people.database, people.job, day=WEDNESDAY)
    assert (done.stops, done.unplaced, done.vans_short) == (0, 1, 1)
    async with people.database.reading(people.job) as session:
        assert list(await session.scalars(sa.select(Unplaced.reason))) == [UnplacedReason.NO_VAN]


async def test_planning_twice_changes_nothing(people: Cast):
    async with people.database.unit(people.job) as session:
        await order(session, people, people.maria)
        await order(session, people, await household(session, people, "Друга", block="5", lat=42.66))
    await plan_day(people.database, people.job, day=WEDNESDAY)
    first = {name: stop.model_dump() for name, stop in (await by_name(people)).items()}
    await plan_day(people.database, people.job, day=WEDNESDAY)
    assert {name: stop.model_dump() for name, stop in (await by_name(people)).items()} == first


async def test_the_first_plan_becomes_the_usual_one_and_the_next_day_keeps_it(people: Cast):
    thursday = WEDNESDAY + timedelta(days=1)
    async with people.database.unit(people.job) as session:
        others = [await household(session, people, f"Име{n}", block=str(n), lat=42.655 + n / 500) for n in range(4)]
        for person in (people.maria, *others):
            await order(session, people, person)
        for person in (people.maria, *others[1:]):
            await order(session, people, person, thursday)
    await plan_day(people.database, people.job, day=WEDNESDAY)
    async with people.database.reading(people.job) as session:
        usual = (await session.scalars(sa.select(UsualRoute))).one()
    assert len(usual.addresses) == 5
    await plan_day(people.database, people.job, day=thursday)
    async with people.database.reading(people.job) as session:
        line = list(
            await session.scalars(
                sa.select(Stop.address_id).where(col(Stop.day) == thursday).order_by(col(Stop.position))
            )
        )
    assert line == [number for number in usual.addresses if number != others[0].address_id]


async def test_two_days_planned_at_once_make_the_first_usual_routes_once(people: Cast):
    days = [WEDNESDAY + timedelta(days=number) for number in range(3)]
    async with people.database.unit(people.job) as session:
        others = [await household(session, people, f"Име{n}", block=str(n), lat=42.655 + n / 500) for n in range(3)]
        for person in (people.maria, *others):
            for day in days:
                await order(session, people, person, day)
    await asyncio.gather(*(plan_day(people.database, people.job, day=day) for day in days))
    async with people.database.reading(people.job) as session:
        usual = (await session.scalars(sa.select(UsualRoute))).one()
        stops = (await session.scalars(sa.select(col(Stop.day)).order_by(col(Stop.day)))).all()
    assert sorted(usual.addresses) == sorted(person.address_id for person in (people.maria, *others))
    assert stops == [day for day in days for _ in range(4)]


async def test_a_late_order_gets_a_new_number_once_drivers_know_their_day(people: Cast):
    async with people.database.unit(people.job) as session:
        others = [await household(session, people, f"Име{n}", block=str(n), lat=42.655 + n / 500) for n in range(3)]
        for person in (people.maria, *others):
            await order(session, people, person)
    await plan_day(people.database, people.job, day=WEDNESDAY)
    async with people.database.unit(people.job) as session:
        await tell_drivers(session, people.job, day=WEDNESDAY)
    before = await by_name(people)
    assert sorted(stop.number for stop in before.values()) == [1, 2, 3, 4]
    last = max(before, key=lambda name: before[name].number)
    async with people.database.unit(people.job) as session:
        gone = await session.scalar(
            sa.select(MealOrder)
            .join(Person, col(Person.id) == col(MealOrder.person_id))
            .where(col(Person.first_name) == last)
        )
        gone.status = OrderStatus.CANCELLED
        await order(session, people, await household(session, people, "Късна", floor="9"))
    await plan_day(people.database, people.job, day=WEDNESDAY)
    after = await by_name(people)
    assert after.pop("Късна").number == 5
    assert {name: stop.number for name, stop in after.items()} == {
        name: stop.number for name, stop in before.items() if name != last
    }


async def test_a_route_under_way_is_left_alone_and_takes_no_new_door(people: Cast):
    async with people.database.unit(people.job) as session:
        await order(session, people, people.maria)
        other = await household(session, people, "Отказала", block="5", lat=42.66)
        cancelled = await order(session, people, other)
    await plan_day(people.database, people.job, day=WEDNESDAY)
    before = await by_name(people)
    async with people.database.unit(people.job) as session:
        route = (await session.scalars(sa.select(Route))).one()
        route.status = RouteStatus.UNDER_WAY
        (await session.get_one(Stop, before["Мария"].key)).outcome = Outcome.DELIVERED
        (await session.get_one(MealOrder, cancelled.key)).status = OrderStatus.CANCELLED
        late = await household(session, people, "Късна", block="6", lat=42.66)
        await order(session, people, late)
    done = await plan_day(people.database, people.job, day=WEDNESDAY)
    after = await by_name(people)
    assert set(after) == {"Мария"}
    assert (after["Мария"].number, after["Мария"].arrives_at) == (before["Мария"].number, before["Мария"].arrives_at)
    assert (done.unplaced, done.stops) == (1, 0)
    async with people.database.reading(people.job) as session:
        listed = (await session.scalars(sa.select(Unplaced))).one()
    assert (listed.address_id, listed.reason) == (late.address_id, UnplacedReason.NO_VAN)
    with pytest.raises(RoutesUnderWay):
        await plan_day(people.database, people.job, day=WEDNESDAY, fresh=True)


async def test_an_order_that_comes_while_planning_is_not_lost(people: Cast, monkeypatch):
    async with people.database.unit(people.job) as session:
        await order(session, people, people.maria)
    worked_out = planning_day._worked_out
    tries = []

    async def meanwhile(days, *, fresh):
        found = await worked_out(days, fresh=fresh)
        if not tries:
            async with people.database.unit(people.job) as session:
                await order(session, people, await household(session, people, "Между", block="5", lat=42.66))
        tries.append(fresh)
        return found

    monkeypatch.setattr(planning_day, "_worked_out", meanwhile)
    done = await plan_day(people.database, people.job, day=WEDNESDAY)
    assert set(await by_name(people)) == {"Мария", "Между"}
    assert (done.stops, len(tries)) == (2, 2)


async def test_a_proposal_changes_nothing_until_it_is_accepted(people: Cast):
    async with people.database.unit(people.job) as session:
        far = [await household(session, people, f"Име{n}", block=str(n), lat=42.655 + n / 200) for n in range(4)]
        for person in (people.maria, *far):
            await order(session, people, person)
        # A way that goes to and fro, as nobody would drive it.
        zigzag = [far[0], far[3], people.maria, far[2], far[1]]
        session.add(
            UsualRoute(
                organisation_id=people.sofia.key, name="Младост 1", kitchen_id=people.mladost_kitchen.key,
                vehicle_id=people.van.key, driver_id=people.ivan.key,
                addresses=[person.address_id for person in zigzag],
            )
        )  # fmt: skip
    kitchen = people.mladost_kitchen.key
    dispatcher = people.staff(people.dispatcher)
    with pytest.raises(NoProposal):
        await accept_proposal(people.database, dispatcher, day=WEDNESDAY, kitchen_id=kitchen)
    planned = await plan_day(people.database, people.job, day=WEDNESDAY)
    before = {name: stop.position for name, stop in (await by_name(people)).items()}
    assert [name for name, _at in sorted(before.items(), key=lambda pair: pair[1])] == [
        person.first_name for person in zigzag
    ]
    proposal = await propose_day(people.database, dispatcher, day=WEDNESDAY, kitchen_id=kitchen)
    assert proposal.metres_now == planned.kitchens[0].metres
    assert proposal.metres_then < proposal.metres_now
    assert {name: stop.position for name, stop in (await by_name(people)).items()} == before
    done = await accept_proposal(people.database, dispatcher, day=WEDNESDAY, kitchen_id=kitchen)
    assert done.kitchens[0].metres == proposal.metres_then
    async with people.database.reading(people.job) as session:
        line = list(await session.scalars(sa.select(Stop.address_id).order_by(col(Stop.position))))
        usual = (await session.scalars(sa.select(UsualRoute))).one()
    assert usual.addresses == line


async def test_a_site_is_a_stop_of_its_own_with_its_load(people: Cast):
    async with people.database.unit(people.job) as session:
        site = await site_order(session, people, 30)
        await order(session, people, people.maria)
    await plan_day(people.database, people.job, day=WEDNESDAY)
    async with people.database.reading(people.job) as session:
        stop = (await session.scalars(sa.select(Stop).where(col(Stop.site_id) == site.key))).one()
        meal = (await session.scalars(sa.select(MealOrder).where(col(MealOrder.site_id) == site.key))).one()
    assert meal.stop_id == stop.id


async def test_two_vans_share_the_day(people: Cast):
    async with people.database.unit(people.job) as session:
        await second_van(session, people)
        for n in range(40):
            person = await household(session, people, f"Име{n}", block=str(n), lat=42.64 + n * 0.0015, lon=23.37)
            await order(session, people, person)
    done = await plan_day(people.database, people.job, day=WEDNESDAY)
    assert (done.kitchens[0].routes, done.stops, done.unplaced) == (2, 40, 0)
    async with people.database.reading(people.job) as session:
        rows = (await session.execute(sa.select(Stop.route_id, Stop.number, Stop.position))).all()
    for route_id in {row[0] for row in rows}:
        mine = [row for row in rows if row[0] == route_id]
        assert sorted(number for _r, number, _p in mine) == list(range(1, len(mine) + 1))


async def test_who_may_not_plan(people: Cast):
    for member in (people.cook, people.anna):
        with pytest.raises(NotAllowed):
            await plan_day(people.database, people.staff(member), day=WEDNESDAY)
    with pytest.raises(NotFound):
        await plan_day(
            people.database, people.staff(people.burgas_admin), day=WEDNESDAY, kitchen_id=people.mladost_kitchen.key
        )


async def test_another_organisation_plans_nothing_of_ours(people: Cast):
    async with people.database.unit(people.job) as session:
        await order(session, people, people.maria)
    done = await plan_day(people.database, people.staff(people.burgas_admin), day=WEDNESDAY)
    assert done.kitchens == ()
    assert await by_name(people) == {}


@pytest.mark.parametrize(
    ("arrives", "window"), [("10:45", "10:30"), ("10:52", "10:30"), ("10:53", "10:45"), ("11:07", "10:45")]
)
def test_people_are_told_a_half_hour_from_a_quarter(arrives: str, window: str):
    moment = datetime.fromisoformat(f"2026-11-25T{arrives}:00").replace(tzinfo=UTC)
    start, end = told_window(moment)
    assert (f"{start:%H:%M}", end - start) == (window, timedelta(minutes=30))
