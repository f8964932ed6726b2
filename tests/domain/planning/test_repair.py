"""The usual routes made right for today."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.planning.problem import Reason, Unplaced, UsualTrip
from domain.planning.repair import as_usual, repair
from domain.planning.travel import Haversine
from domain.planning.verify import broken_rules
from tests.domain.planning.days import HOUR, TEN, Crooked, Ruler, day, days, door, van

USUAL = [UsualTrip("north", ("a", "b", "c")), UsualTrip("south", ("x", "y"))]
NORTH = [door("a", 5), door("b", 10), door("c", 15)]
SOUTH = [door("x", -5), door("y", -10)]


def orders(plan):
    return {trip.van_id: trip.door_ids for trip in plan.trips}


def reasons(plan):
    return {unplaced.door_id: unplaced.reason for unplaced in plan.unplaced}


def test_a_day_like_every_other_keeps_van_and_order_even_where_a_shorter_way_is_known():
    usual = [UsualTrip("north", ("c", "a", "b")), UsualTrip("south", ("x", "y"))]
    plan = repair(day(NORTH + SOUTH, [van("north"), van("south")]), Ruler(), usual)
    assert as_usual(plan) == usual
    assert plan.unplaced == ()


def test_an_absent_door_drops_out_and_a_new_one_goes_where_it_costs_least():
    today = [NORTH[0], NORTH[2], *SOUTH, door("new", -7)]
    plan = repair(day(today, [van("north"), van("south"), van("spare")]), Ruler(), USUAL)
    assert orders(plan) == {"north": ("a", "c"), "south": ("x", "new", "y")}


def test_a_spare_van_leaves_only_when_nothing_else_will_do():
    today = [*NORTH, *SOUTH, door("new", 7, boxes=8)]
    plan = repair(day(today, [van("north"), van("south", capacity=3), van("spare")]), Ruler(), USUAL)
    assert orders(plan) == {"north": ("a", "b", "c"), "south": ("x", "y"), "spare": ("new",)}


def test_the_route_of_a_van_that_is_away_goes_whole_to_a_spare_one():
    plan = repair(day(NORTH + SOUTH, [van("south"), van("spare")]), Ruler(), USUAL)
    assert orders(plan) == {"south": ("x", "y"), "spare": ("a", "b", "c")}


def test_a_usual_route_that_is_too_full_today_gives_up_its_last_doors():
    today = [NORTH[0], door("b", 10, boxes=9), NORTH[2]]
    plan = repair(day(today, [van("north"), van("spare")]), Ruler(), USUAL)
    assert orders(plan) == {"north": ("a", "b"), "spare": ("c",)}


def test_times_and_metres_of_a_trip_counted_by_hand():
    today = [door("a", 5, households=3), door("b", 15, service=600)]
    plan = repair(day(today, [van("north")]), Ruler(), USUAL)
    (trip,) = plan.trips
    assert [(stop.arrives - TEN, stop.leaves - TEN) for stop in trip.stops] == [(300, 600), (1200, 1800)]
    assert (trip.departs, trip.returns, trip.metres) == (TEN, TEN + 2700, 30_000)


def test_the_van_is_held_at_the_kitchen_rather_than_at_a_door_that_is_not_open():
    today = [NORTH[0], door("b", 10, opens=TEN + 2 * HOUR)]
    plan = repair(day(today, [van("north")], hot_minutes=30), Ruler(), USUAL)
    (trip,) = plan.trips
    assert trip.departs == TEN + 2 * HOUR - 10 * 60 - 120
    assert trip.stops[1].arrives == TEN + 2 * HOUR


def test_food_stays_hot_until_the_last_hand_over_to_the_second():
    exactly = [door("a", 58)]
    assert orders(repair(day(exactly, [van("north")], hot_minutes=60), Ruler(), [])) == {"north": ("a",)}
    assert reasons(repair(day(exactly, [van("north")], hot_minutes=59), Ruler(), [])) == {"a": Reason.TOO_FAR}


def test_the_van_is_home_by_the_end_of_its_shift_to_the_second():
    back = TEN + 2 * 58 * 60 + 120
    exactly = [door("a", 58)]
    assert orders(repair(day(exactly, [van("north", end=back)]), Ruler(), [])) == {"north": ("a",)}
    assert reasons(repair(day(exactly, [van("north", end=back - 1)]), Ruler(), [])) == {"a": Reason.TOO_FAR}


@pytest.mark.parametrize(
    ("waiting", "reason", "vans_short"),
    [
        (door("w", 5, boxes=11), Reason.TOO_BIG, 0),
        (door("w", 200), Reason.TOO_FAR, 0),
        (door("w", 50, closes=TEN + 60), Reason.WINDOW, 0),
        (door("w", 5, boxes=8), Reason.NO_CAPACITY, 1),
        (door("w", -50), Reason.NO_TIME, 1),
    ],
)
def test_what_does_not_fit_is_listed_with_what_is_missing(waiting, reason, vans_short):
    plan = repair(day([*NORTH, waiting], [van("north")], hot_minutes=60), Ruler(), USUAL)
    assert orders(plan) == {"north": ("a", "b", "c")}
    assert plan.unplaced == (Unplaced("w", reason),)
    assert plan.vans_short == vans_short


def test_missing_vans_are_counted_in_vans_of_the_usual_kind():
    full = [door(f"d{n}", n, boxes=5) for n in range(1, 9)]
    plan = repair(day(full, [van("one"), van("two"), van("small", capacity=5)]), Ruler(), [])
    assert len(plan.unplaced) == 3
    assert plan.vans_short == 2


def test_a_day_without_vans_says_how_many_it_needs():
    plan = repair(day([door(f"d{n}", 3, boxes=50) for n in range(3)], []), Ruler(), USUAL)
    assert reasons(plan) == dict.fromkeys(("d0", "d1", "d2"), Reason.NO_CAPACITY)
    assert plan.vans_short == 3


@settings(max_examples=120, deadline=None, derandomize=True)
@given(days(), st.data())
def test_any_day_and_any_usual_routes_give_a_plan_without_a_broken_rule(today, data):
    some_doors = st.lists(st.sampled_from([f"d{n}" for n in range(30)]), max_size=20)
    trips = st.builds(UsualTrip, st.sampled_from([f"v{n}" for n in range(8)]), some_doors.map(tuple))
    usual = data.draw(st.lists(trips, max_size=8))
    for travel in (Haversine(), Crooked()):
        plan = repair(today, travel, usual)
        assert broken_rules(today, travel, plan) == []
        assert repair(today, travel, usual) == plan


@settings(max_examples=40, deadline=None, derandomize=True)
@given(days())
def test_a_repaired_plan_is_its_own_repair(today):
    plan = repair(today, Haversine(), [])
    again = repair(today, Haversine(), as_usual(plan))
    assert set(again.trips) == set(plan.trips)
