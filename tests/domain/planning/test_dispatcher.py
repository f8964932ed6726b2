"""Changes by hand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.planning.dispatcher import insert, move, retime
from domain.planning.problem import Broken, Reason, Rule, Unplaced, UsualTrip
from domain.planning.repair import repair
from domain.planning.travel import Haversine
from domain.planning.verify import broken_rules
from tests.domain.planning.days import TEN, Ruler, day, days, door, van

DOORS = [door("a", 5, boxes=4), door("b", 10, boxes=4), door("x", -5, boxes=4)]
TODAY = day(DOORS, [van("north"), van("south"), van("spare")])
PLAN = repair(TODAY, Ruler(), [UsualTrip("north", ("a", "b")), UsualTrip("south", ("x",))])


def orders(plan):
    return {trip.van_id: trip.door_ids for trip in plan.trips}


def test_a_move_within_the_trip_changes_the_order_and_the_times():
    change = move(TODAY, Ruler(), PLAN, "b", "north", 0)
    assert orders(change.plan) == {"north": ("b", "a"), "south": ("x",)}
    assert change.broken == ()
    assert broken_rules(TODAY, Ruler(), change.plan) == []
    assert change.plan.trips[0].stops[0].arrives == TEN + 600


def test_a_move_that_breaks_a_rule_is_done_and_said():
    change = move(TODAY, Ruler(), PLAN, "x", "north", 9)
    assert orders(change.plan) == {"north": ("a", "b", "x")}
    assert change.broken == (Broken(Rule.CAPACITY, 2, "north"),)
    assert broken_rules(TODAY, Ruler(), change.plan) == [Broken(Rule.CAPACITY, 2, "north")]


def test_a_move_to_a_van_that_has_no_trip_opens_one():
    change = move(TODAY, Ruler(), PLAN, "b", "spare", 0)
    assert orders(change.plan) == {"north": ("a",), "south": ("x",), "spare": ("b",)}


def test_trips_that_are_not_touched_keep_the_times_people_were_told():
    told = replace(PLAN, trips=(PLAN.trips[0], replace(PLAN.trips[1], departs=TEN + 60)))
    change = move(TODAY, Ruler(), told, "b", "north", 0)
    assert change.plan.trips[1] == told.trips[1]


def test_a_late_stop_after_a_move_is_late_by_as_little_as_can_be():
    today = day([door("a", 5, closes=TEN + 400), door("b", 10)], [van("north")])
    plan = repair(today, Ruler(), [])
    assert move(today, Ruler(), plan, "b", "north", 0).broken == (Broken(Rule.WINDOW, 620, "north", "a"),)


def test_a_new_door_goes_where_it_costs_least():
    today = replace(TODAY, doors=(*TODAY.doors, door("new", -3)))
    change = insert(today, Ruler(), PLAN, "new")
    assert orders(change.plan) == {"north": ("a", "b"), "south": ("new", "x")}
    assert change.broken == ()


def test_a_new_door_that_fits_nowhere_is_listed_and_can_still_be_moved_in_by_hand():
    today = replace(TODAY, doors=(*TODAY.doors, door("new", -3, boxes=9)), vans=TODAY.vans[:2])
    listed = insert(today, Ruler(), PLAN, "new").plan
    assert listed.unplaced == (Unplaced("new", Reason.NO_CAPACITY),)
    assert listed.vans_short == 1
    forced = move(today, Ruler(), listed, "new", "south", 0)
    assert forced.plan.unplaced == ()
    assert forced.plan.vans_short == 0
    assert forced.broken == (Broken(Rule.CAPACITY, 3, "south"),)


def test_a_trip_that_already_breaks_a_rule_takes_no_further_door():
    full = move(TODAY, Ruler(), PLAN, "x", "north", 9).plan
    today = replace(TODAY, doors=(*TODAY.doors, door("new", 6, boxes=0)))
    change = insert(today, Ruler(), full, "new")
    assert orders(change.plan) == {"north": ("a", "b", "x"), "south": ("new",)}


def test_a_cancelled_door_makes_the_others_earlier():
    trip, broken = retime(replace(TODAY, doors=TODAY.doors[1:]), Ruler(), PLAN.trips[0])
    assert [(stop.door_id, stop.arrives) for stop in trip.stops] == [("b", TEN + 600)]
    assert broken == ()


@pytest.mark.parametrize(("door_id", "van_id"), [("stranger", "north"), ("a", "stranger")])
def test_a_door_or_a_van_of_another_day_is_named(door_id, van_id):
    with pytest.raises(ValueError, match="stranger is not of this day"):
        move(TODAY, Ruler(), PLAN, door_id, van_id, 0)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(days(most_doors=12), st.data())
def test_what_a_move_says_is_what_the_verifier_finds(today, data):
    if not today.doors or not today.vans:
        return
    plan = repair(today, Haversine(), [])
    door_id = data.draw(st.sampled_from([one.id for one in today.doors]))
    van_id = data.draw(st.sampled_from([one.id for one in today.vans]))
    change = move(today, Haversine(), plan, door_id, van_id, data.draw(st.integers(0, 15)))
    assert set(change.broken) == set(broken_rules(today, Haversine(), change.plan))
