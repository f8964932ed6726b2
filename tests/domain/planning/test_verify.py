"""The verifier finds each kind of broken rule, in a plan that is right but for that one thing."""

from dataclasses import replace

import pytest

from domain.planning.problem import Broken, PlannedStop, Reason, Rule, Unplaced
from domain.planning.repair import repair
from domain.planning.verify import broken_rules
from tests.domain.planning.days import HOUR, TEN, Ruler, day, door, van

TODAY = day([door("a", 5, boxes=2), door("b", 10, boxes=3), door("far", 130)], [van("one"), van("two")])
PLAN = repair(TODAY, Ruler(), [])


def with_trip(**changes):
    return replace(PLAN, trips=(replace(PLAN.trips[0], **changes),))


def later(seconds):
    trip = PLAN.trips[0]
    stops = tuple(PlannedStop(s.door_id, s.arrives + seconds, s.leaves + seconds) for s in trip.stops)
    return with_trip(departs=trip.departs + seconds, stops=stops, returns=trip.returns + seconds)


def stop_changed(number, **changes):
    stops = list(PLAN.trips[0].stops)
    stops[number] = replace(stops[number], **changes)
    return with_trip(stops=tuple(stops))


def found(today, plan):
    return sorted(broken_rules(today, Ruler(), plan), key=lambda one: one.rule)


def today_with(*, doors=None, vans=None, **rules):
    return day(doors or TODAY.doors, vans or TODAY.vans, **rules)


def test_a_right_plan_breaks_nothing():
    assert PLAN.trips[0].door_ids == ("a", "b")
    assert PLAN.unplaced == (Unplaced("far", Reason.TOO_FAR),)
    assert found(TODAY, PLAN) == []


@pytest.mark.parametrize(
    ("today", "broken"),
    [
        (today_with(vans=[van("one", 4)]), Broken(Rule.CAPACITY, 1, "one")),
        (today_with(hot_minutes=13), Broken(Rule.HOT, 60, "one")),
        (today_with(vans=[van("one", end=TEN + HOUR // 3)]), Broken(Rule.SHIFT, 4 * 60, "one")),
        (today_with(vans=[van("one", start=TEN)]), Broken(Rule.DEPARTURE, 600, "one")),
        (
            today_with(doors=[*TODAY.doors[1:], replace(TODAY.doors[0], closes=TEN + 200)]),
            Broken(Rule.WINDOW, 100, "one", "a"),
        ),
        (today_with(doors=[*TODAY.doors, door("new", 1)]), Broken(Rule.EVERY_DOOR, 1, None, "new")),
        (today_with(doors=TODAY.doors[:2]), Broken(Rule.UNKNOWN, 1, None, "far")),
        (today_with(vans=[van("two")]), Broken(Rule.UNKNOWN, 1, "one")),
    ],
)
def test_a_plan_that_today_does_not_allow(today, broken):
    assert found(today, PLAN) == [broken]


@pytest.mark.parametrize(
    ("plan", "broken"),
    [
        (later(-60), [Broken(Rule.DEPARTURE, 60, "one")]),
        (with_trip(metres=PLAN.metres - 1), [Broken(Rule.METRES, 1, "one")]),
        (with_trip(returns=PLAN.trips[0].returns - 5), [Broken(Rule.TIMES, 5, "one")]),
        (replace(PLAN, unplaced=()), [Broken(Rule.EVERY_DOOR, 1, None, "far")]),
        (
            replace(PLAN, unplaced=(*PLAN.unplaced, Unplaced("a", Reason.TOO_FAR))),
            [Broken(Rule.ONCE, 1, None, "a")],
        ),
        (replace(PLAN, vans_short=1), [Broken(Rule.VANS_SHORT, 1)]),
        (replace(PLAN, unplaced=(Unplaced("far", Reason.NO_TIME),)), [Broken(Rule.VANS_SHORT, 1)]),
        (
            replace(PLAN, trips=PLAN.trips * 2),
            [Broken(Rule.ONCE, 1, None, "a"), Broken(Rule.ONCE, 1, None, "b"), Broken(Rule.ONCE, 1, "one")],
        ),
    ],
)
def test_a_plan_that_contradicts_itself(plan, broken):
    assert found(TODAY, plan) == broken


def test_a_stop_that_begins_before_the_van_can_be_there_or_ends_before_the_meal_is_handed_over():
    first = PLAN.trips[0].stops[0]
    assert found(TODAY, stop_changed(0, arrives=first.arrives - 10, leaves=first.leaves - 10)) == [
        Broken(Rule.TIMES, 10, "one", "a"),
        Broken(Rule.TIMES, 10, "one", "b"),
    ]
    assert Broken(Rule.TIMES, 7, "one", "b") in found(TODAY, stop_changed(1, leaves=PLAN.trips[0].stops[1].leaves - 7))


def test_a_hand_over_before_the_door_opens():
    early = today_with(doors=[replace(TODAY.doors[0], opens=TEN + 310), *TODAY.doors[1:]])
    assert Broken(Rule.WINDOW, 10, "one", "a") in found(early, PLAN)
