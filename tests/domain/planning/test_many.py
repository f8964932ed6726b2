"""Several kitchens on the machine's cores."""

from domain.planning.engine import plan
from domain.planning.many import plan_many
from domain.planning.travel import Haversine
from domain.planning.verify import broken_rules
from tests.domain.planning.test_engine import town

KITCHENS = {"north": town(15, 2, seed=1), "south": town(25, 2, seed=2), "west": town(5, 1, seed=3)}


def test_each_kitchen_gets_the_plan_it_would_get_alone():
    heard = []
    plans = plan_many(
        KITCHENS, Haversine(), iterations=20, workers=2, progress=lambda key, share: heard.append((key, share))
    )
    assert plans == {key: plan(today, Haversine(), iterations=20) for key, today in KITCHENS.items()}
    assert {key for key, share in heard if share == 1} == set(KITCHENS)


def test_a_stopped_run_gives_whole_plans_of_the_kitchens_begun_and_leaves_out_the_others():
    begun = []
    plans = plan_many(
        KITCHENS,
        Haversine(),
        seconds=3600,
        workers=1,
        stop=lambda: bool(begun),
        progress=lambda key, _: begun.append(key),
    )
    assert "south" in plans
    assert "west" not in plans
    assert all(broken_rules(KITCHENS[key], Haversine(), found) == [] for key, found in plans.items())


def test_no_kitchens_no_plans():
    assert plan_many({}, Haversine(), seconds=1) == {}
