"""Loading the demonstration municipality into an empty database: everybody in it is invented."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.addresses import building_key
from domain.database import Database
from domain.demo import city, crowd, menus, workers
from domain.demo.programmes import CATALOGUE
from domain.demo.usual import MOST_PEOPLE, usual_routes
from domain.demo.writing import Rows
from domain.people.searching import person_search_text
from domain.refusals import Refusal
from domain.search import searchable
from domain.secrets import keyed_hash, seal
from models.audit import AuditAction, AuditEntry
from models.meals import Dish, MenuItem, Subscription
from models.people import Address, Kinship, Person, Relative
from models.places import District, Kitchen, Office, Organisation, Programme, Site
from models.routes import Driver, Vehicle
from models.staff import Staff, StaffOffice

VANS = 52  #: so many are needed by 1,658 people under the default rules: one trip a van, food two hours on the road
PEOPLE_A_VAN = 30
EGN_SCOPE = "person.egn"
MENU_WEEKS = 4
SERVED_SINCE = date(2025, 1, 6)

#: Invented places that take many portions at once: name, district, programme, portions.
_SITES = (
    ("Кризисен център „Подслон“", "Сердика", "P08", 40),
    ("Център за временно настаняване „Изгрев“", "Люлин", "P08", 35),
    ("Трапезария „Надежда“", "Надежда", "P09", 50),
)


class NotEmpty(Refusal):
    """There are people in this database already. Load the demonstration into an empty one."""


@dataclass
class Loaded:
    """What was written, by the codes and names of the seeds."""

    organisations: dict[str, int] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    kitchens: dict[str, int] = field(default_factory=dict)
    districts: dict[str, int] = field(default_factory=dict)
    programmes: dict[tuple[str, str], int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)

    @property
    def sofia(self) -> int:
        """The organisation in which the day is played."""
        return self.organisations[city.ORGANISATIONS[0].code]


async def load(
    database: Database, *, people: int, passwords: dict[str, str] | None = None, seed: int = 1, vans: int | None = None
) -> Loaded:
    """Write the demonstration with so many people. `passwords` are hashes by login. Raises NotEmpty."""
    async with database.engine.begin() as connection:
        if await connection.scalar(sa.select(col(Organisation.id)).limit(1)):
            raise NotEmpty
        rows, loaded = Rows(), Loaded()
        _places(rows, loaded)
        _catalogue(rows, loaded)
        _menus(rows, loaded)
        _staff(rows, loaded, passwords or {})
        crowded = crowd.people(people, seed)
        while batch := list(islice(crowded, MOST_PEOPLE)):
            _people(rows, loaded, batch)
            if people > MOST_PEOPLE:  # a great crowd does not fit into the memory, and needs no usual routes
                await rows.write(connection)
        _vans(rows, loaded, vans or max(VANS, people // PEOPLE_A_VAN))
        _sites(rows, loaded)
        for route in usual_routes(rows):
            rows.add(route)
        rows.add(_entry(loaded, people))
        await rows.write(connection)
    return loaded


def _places(rows: Rows, loaded: Loaded) -> None:
    for organisation in city.ORGANISATIONS:
        loaded.organisations[organisation.code] = rows.add(
            Organisation(
                code=organisation.code,
                name=organisation.name,
                municipality=organisation.municipality,
                phone=organisation.phone,
                address=organisation.address,
            )
        )
    owner = loaded.sofia
    for office in city.OFFICES:
        loaded.offices[office.code] = rows.add(
            Office(
                organisation_id=owner, name=office.name, phone=office.phone, address=office.address, hours=office.hours
            )
        )
    for kitchen in city.KITCHENS:
        loaded.kitchens[kitchen.code] = rows.add(
            Kitchen(
                organisation_id=owner,
                name=kitchen.name,
                phone=kitchen.phone,
                address=kitchen.address,
                lat=kitchen.lat,
                lon=kitchen.lon,
                departs=kitchen.departs,
            )
        )
    for district in city.DISTRICTS:
        loaded.districts[district.name] = rows.add(
            District(
                organisation_id=owner,
                name=district.name,
                office_id=loaded.offices[city.OFFICE_OF_DISTRICT[district.name].code],
                kitchen_id=loaded.kitchens[city.KITCHEN_OF_DISTRICT[district.name].code],
                lat=district.lat,
                lon=district.lon,
            )
        )


def _catalogue(rows: Rows, loaded: Loaded) -> None:
    for seed in CATALOGUE:
        loaded.programmes[seed.organisation, seed.code] = rows.add(
            Programme(
                organisation_id=loaded.organisations[seed.organisation],
                code=seed.code,
                name=seed.name,
                name_en=seed.name_en,
                kind=seed.kind,
                capacity=seed.capacity,
                facts=dict(seed.facts),
            )
        )


def _menus(rows: Rows, loaded: Loaded) -> None:
    """Menus from the week before this one on, so that yesterday can be looked at and the next weeks ordered."""
    owner = loaded.sofia
    monday = clock.today() - timedelta(days=clock.today().weekday())
    lines = list(menus.menu_lines(monday - timedelta(weeks=1), monday + timedelta(weeks=MENU_WEEKS, days=-1)))
    numbers: dict[str, int] = {}
    for line in lines:
        if line.dish.code not in numbers:
            numbers[line.dish.code] = rows.add(
                Dish(
                    organisation_id=owner,
                    name=line.dish.name,
                    name_en=line.dish.name_en,
                    course=line.dish.course,
                    grams=line.dish.grams,
                    kcal=line.dish.kcal,
                    allergens=_bits(line.dish.allergens, first=1),
                )
            )
        rows.add(
            MenuItem(
                organisation_id=owner,
                day=line.day,
                diet=line.diet,
                course=line.course,
                dish_id=numbers[line.dish.code],
            )
        )


def _staff(rows: Rows, loaded: Loaded, passwords: dict[str, str]) -> None:
    for seed in workers.staff():
        number = rows.add(
            Staff(
                organisation_id=loaded.sofia,
                name=seed.name.full,
                login=seed.login,
                password_hash=passwords.get(seed.login, "!"),
                role=seed.role,
                kitchen_id=loaded.kitchens[seed.kitchen] if seed.kitchen else None,
                phone=seed.phone,
            )
        )
        loaded.staff[seed.login] = number
        if seed.office:
            rows.add(StaffOffice(staff_id=number, office_id=loaded.offices[seed.office]))


def _people(rows: Rows, loaded: Loaded, seeds: Iterable[crowd.PersonSeed]) -> None:
    programme = loaded.programmes[city.ORGANISATIONS[0].code, "P02"]
    for person_seed in seeds:
        person_id = _person(rows, loaded, person_seed)
        rows.put(
            Subscription,
            organisation_id=loaded.sofia,
            person_id=person_id,
            programme_id=programme,
            weekdays=_bits(person_seed.weekdays, first=0),
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
        allergens=_bits(seed.allergens, first=1),
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


def _vans(rows: Rows, loaded: Loaded, count: int) -> None:
    for seed in workers.drivers(count):
        kitchen_id = loaded.kitchens[seed.kitchen]
        vehicle_id = rows.add(
            Vehicle(
                organisation_id=loaded.sofia,
                name=seed.van,
                plate=seed.plate,
                kitchen_id=kitchen_id,
                capacity=seed.capacity,
                shift_start=seed.shift_start,
                shift_end=seed.shift_end,
            )
        )
        rows.add(
            Driver(
                organisation_id=loaded.sofia,
                name=seed.name.full,
                phone=seed.phone,
                kitchen_id=kitchen_id,
                vehicle_id=vehicle_id,
            )
        )


def _sites(rows: Rows, loaded: Loaded) -> None:
    for name, district_name, programme, portions in _SITES:
        district = city.DISTRICT_BY_NAME[district_name]
        address = Address(
            organisation_id=loaded.sofia,
            district_id=loaded.districts[district_name],
            street="ул. „Примерна“",
            number="1",
            lat=district.lat,
            lon=district.lon,
            pinned=True,
        )
        address.building = f"{building_key(address)} {searchable(district_name)}"
        rows.add(
            Site(
                organisation_id=loaded.sofia,
                name=name,
                kitchen_id=loaded.kitchens[city.KITCHEN_OF_DISTRICT[district_name].code],
                programme_id=loaded.programmes[city.ORGANISATIONS[0].code, programme],
                address_id=rows.add(address),
                portions=portions,
            )
        )


def _entry(loaded: Loaded, people: int) -> AuditEntry:
    return AuditEntry(
        organisation_id=loaded.sofia,
        at=clock.now(),
        actor="job:demonstration",
        action=AuditAction.CREATED,
        record="organisation",
        record_id=loaded.sofia,
        after={"demonstration": True, "people": people},
    )


def _bits(numbers: tuple[int, ...], *, first: int) -> int:
    """Numbers counted from `first` as bits."""
    return sum(1 << number - first for number in numbers)
