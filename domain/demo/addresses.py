"""Invented addresses in Sofia: real names of streets and estates, invented doors, points near the district's centre.

Every building has one point, always the same, so that neighbours of one entrance make one stop of the van.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, islice

from domain.demo.city import DISTRICT_BY_NAME, DistrictSeed
from domain.demo.places import COMMON_STREETS, PLACES, Place

# One door in four or so has a second household; 1 / (1 - 0.23) = 1.3 households a door.
NEIGHBOUR_SHARE = 0.23
FLATS_ON_A_FLOOR = 3
ENTRANCES = "АБВГДЕ"

_ESTATE_RADIUS_KM = 0.35
_STREET_LENGTH_KM = 0.8
_KM_OF_A_DEGREE = 111.32
_FLAT_STEP = 11  # a prime that divides no number of flats, so that neighbours do not share one


@dataclass(frozen=True, slots=True)
class AddressSeed:
    """One household's door, in either Bulgarian form: street and number, or estate and block."""

    district: str
    settlement: str
    estate: str
    street: str
    number: str
    block: str
    entrance: str
    floor: str
    flat: str
    bell: str
    lat: float
    lon: float

    @property
    def door(self) -> tuple[str, ...]:
        """What two households of one entrance have in common."""
        return (self.settlement, self.estate, self.street, self.number, self.block, self.entrance)


@dataclass(frozen=True, slots=True)
class _Door:
    """An entrance with the first of its flats that somebody we know lives in."""

    address: AddressSeed
    floors: int
    entrance: int
    first_flat: int


def addresses(rng: random.Random, district: str, n: int) -> list[AddressSeed]:
    """So many households of the district, about 1.3 of them a door."""
    return list(islice(households(rng, district), n))


def households(rng: random.Random, district: str) -> Iterator[AddressSeed]:
    """Households of the district without end; neighbours of one entrance follow one another."""
    for door in _doors(rng, DISTRICT_BY_NAME[district]):
        yield _household(door, 0)
        neighbours = 1
        while rng.random() < NEIGHBOUR_SHARE:
            yield _household(door, neighbours)
            neighbours += 1


def _doors(rng: random.Random, district: DistrictSeed) -> Iterator[_Door]:
    places = PLACES[district.name]
    weights = list(accumulate(place.weight for place in places))
    turns = [0] * len(places)
    while True:
        chosen = rng.choices(range(len(places)), cum_weights=weights)[0]
        yield _door(rng, district, places[chosen], turns[chosen])
        turns[chosen] += 1


def _door(rng: random.Random, district: DistrictSeed, place: Place, turn: int) -> _Door:
    streets = 1 if _has_own_doors(place) else len(COMMON_STREETS)
    street, place_turn = turn % streets, turn // streets
    building, entrance = divmod(_ordinal(place, street, place_turn), place.entrances)
    number = str(place.first_building + building)
    lat, lon = _point(district, place, street, building)
    address = AddressSeed(
        district=district.name,
        settlement=place.settlement,
        estate=place.name if place.by_blocks or not _has_own_doors(place) else "",
        street=_street_name(place, street),
        number="" if place.by_blocks else number,
        block=number if place.by_blocks else "",
        entrance=ENTRANCES[entrance] if place.entrances > 1 else "",
        floor="",
        flat="",
        bell="",
        lat=lat,
        lon=lon,
    )
    return _Door(address, place.floors, entrance, rng.randrange(max(1, place.floors * FLATS_ON_A_FLOOR)))


def _ordinal(place: Place, street: int, turn: int) -> int:
    """The door at that turn: all of the place by turns, far from one another, and then higher numbers."""
    start, step = _walk(place, street)
    rounds, turn_of_round = divmod(turn, place.doors)
    return rounds * place.doors + (start + turn_of_round * step) % place.doors


@cache
def _walk(place: Place, street: int) -> tuple[int, int]:
    """Where to begin among the doors, and a step that meets each of them once."""
    rng = random.Random(f"{place.settlement} {place.name} {street}")
    steps = [step for step in range(place.doors // 3, place.doors) if math.gcd(step, place.doors) == 1]
    return rng.randrange(place.doors), rng.choice(steps)


def _has_own_doors(place: Place) -> bool:
    """Estates and streets have; quarters and villages have streets of theirs."""
    return place.by_blocks or place.floors > 0


def _street_name(place: Place, street: int) -> str:
    if place.by_blocks:
        return ""
    return place.name if _has_own_doors(place) else COMMON_STREETS[street]


def _household(door: _Door, neighbours: int) -> AddressSeed:
    """The flat of the next household of the door; a house has no floors and no flats."""
    if not door.floors:
        return door.address
    flats = door.floors * FLATS_ON_A_FLOOR
    index = (door.first_flat + neighbours * _FLAT_STEP) % flats
    flat = str(door.entrance * flats + index + 1)
    return replace(door.address, floor=str(index // FLATS_ON_A_FLOOR + 1), flat=flat, bell=flat)


@cache
def _point(district: DistrictSeed, place: Place, street: int, building: int) -> tuple[float, float]:
    """Where the building stands: along its street, or somewhere in its estate."""
    centre = place.point or _scattered(
        (district.lat, district.lon), district.spread_km, f"{district.name} {place.name}"
    )
    if place.by_blocks:
        return _scattered(centre, _ESTATE_RADIUS_KM, f"{district.name} {place.name} {building}")
    line = random.Random(f"{district.name} {place.settlement} {place.name} {street}")
    angle = line.uniform(0, math.pi)
    along = (building % place.buildings / place.buildings - 0.5) * _STREET_LENGTH_KM
    return _moved(centre, along * math.cos(angle), along * math.sin(angle))


def _scattered(centre: tuple[float, float], radius_km: float, what: str) -> tuple[float, float]:
    """A point within the circle, the same each time for the same thing."""
    rng = random.Random(what)
    distance, angle = radius_km * math.sqrt(rng.random()), rng.uniform(0, 2 * math.pi)
    return _moved(centre, distance * math.cos(angle), distance * math.sin(angle))


def _moved(point: tuple[float, float], north_km: float, east_km: float) -> tuple[float, float]:
    lat = point[0] + north_km / _KM_OF_A_DEGREE
    lon = point[1] + east_km / (_KM_OF_A_DEGREE * math.cos(math.radians(point[0])))
    return round(lat, 6), round(lon, 6)
