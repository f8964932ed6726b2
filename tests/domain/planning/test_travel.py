"""Travel times without road data."""

from datetime import time

import numpy as np
import pytest

from domain.planning.problem import Problem
from domain.planning.travel import Haversine
from tests.domain.planning.days import Ruler, day, door, van


def test_a_known_distance_takes_its_detour_and_the_speed_of_the_hour():
    degree = np.array([(42.0, 23.0), (43.0, 23.0)])  # one degree of latitude is 111.195 km
    metres, seconds = Haversine().matrix(degree, time(10))
    assert metres.tolist() == [[0, 150_114], [150_114, 0]]
    assert seconds[0, 1] == pytest.approx(150_114 / 22_000 * 3600 + 25, abs=1)
    assert seconds[0, 0] == 0
    assert Haversine().matrix(degree, time(8))[1][0, 1] == pytest.approx(150_114 / 18_000 * 3600 + 25, abs=1)


def test_every_hour_of_the_day_has_a_speed_and_a_gap_is_said():
    one = np.array([(42.0, 23.0)])
    assert all(Haversine().matrix(one, time(hour))[1].tolist() == [[0]] for hour in range(24))
    with pytest.raises(ValueError, match="no speed is given for 3:00"):
        Haversine(kmh={(4, 24): 20}).matrix(one, time(3))


def test_no_road_is_known():
    assert Haversine().line((42.0, 23.0), (43.0, 23.0)) is None
    assert Ruler().line((1.0, 0.0), (2.0, 0.0)) == [(1.0, 0.0), (2.0, 0.0)]


@pytest.mark.parametrize(
    ("doors", "vans", "message"),
    [
        ([door("a", 1), door("a", 2)], [], "door a is given twice"),
        ([], [van("v"), van("v")], "van v is given twice"),
        ([door("a", 1, boxes=-1)], [], "door a: boxes"),
        ([door("a", 1, opens=20, closes=10)], [], "door a: it closes before it opens"),
        ([], [van("v", start=20, end=10)], "van v: "),
    ],
)
def test_a_day_that_contradicts_itself_is_refused(doors, vans, message):
    with pytest.raises(ValueError, match=message):
        day(doors, vans)
    assert isinstance(day([door("a", 1)], [van("v")]), Problem)
