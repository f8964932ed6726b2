"""How the rows of the cast are written: an office with its kitchen, a person with a door, a colleague, menus."""

import base64
import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.ext.asyncio import AsyncSession

from domain.search import searchable
from domain.second_factor import SCOPE
from domain.secrets import keyed_hash, seal
from models.base import Owned
from models.meals import Course, Dish, MenuItem, Subscription
from models.people import Address, Allergen, Diet, Kinship, KinshipKind, Person, Relative, Sex
from models.places import WORKING_WEEK, District, Kitchen, Office, Organisation, Programme, ProgrammeKind, RuleSet
from models.referrals import Institution
from models.routes import Driver, Vehicle
from models.staff import Role, Staff, StaffOffice

R = TypeVar("R", bound=Owned | Organisation)

PASSWORD = "зимна супа с топчета"
#: A weak hash, quick to check: it guards only this cast.
PASSWORD_HASH = PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)]).hash(PASSWORD)
MONDAY = date(2026, 11, 23)

DISHES: dict[str, tuple[Course, str, str, int]] = {
    "chicken_soup": (Course.SOUP, "Пилешка супа", "Chicken soup", int(Allergen.CELERY)),
    "moussaka": (Course.MAIN, "Мусака", "Moussaka", int(Allergen.EGGS | Allergen.MILK)),
    "rice": (Course.MAIN, "Ориз със зеленчуци", "Rice with vegetables", 0),
    "rice_pudding": (Course.DESSERT, "Мляко с ориз", "Rice pudding", int(Allergen.MILK)),
    "apple": (Course.DESSERT, "Ябълка", "Apple", 0),
    "bread": (Course.BREAD, "Хляб", "Bread", int(Allergen.GLUTEN)),
}
MENU = {
    Diet.GENERAL: ("chicken_soup", "moussaka", "rice_pudding", "bread"),
    Diet.DIABETIC: ("chicken_soup", "rice", "apple", "bread"),
    Diet.VEGETARIAN: ("rice", "apple", "bread"),
    Diet.GASTRO: ("chicken_soup", "rice", "apple", "bread"),
}


def secret_of(login: str) -> str:
    """What a member of the cast has in the app."""
    return base64.b32encode(hashlib.sha256(login.encode()).digest()[:20]).decode()


async def add(session: AsyncSession, row: R) -> R:
    session.add(row)
    await session.flush()
    return row


async def office_row(
    session: AsyncSession, organisation: Organisation, name: str, lat: float, lon: float
) -> tuple[Office, Kitchen, District]:
    owner = organisation.key
    office = await add(session, Office(organisation_id=owner, name=f"Служба {name}", phone="02 975 0000"))
    kitchen = await add(session, Kitchen(organisation_id=owner, name=f"Кухня {name}", lat=lat, lon=lon))
    district = await add(
        session,
        District(organisation_id=owner, name=name, office_id=office.key, kitchen_id=kitchen.key, lat=lat, lon=lon),
    )
    return office, kitchen, district


def lunch_row(organisation: Organisation) -> Programme:
    return Programme(
        organisation_id=organisation.key,
        code="P02",
        name="Храна у дома",
        name_en="Meals at home",
        kind=ProgrammeKind.MEALS,
        rules=RuleSet.MUNICIPAL,
    )


async def person_row(
    session: AsyncSession,
    organisation: Organisation,
    office: Office,
    district: District,
    first_name: str,
    last_name: str,
    phone: str,
    sex: Sex = Sex.FEMALE,
    egn: str | None = None,
) -> Person:
    address = await add(
        session,
        Address(
            organisation_id=organisation.key,
            district_id=district.key,
            estate=f"ж.к. {district.name} 1",
            block="312",
            entrance="Б",
            floor="4",
            flat="17",
            bell=last_name,
            building=f"{district.name} 312 b".lower(),
            lat=district.lat + 0.004,
            lon=district.lon + 0.004,
        ),
    )
    return await add(
        session,
        Person(
            organisation_id=organisation.key,
            office_id=office.key,
            address_id=address.key,
            first_name=first_name,
            last_name=last_name,
            sex=sex,
            born=date(1944, 3, 8),
            phone=phone,
            egn_sealed=seal(egn, "person.egn") if egn else None,
            egn_hash=keyed_hash(egn, "person.egn") if egn else None,
            lives_alone=True,
            search_text=searchable(first_name, last_name, phone, district.name, "312"),
            enrolled_on=date(2025, 1, 1),
        ),
    )


async def weekly_row(session: AsyncSession, person: Person, programme: Programme) -> None:
    session.add(
        Subscription(
            organisation_id=person.organisation_id,
            person_id=person.key,
            programme_id=programme.key,
            weekdays=WORKING_WEEK,
            starts_on=date(2026, 1, 5),
        )
    )


async def relative_row(
    session: AsyncSession, person: Person, name: str, phone: str, kind: KinshipKind, *, may_order: bool
) -> Relative:
    relative = await add(
        session,
        Relative(organisation_id=person.organisation_id, name=name, phone=phone, search_text=searchable(name, phone)),
    )
    await add(
        session,
        Kinship(
            organisation_id=person.organisation_id,
            person_id=person.key,
            relative_id=relative.key,
            kind=kind,
            may_see=True,
            may_order=may_order,
            is_told=may_order,
            given_by="person",
            given_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
        ),
    )
    return relative


async def driver_row(session: AsyncSession, name: str, phone: str, van: Vehicle) -> Driver:
    return await add(
        session,
        Driver(
            organisation_id=van.organisation_id, name=name, phone=phone, kitchen_id=van.kitchen_id, vehicle_id=van.key
        ),
    )


async def staff_row(
    session: AsyncSession,
    organisation: Organisation,
    name: str,
    login: str,
    role: Role,
    *,
    offices: list[Office] | None = None,
    kitchen: Kitchen | None = None,
    institution: Institution | None = None,
    period: tuple[date | None, date | None] = (None, None),
) -> Staff:
    member = await add(
        session,
        Staff(
            organisation_id=organisation.key,
            name=name,
            login=login,
            password_hash=PASSWORD_HASH,
            role=role,
            kitchen_id=kitchen.key if kitchen else None,
            institution_id=institution.key if institution else None,
            works_from=period[0],
            works_until=period[1],
            totp_sealed=seal(secret_of(login), SCOPE),
            totp_confirmed_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
        ),
    )
    session.add_all(StaffOffice(staff_id=member.key, office_id=office.key) for office in offices or [])
    await session.flush()
    return member


async def menu_rows(session: AsyncSession, organisation: Organisation) -> None:
    """Two weeks, the same dishes each working day from Monday, 23 November 2026."""
    dishes = {
        name: Dish(
            organisation_id=organisation.key,
            name=bg,
            name_en=en,
            course=course,
            grams=250,
            kcal=220,
            allergens=allergens,
        )
        for name, (course, bg, en, allergens) in DISHES.items()
    }
    session.add_all(dishes.values())
    await session.flush()
    days = [MONDAY + timedelta(days=n) for n in range(12) if n % 7 < 5]
    session.add_all(
        MenuItem(
            organisation_id=organisation.key,
            day=day,
            diet=diet,
            course=Course.MAIN if diet is Diet.VEGETARIAN and name == "rice" else dishes[name].course,
            dish_id=dishes[name].key,
        )
        for day in days
        for diet, names in MENU.items()
        for name in names
    )
    await session.flush()
