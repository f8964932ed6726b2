"""A crowd of invented people: service users with their relatives, drivers with vans, and staff.

Nobody here exists. The same seed gives the same crowd, and a bigger crowd begins with the smaller one.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from domain.demo import notes
from domain.demo.addresses import AddressSeed, households
from domain.demo.city import DISTRICTS, DistrictSeed
from domain.demo.ids import egn, landline, mobile
from domain.demo.names import Name, elder
from domain.demo.relatives import RelativeSeed, relatives_of
from models.people import Diet, KinshipKind, Sex

Choice = TypeVar("Choice")

# Ages are counted on this day, so that birthdays do not depend on when the crowd is made.
AS_OF = date(2026, 1, 1)
PHONES_FOR_A_HOUSEHOLD = 4

_DIETS = {Diet.GENERAL: 62, Diet.DIABETIC: 24, Diet.GASTRO: 8, Diet.VEGETARIAN: 6}
_ALLERGENS = {7: 30, 1: 15, 3: 14, 8: 12, 4: 10, 5: 8, 9: 6, 12: 5}
_EVERY_WORKING_DAY = (0, 1, 2, 3, 4)
_WEEKS = {_EVERY_WORKING_DAY: 82, (0, 2, 4): 13, (1, 3): 5}


@dataclass(frozen=True, slots=True)
class PersonSeed:
    """A service user; `weekdays` are the days of the standing order, Monday is 0."""

    name: Name
    sex: Sex
    born: date
    egn: str
    phone: str | None
    address: AddressSeed
    diet: Diet
    allergens: tuple[int, ...]
    weekdays: tuple[int, ...]
    lives_alone: bool
    key_holder: str
    driver_note: str
    relatives: tuple[RelativeSeed, ...]

    @property
    def district(self) -> str:
        """The district of the address."""
        return self.address.district


def people(size: int, seed: int) -> Iterator[PersonSeed]:
    """So many service users, spread over the districts by population."""
    rng = random.Random(seed)
    homes = {
        district.name: households(random.Random(f"{seed} {district.name}"), district.name) for district in DISTRICTS
    }
    taken: set[str] = set()
    for index, district in enumerate(_by_population(size)):
        yield _person(rng, index, next(homes[district.name]), taken)


def _by_population(size: int) -> Iterator[DistrictSeed]:
    """Districts in such turns that each has its share at every moment."""
    total = sum(district.population for district in DISTRICTS)
    owed = [0] * len(DISTRICTS)
    for _ in range(size):
        owed = [debt + district.population for debt, district in zip(owed, DISTRICTS, strict=True)]
        chosen = max(range(len(owed)), key=owed.__getitem__)
        owed[chosen] -= total
        yield DISTRICTS[chosen]


def _person(rng: random.Random, index: int, home: AddressSeed, taken: set[str]) -> PersonSeed:
    sex = Sex.FEMALE if rng.random() < 0.68 else Sex.MALE
    name = elder(rng, sex)
    born = _birthday(rng)
    lives_alone = rng.random() < 0.7
    relatives = relatives_of(rng, name, sex, first_phone=index * PHONES_FOR_A_HOUSEHOLD + 1, lives_alone=lives_alone)
    return PersonSeed(
        name=name,
        sex=sex,
        born=born,
        egn=egn(rng, born, sex, taken),
        phone=_phone(rng, index),
        address=replace(home, bell=_bell(rng, home, name)),
        diet=_drawn(rng, _DIETS),
        allergens=_allergens(rng),
        weekdays=_drawn(rng, _WEEKS),
        lives_alone=lives_alone,
        key_holder=_key_holder(rng, relatives),
        driver_note=notes.for_flat(rng) if home.floor else notes.for_house(rng),
        relatives=relatives,
    )


def _birthday(rng: random.Random) -> date:
    """Mostly 65 to 97 years old, most of all about 82; one in fifty is younger and has a disability."""
    years = rng.uniform(35, 64) if rng.random() < 0.02 else rng.triangular(65, 97, 82)
    return AS_OF - timedelta(days=round(years * 365.25))


def _phone(rng: random.Random, index: int) -> str | None:
    """One in twelve has none; of the others somewhat more have a mobile than a Sofia number."""
    chance = rng.random()
    if chance < 0.08:
        return None
    return landline(index) if chance < 0.48 else mobile(index * PHONES_FOR_A_HOUSEHOLD)


def _bell(rng: random.Random, home: AddressSeed, name: Name) -> str:
    """The family's name on most bells, the flat's number on the others."""
    return name.last if rng.random() < 0.6 or not home.flat else home.flat


def _allergens(rng: random.Random) -> tuple[int, ...]:
    if rng.random() >= 0.07:
        return ()
    count = 1 if rng.random() < 0.8 else 2
    return tuple(sorted({_drawn(rng, _ALLERGENS) for _ in range(count)}))


def _key_holder(rng: random.Random, relatives: Iterable[RelativeSeed]) -> str:
    """Who of those nearby has a key: name and phone, as the office writes them down."""
    near = [relative for relative in relatives if relative.lives_near and relative.kind is not KinshipKind.SPOUSE]
    if not near or rng.random() < 0.4:
        return ""
    holder = rng.choice(near)
    return f"{holder.name.full}, {holder.phone}"


def _drawn(rng: random.Random, weights: dict[Choice, int]) -> Choice:
    return rng.choices(list(weights), weights=list(weights.values()))[0]
