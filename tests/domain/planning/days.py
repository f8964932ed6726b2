"""Small invented days for the planner's tests, and travel times that can be counted in the head."""

from datetime import time

import numpy as np
from hypothesis import strategies as st

from domain.planning.problem import Door, Kitchen, Problem, Rules, Van

TEN = 10 * 3600
HOUR = 3600


class Ruler:
    """Points on a line: the latitude is minutes of driving; a minute is a kilometre."""

    def matrix(self, pts, at: time):
        minutes = np.rint(np.abs(pts[:, 0][:, None] - pts[:, 0])).astype(np.int64)
        return minutes * 1000, minutes * 60

    def line(self, a, b):
        return [a, b]


class Crooked:
    """Ways that differ by direction and are at times longer than the way round: what a road network may give."""

    def matrix(self, pts, at: time):
        rng = np.random.default_rng(len(pts))
        metres = rng.integers(0, 9_000, (len(pts), len(pts)))
        np.fill_diagonal(metres, 0)
        return metres, metres // 6


def door(door_id, minutes, *, boxes=1, opens=TEN, closes=TEN + 4 * HOUR, households=1, service=None):
    return Door(door_id, float(minutes), 0.0, households, boxes, opens, closes, service)


def van(van_id, capacity=10, *, start=TEN - 600, end=TEN + 5 * HOUR):
    return Van(van_id, capacity, start, end)


def day(doors, vans, **rules):
    return Problem(Kitchen(0.0, 0.0, departs=TEN, loading=600), tuple(doors), tuple(vans), Rules(**rules))


moments = st.integers(TEN - HOUR, TEN + 4 * HOUR)
doors = st.builds(
    lambda lat, lon, households, boxes, window, service: Door(
        "", lat, lon, households, boxes, min(window), max(window), service
    ),
    st.floats(-25, 25),
    st.floats(-25, 25),
    st.integers(0, 6),
    st.integers(0, 12),
    st.tuples(moments, moments),
    st.none() | st.integers(0, 900),
)
vans = st.builds(
    lambda capacity, shift: Van("", capacity, min(shift), max(shift)), st.integers(0, 30), st.tuples(moments, moments)
)


@st.composite
def days(draw, most_doors=25):
    """Any day, however unreasonable: vans too small, doors that are closed or far away, no vans at all."""
    some_doors = [
        Door(f"d{n}", one.lat, one.lon, one.households, one.boxes, one.opens, one.closes, one.service)
        for n, one in enumerate(draw(st.lists(doors, max_size=most_doors)))
    ]
    some_vans = [
        Van(f"v{n}", one.capacity, one.start, one.end) for n, one in enumerate(draw(st.lists(vans, max_size=5)))
    ]
    kitchen = Kitchen(0.0, 0.0, draw(moments), draw(st.integers(0, 1200)))
    return Problem(kitchen, tuple(some_doors), tuple(some_vans), Rules(hot_minutes=draw(st.integers(0, 150))))
