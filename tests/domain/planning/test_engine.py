"""A day planned anew by the solver."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings

from domain.planning.engine import plan
from domain.planning.problem import Door, Kitchen, Problem, Reason, Van
from domain.planning.repair import repair
from domain.planning.travel import Haversine
from domain.planning.verify import broken_rules
from tests.domain.planning.days import HOUR, TEN, Crooked, Ruler, day, days, door, van


def town(doors, vans, seed=1):
    """An invented town of so many doors around the kitchen."""
    chance = random.Random(seed)
    return Problem(
        Kitchen(42.69, 23.32, TEN - 900, 600),
        tuple(
            Door(
                f"d{number}",
                42.69 + chance.gauss(0, 0.025),
                23.32 + chance.gauss(0, 0.03),
                households=(households := chance.choice([1, 1, 1, 2, 3])),
                boxes=households,
                opens=TEN + chance.choice([0, 0, 0, HOUR]),
                closes=TEN + chance.choice([2 * HOUR, 3 * HOUR, 3 * HOUR]),
            )
            for number in range(doors)
        ),
        tuple(Van(f"v{number}", 80, TEN - 1800, TEN + 4 * HOUR - 1800) for number in range(vans)),
    )


def test_every_meal_has_a_place_with_fewer_metres_than_without_the_solver():
    today = town(60, 6)
    found = plan(today, Haversine(), iterations=150)
    assert broken_rules(today, Haversine(), found) == []
    assert found.unplaced == ()
    assert found.metres < repair(today, Haversine(), []).metres


def test_an_over_full_day_gives_a_plan_and_the_number_of_vans_that_are_missing():
    today = town(60, 1)
    found = plan(today, Haversine(), iterations=100)
    assert broken_rules(today, Haversine(), found) == []
    assert {unplaced.reason for unplaced in found.unplaced} == {Reason.NO_TIME}
    usual = replace(today.vans[0], id="")
    enough = [replace(usual, id=f"more{number}") for number in range(found.vans_short)]
    richer = replace(today, vans=(*today.vans, *enough))
    assert plan(richer, Haversine(), iterations=200).unplaced == ()


def test_the_same_seed_and_iterations_give_the_same_plan():
    today = town(40, 2)
    assert plan(today, Haversine(), iterations=40, seed=7) == plan(today, Haversine(), iterations=40, seed=7)


def test_more_meals_win_over_fewer_metres():
    today = day([door("near", 1, boxes=6), door("far", 40, boxes=9)], [van("one")])
    found = plan(today, Ruler(), iterations=50)
    assert found.trips[0].door_ids == ("far",)
    assert found.vans_short == 1


def test_a_wish_to_stop_ends_the_search_with_a_whole_plan():
    today, shares = town(30, 3), []
    found = plan(today, Haversine(), seconds=3600, stop=lambda: len(shares) >= 3, progress=shares.append)
    assert broken_rules(today, Haversine(), found) == []
    assert len(shares) < 10
    assert shares[-1] == 1


def test_progress_never_goes_back():
    shares = []
    plan(town(20, 2), Haversine(), iterations=20, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_search_without_an_end_is_refused():
    with pytest.raises(ValueError, match="give the seconds"):
        plan(town(3, 1), Haversine())


@settings(max_examples=40, deadline=None, derandomize=True)
@given(days(most_doors=12))
def test_any_day_gives_a_plan_without_a_broken_rule(today):
    for travel in (Haversine(), Crooked()):
        assert broken_rules(today, travel, plan(today, travel, iterations=10)) == []
