"""Invented drivers with their vans, and invented staff with the names under which they sign in."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from domain.demo.city import DISTRICT_BY_NAME, KITCHENS, OFFICES, KitchenSeed
from domain.demo.ids import MOBILES, mobile
from domain.demo.names import Name, younger
from models.people import Sex
from models.staff import Role

DRIVERS = 30

_PLATE_LETTERS = "АВЕКМНОРСТХ"  # those that look the same in Latin
_CAPACITIES = (70, 80, 80, 90)


@dataclass(frozen=True, slots=True)
class DriverSeed:
    """A driver with the van that is driven; `phone` is missing where the driver gets a printed sheet."""

    name: Name
    phone: str | None
    kitchen: str
    van: str
    plate: str
    capacity: int
    shift_start: time
    shift_end: time


@dataclass(frozen=True, slots=True)
class StaffSeed:
    """A member of staff; office workers have one office, kitchen clerks one kitchen."""

    name: Name
    login: str
    role: Role
    phone: str
    title: str
    office: str | None = None
    kitchen: str | None = None


def drivers(n: int = DRIVERS, seed: int = 1) -> list[DriverSeed]:
    """So many drivers, shared out among the kitchens by the people of their districts."""
    rng = random.Random(f"drivers {seed}")
    return [_driver(rng, index, kitchen) for index, kitchen in enumerate(_by_people_served(n))]


def staff(seed: int = 1) -> list[StaffSeed]:
    """For each office its head and a worker, for each kitchen a clerk, and one of each who works for all of them."""
    rng = random.Random(f"staff {seed}")
    posts: list[tuple[str, Role, str, str | None, str | None]] = [
        ("administrator", Role.ADMINISTRATOR, "Администратор", None, None),
        ("dispatcher", Role.DISPATCHER, "Диспечер", None, None),
    ]
    for office in OFFICES:
        posts.append((f"head.{office.code}", Role.HEAD, "Ръководител на служба", office.code, None))
        posts.append((f"office.{office.code}", Role.SOCIAL_WORKER, "Социален работник", office.code, None))
    posts += [(f"kitchen.{kitchen.code}", Role.KITCHEN, "Домакин", None, kitchen.code) for kitchen in KITCHENS]
    posts.append(("protection", Role.DATA_PROTECTION, "Длъжностно лице по защита на данните", None, None))
    return [
        StaffSeed(
            younger(rng, rng.choice(list(Sex))), login, role, mobile(MOBILES - 1000 - index), title, office, kitchen
        )
        for index, (login, role, title, office, kitchen) in enumerate(posts)
    ]


def _by_people_served(n: int) -> Iterator[KitchenSeed]:
    served = [sum(DISTRICT_BY_NAME[name].population for name in kitchen.districts) for kitchen in KITCHENS]
    given = [0] * len(KITCHENS)
    for _ in range(n):
        chosen = max(range(len(KITCHENS)), key=lambda kitchen: served[kitchen] / (given[kitchen] + 1))
        given[chosen] += 1
        yield KITCHENS[chosen]


def _driver(rng: random.Random, index: int, kitchen: KitchenSeed) -> DriverSeed:
    sex = Sex.MALE if rng.random() < 0.85 else Sex.FEMALE
    letters = "".join(rng.choices(_PLATE_LETTERS, k=2))
    return DriverSeed(
        name=younger(rng, sex),
        # One van in fifteen is driven by somebody without a phone for the chat.
        phone=None if index % 15 == 14 else mobile(MOBILES - 1 - index),
        kitchen=kitchen.code,
        van=f"Бус {index + 1}",
        plate=f"СВ {rng.randrange(10_000):04} {letters}",
        capacity=rng.choice(_CAPACITIES),
        shift_start=time(9, 30),
        shift_end=time(14, 0),
    )
