"""Loading the demonstration municipality into an empty database: everybody in it is invented."""

from datetime import timedelta
from itertools import islice

import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from domain.addresses import building_key
from domain.database import Database
from domain.demo import city, crowd, menus, workers
from domain.demo.applications import add_applications
from domain.demo.cases import Book, add_cases
from domain.demo.contracts import add_contracts
from domain.demo.courses import add_courses
from domain.demo.inhabitants import add_people
from domain.demo.institutions import add_institutions
from domain.demo.loaded import Loaded, bits
from domain.demo.papers import PAPERS
from domain.demo.programmes import CATALOGUE
from domain.demo.programmes.seed import ProgrammeSeed
from domain.demo.referrals import add_referrals
from domain.demo.rights import add_requests
from domain.demo.timelines import add_tasks, add_timelines
from domain.demo.usual import MOST_PEOPLE, usual_routes
from domain.demo.writing import Rows
from domain.refusals import Refusal
from domain.search import searchable
from models.applications import RequiredPaper
from models.audit import AuditAction, AuditEntry
from models.meals import Dish, MenuItem
from models.people import Address
from models.places import District, Kitchen, Office, Organisation, Programme, Site
from models.routes import Driver, Vehicle
from models.staff import Staff, StaffOffice
from models.waiting import Places

VANS = 52  #: so many are needed by 1,658 people under the default rules: one trip a van, food two hours on the road
PEOPLE_A_VAN = 30
MENU_WEEKS = 4
BY_THE_MONTH = "C00"  #: the service whose places are counted by the month

#: Invented places that take many portions at once: name, district, programme, portions.
_SITES = (
    ("Кризисен център „Подслон“", "Сердика", "P08", 40),
    ("Център за временно настаняване „Изгрев“", "Люлин", "P08", 35),
    ("Трапезария „Надежда“", "Надежда", "P09", 50),
)


class NotEmpty(Refusal):
    """There are people in this database already. Load the demonstration into an empty one."""


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
        _papers(rows, loaded)
        _menus(rows, loaded)
        _staff(rows, loaded, passwords or {})
        hospital = add_institutions(rows, loaded, passwords or {})
        steps = add_timelines(rows, loaded)
        crowded, book = crowd.people(people, seed), Book()
        while batch := list(islice(crowded, MOST_PEOPLE)):
            add_people(rows, loaded, batch)
            add_cases(rows, loaded, book)
            add_tasks(rows, loaded, steps)
            if people > MOST_PEOPLE:  # a great crowd does not fit into the memory, and needs no usual routes
                await rows.write(connection)
        add_applications(rows, loaded, book)
        add_requests(rows, loaded)
        add_referrals(rows, loaded, hospital)
        book.close(rows, loaded)
        _vans(rows, loaded, vans or max(VANS, people // PEOPLE_A_VAN))
        _sites(rows, loaded)
        for route in usual_routes(rows):
            rows.add(route)
        add_courses(rows, loaded, passwords or {})
        rows.add(_entry(loaded, people))
        await rows.write(connection)
    await add_contracts(database, loaded)
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
                rules=seed.rules,
                facts=dict(seed.facts),
            )
        )
        if seed.capacity is not None:
            _number_of_places(rows, loaded, seed)


def _number_of_places(rows: Rows, loaded: Loaded, seed: ProgrammeSeed) -> None:
    """As many places as the source says, from this year on; the centre in Бургас counts its cases by the month."""
    rows.add(
        Places(
            organisation_id=loaded.organisations[seed.organisation],
            programme_id=loaded.programmes[seed.organisation, seed.code],
            starts_on=clock.today().replace(month=1, day=1),
            number=seed.capacity or 0,
            monthly=seed.code == BY_THE_MONTH,
        )
    )


def _papers(rows: Rows, loaded: Loaded) -> None:
    for (organisation, code), papers in PAPERS.items():
        for place, seed in enumerate(papers):
            rows.add(
                RequiredPaper(
                    organisation_id=loaded.organisations[organisation],
                    programme_id=loaded.programmes[organisation, code],
                    code=seed.code,
                    name=seed.name,
                    needed=seed.needed,
                    shown=seed.shown,
                    place=place,
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
                    allergens=bits(line.dish.allergens, first=1),
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
