"""The invented people as rows: their doors, standing orders, and those who are close to them."""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

from domain import clock
from domain.addresses import building_key
from domain.demo import city, crowd
from domain.demo.loaded import Loaded, bits
from domain.demo.writing import Rows
from domain.people.numbers import EGN_SCOPE
from domain.people.searching import person_search_text
from domain.search import searchable
from domain.secrets import keyed_hash, seal
from models.meals import Subscription
from models.people import Address, Kinship, Person, Relative

SERVED_SINCE = date(2025, 1, 6)


def add_people(rows: Rows, loaded: Loaded, seeds: Iterable[crowd.PersonSeed]) -> None:
    """Add these people with everything that is theirs."""
    programme = loaded.programmes[city.ORGANISATIONS[0].code, "P02"]
    for person_seed in seeds:
        person_id = _person(rows, loaded, person_seed)
        rows.put(
            Subscription,
            organisation_id=loaded.sofia,
            person_id=person_id,
            programme_id=programme,
            weekdays=bits(person_seed.weekdays, first=0),
            starts_on=SERVED_SINCE,
        )
        _relatives(rows, loaded.sofia, person_id, person_seed)


def _person(rows: Rows, loaded: Loaded, seed: crowd.PersonSeed) -> int:
    home = seed.address
    address: Any = SimpleNamespace(
        organisation_id=loaded.sofia,
        district_id=loaded.districts[home.district],
        settlement=home.settlement,
        estate=home.estate,
        street=home.street,
        number=home.number,
        block=home.block,
        entrance=home.entrance,
        floor=home.floor,
        flat=home.flat,
        bell=home.bell,
        lat=home.lat,
        lon=home.lon,
        pinned=True,
    )
    address.building = building_key(address)
    person: Any = SimpleNamespace(
        organisation_id=loaded.sofia,
        office_id=loaded.offices[city.OFFICE_OF_DISTRICT[home.district].code],
        address_id=rows.put(Address, **vars(address)),
        first_name=seed.name.first,
        middle_name=seed.name.middle,
        last_name=seed.name.last,
        sex=seed.sex,
        born=seed.born,
        egn_sealed=seal(seed.egn, EGN_SCOPE),
        egn_hash=keyed_hash(seed.egn, EGN_SCOPE),
        phone=seed.phone,
        second_phone=None,
        diet=seed.diet,
        allergens=bits(seed.allergens, first=1),
        lives_alone=seed.lives_alone,
        key_holder=seed.key_holder,
        driver_note=seed.driver_note,
        enrolled_on=SERVED_SINCE,
    )
    person.search_text = person_search_text(person, address)
    return rows.put(Person, **vars(person))


def _relatives(rows: Rows, owner: int, person_id: int, seed: crowd.PersonSeed) -> None:
    now = clock.now()
    for order, relative in enumerate(seed.relatives, start=1):
        name = relative.name.full
        relative_id = rows.put(
            Relative,
            organisation_id=owner,
            name=name,
            phone=relative.phone,
            search_text=searchable(name, relative.phone),
        )
        rows.put(
            Kinship,
            organisation_id=owner,
            person_id=person_id,
            relative_id=relative_id,
            kind=relative.kind,
            may_see=relative.may_see,
            may_order=relative.may_order,
            is_told=relative.is_told,
            call_order=order,
            given_by="office",
            given_at=now,
        )
