"""The invented city as rows: numbered by ourselves, so that a hundred thousand people are written in some seconds."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from domain.addresses import AddressFacts, building_key
from domain.demo import crowd
from domain.demo.addresses import AddressSeed
from domain.demo.relatives import RelativeSeed
from domain.people.searching import person_search_text
from domain.search import searchable
from domain.secrets import keyed_hash, seal
from models.meals import PauseReason
from models.people import Address, Person, PersonStatus

Row = dict[str, Any]
#: Rows by table, in the order in which tables must be filled.
Rows = dict[str, list[Row]]

PAUSED = 0.02  # share of people whose food stops for some days


@dataclass
class Numbers:
    """The next number of each table; the database is empty, so they begin at one."""

    of: dict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(lambda: count(1)))

    def __call__(self, table: str) -> int:
        """The next number."""
        return next(self.of[table])


@dataclass(frozen=True)
class Places:
    """What people's rows refer to."""

    organisation_id: int
    programme_id: int
    districts: dict[str, int]
    offices: dict[str, int]  #: by district
    day: date


def rows_of_people(seeds: Iterator[crowd.PersonSeed], places: Places, numbers: Numbers, rng: random.Random) -> Rows:
    """The rows of these people, their doors, relatives and standing orders."""
    rows: Rows = {name: [] for name in ("address", "person", "relative", "kinship", "subscription", "pause")}
    for seed in seeds:
        _add_person(rows, seed, places, numbers, rng)
    return rows


def _add_person(rows: Rows, seed: crowd.PersonSeed, places: Places, numbers: Numbers, rng: random.Random) -> None:
    address = address_row(seed.address, places, numbers)
    person = _person_row(seed, address, places, numbers, rng)
    rows["address"].append(address)
    rows["person"].append(person)
    for order, kin in enumerate(seed.relatives, start=1):
        relative = _relative_row(kin, places, numbers)
        rows["relative"].append(relative)
        rows["kinship"].append(_kinship_row(kin, person, relative, order, places, numbers))
    rows["subscription"].append(
        {
            "id": numbers("subscription"),
            "organisation_id": places.organisation_id,
            "person_id": person["id"],
            "programme_id": places.programme_id,
            "weekdays": sum(1 << weekday for weekday in seed.weekdays),
            "portions": 1,
            "starts_on": person["enrolled_on"],
            "ends_on": None,
        }
    )
    if rng.random() < PAUSED:
        rows["pause"].append(_pause_row(person, places, numbers, rng))


def address_row(seed: AddressSeed, places: Places, numbers: Numbers) -> Row:
    """The row of a door; where it stands is known."""
    district_id = places.districts[seed.district]
    texts = {
        name: getattr(seed, name)
        for name in ("settlement", "estate", "street", "number", "block", "entrance", "floor", "flat", "bell")
    }
    texts["settlement"] = texts["settlement"] or "София"
    facts = AddressFacts(district_id, **texts)
    return {
        "id": numbers("address"),
        "organisation_id": places.organisation_id,
        "district_id": district_id,
        **texts,
        "building": building_key(facts),
        "lat": seed.lat,
        "lon": seed.lon,
        "pinned": True,
    }


def _person_row(seed: crowd.PersonSeed, address: Row, places: Places, numbers: Numbers, rng: random.Random) -> Row:
    enrolled = places.day - timedelta(days=rng.randrange(60, 2500))
    row = {
        "id": numbers("person"),
        "organisation_id": places.organisation_id,
        "office_id": places.offices[seed.district],
        "address_id": address["id"],
        "first_name": seed.name.first,
        "middle_name": seed.name.middle,
        "last_name": seed.name.last,
        "sex": seed.sex,
        "born": seed.born,
        "egn_sealed": seal(seed.egn, "person.egn"),
        "egn_hash": keyed_hash(seed.egn, "person.egn"),
        "phone": seed.phone,
        "second_phone": None,
        "diet": seed.diet,
        "allergens": int(sum(1 << (number - 1) for number in seed.allergens)),
        "lives_alone": seed.lives_alone,
        "key_holder": seed.key_holder,
        "driver_note": seed.driver_note,
        "status": PersonStatus.ACTIVE,
        "ended_on": None,
        "language": "bg",
        "enrolled_on": enrolled,
        "version": 1,
    }
    row["search_text"] = person_search_text(Person.model_construct(**row), Address.model_construct(**address))
    return row


def _relative_row(kin: RelativeSeed, places: Places, numbers: Numbers) -> Row:
    return {
        "id": numbers("relative"),
        "organisation_id": places.organisation_id,
        "name": kin.name.full,
        "phone": kin.phone,
        "language": "bg",
        "search_text": searchable(kin.name.full, kin.phone),
        "version": 1,
    }


def _kinship_row(kin: RelativeSeed, person: Row, relative: Row, order: int, places: Places, numbers: Numbers) -> Row:
    return {
        "id": numbers("kinship"),
        "organisation_id": places.organisation_id,
        "person_id": person["id"],
        "relative_id": relative["id"],
        "kind": kin.kind,
        "may_see": kin.may_see,
        "may_order": kin.may_order,
        "is_told": kin.is_told,
        "call_order": order,
        "given_by": "person",
        "given_at": datetime.combine(person["enrolled_on"], time(9), UTC),
        "ended_at": None,
    }


def _pause_row(person: Row, places: Places, numbers: Numbers, rng: random.Random) -> Row:
    starts = places.day + timedelta(days=rng.randrange(-6, 4))
    known = rng.random() < 0.6
    return {
        "id": numbers("pause"),
        "organisation_id": places.organisation_id,
        "person_id": person["id"],
        "starts_on": starts,
        "returns_on": starts + timedelta(days=rng.randrange(7, 20)) if known else None,
        "reason": rng.choice(list(PauseReason)),
    }
