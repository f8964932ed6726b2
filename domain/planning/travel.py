"""How far and how long between points: one interface, and the default that needs no road data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Points = NDArray[np.float64]

EARTH_METRES = 6_371_008.8

# A city's speeds by hour of the day, in km/h: a table to calibrate from the drivers' real arrivals.
CITY_KMH: Mapping[tuple[int, int], float] = MappingProxyType(
    {(0, 7): 30, (7, 10): 18, (10, 14): 22, (14, 19): 17, (19, 24): 28},
)


class TravelTimes(Protocol):
    """Any source of travel times; times may differ by direction."""

    def matrix(self, pts: Points, at: time) -> tuple[Whole, Whole]:
        """Metres and seconds from each point (rows of latitude, longitude) to each, for a drive at this hour."""

    def line(self, a: tuple[float, float], b: tuple[float, float]) -> list[tuple[float, float]] | None:
        """The way from a to b as points for the map, where it is known."""


@dataclass(frozen=True)
class Haversine:
    """Straight lines made longer by a detour: 1.35 is a fair city's factor; `stop_s` is lost on parking."""

    detour: float = 1.35
    kmh: Mapping[tuple[int, int], float] = field(default_factory=lambda: dict(CITY_KMH))
    stop_s: int = 25

    def matrix(self, pts: Points, at: time) -> tuple[Whole, Whole]:
        """Metres and seconds from each point to each, for a drive at this hour."""
        lat, lon = np.radians(np.asarray(pts, dtype=np.float64).reshape(-1, 2)).T
        halves = np.sin((lat[:, None] - lat) / 2) ** 2
        halves += np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
        metres = 2 * EARTH_METRES * self.detour * np.arcsin(np.sqrt(np.minimum(1.0, halves)))
        seconds = np.ceil(metres * 3.6 / self._speed(at)) + self.stop_s
        np.fill_diagonal(seconds, 0)
        return np.ceil(metres).astype(np.int64), seconds.astype(np.int64)

    def line(
        self,
        a: tuple[float, float],
        b: tuple[float, float],
    ) -> list[tuple[float, float]] | None:
        """No road is known here."""
        return None

    def _speed(self, at: time) -> float:
        for (first, after), speed in self.kmh.items():
            if first <= at.hour < after:
                return speed
        raise ValueError(f"no speed is given for {at.hour}:00")
