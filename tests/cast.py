"""The invented people that every test knows.

Баба Мария lives in Младост, alone; her son Петър is told and may order; her neighbour Стоянка may only see.
Баба Иванка lives in Люлин, another office. Дядо Горан lives in Бургас, another organisation: Sofia may not see him.
Анна works for the office of Младост, Елена for that of Люлин and must see nothing of Анна's. Иван drives from Младост's
kitchen, Тодор from Люлин's. Админ is the administrator, Готвачка the clerk of Младост's kitchen, Диспечер plans routes.
Христо is the head of Младост's office, and a cashier works there; nurse, psychologist and lawyer work where they are
named. Инспектор and Длъжностно лице read the whole organisation; Партньорка comes from the hospital. Lunch is a service
by the municipality's own rules, assistant support one under the act.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, totp
from domain.access import OF_OFFICES, Actor, ActorKind, job
from domain.database import Database
from domain.search import searchable
from domain.second_factor import SCOPE
from domain.secrets import keyed_hash, seal, token_hash
from models.base import Owned
from models.meals import Course, Dish, MenuItem, Subscription
from models.people import Address, Allergen, Diet, Kinship, KinshipKind, Person, Relative, Sex
from models.places import WORKING_WEEK, District, Kitchen, Office, Organisation, Programme, ProgrammeKind, RuleSet
from models.referrals import Institution, InstitutionKind
from models.routes import Driver, Vehicle
from models.staff import PanelSession, Role, Staff, StaffOffice

R = TypeVar("R", bound=Owned | Organisation)

PASSWORD = "зимна супа с топчета"
#: A weak hash, quick to check: it guards only this cast.
PASSWORD_HASH = PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)]).hash(PASSWORD)
MONDAY = date(2026, 11, 23)
PERIOD = (date(2026, 1, 1), date(2036, 12, 31))  #: for which the inspector comes
MARIA_EGN = "6101047500"  #: valid in form, published as belonging to nobody

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


@dataclass
class Cast:
    """Everybody, as rows that are in the database, and the actors they are."""

    database: Database
    sofia: Organisation
    burgas: Organisation
    mladost: Office
    lyulin: Office
    mladost_kitchen: Kitchen
    lyulin_kitchen: Kitchen
    mladost_district: District
    lyulin_district: District
    lunch: Programme
    burgas_lunch: Programme
    maria: Person
    ivanka: Person
    goran: Person
    petar: Relative
    stoyanka: Relative
    ivan: Driver
    todor: Driver
    van: Vehicle
    lyulin_van: Vehicle
    admin: Staff
    anna: Staff
    elena: Staff
    cook: Staff
    dispatcher: Staff
    burgas_admin: Staff
    head: Staff
    nurse: Staff
    psychologist: Staff
    lawyer: Staff
    cashier: Staff
    partner: Staff
    inspector: Staff
    data_protection: Staff
    hospital: Institution
    assistance: Programme

    def member(self, role: Role) -> Staff:
        """The member of Sofia's staff who has the role."""
        return {
            Role.ADMINISTRATOR: self.admin,
            Role.HEAD: self.head,
            Role.SOCIAL_WORKER: self.anna,
            Role.NURSE: self.nurse,
            Role.PSYCHOLOGIST: self.psychologist,
            Role.LAWYER: self.lawyer,
            Role.KITCHEN: self.cook,
            Role.DISPATCHER: self.dispatcher,
            Role.CASHIER: self.cashier,
            Role.PARTNER: self.partner,
            Role.INSPECTOR: self.inspector,
            Role.DATA_PROTECTION: self.data_protection,
        }[role]

    def staff(self, member: Staff) -> Actor:
        """The actor that a member of staff is."""
        offices = {self.elena.key: self.lyulin.key}.get(member.key, self.mladost.key)
        return Actor(
            ActorKind.STAFF,
            member.id,
            member.organisation_id,
            role=member.role,
            offices=frozenset({offices} if member.role in OF_OFFICES else ()),
            kitchen_id=member.kitchen_id,
            institution_id=member.institution_id,
            name=member.name,
        )

    def person(self, person: Person) -> Actor:
        """The actor that a service user is in the chat."""
        return Actor(ActorKind.PERSON, person.id, person.organisation_id)

    def relative(self, relative: Relative) -> Actor:
        """The actor that a relative is in the chat."""
        return Actor(ActorKind.RELATIVE, relative.id, relative.organisation_id)

    def driver(self, driver: Driver) -> Actor:
        """The actor that a driver is in the chat."""
        return Actor(ActorKind.DRIVER, driver.id, driver.organisation_id)

    @property
    def job(self) -> Actor:
        """A daily job of Sofia."""
        return job("test", self.sofia.key)


def code_of(login: str) -> str:
    """The code that the app of a member of the cast shows now; it works once in thirty seconds."""
    return totp.code_of_step(secret_of(login), totp.present_step())


def secret_of(login: str) -> str:
    """What a member of the cast has in the app."""
    return base64.b32encode(hashlib.sha256(login.encode()).digest()[:20]).decode()


async def signed_in(database: Database, staff_id: int | None) -> str:
    """The token of a browser in which somebody has signed in with both steps."""
    token, now = secrets.token_urlsafe(32), clock.now()
    async with database.unit(job("cast")) as session:
        session.add(
            PanelSession(
                token_hash=token_hash(token), staff_id=staff_id or 0, created_at=now, seen_at=now, second_at=now
            )
        )
    return token


async def enter(database: Database) -> Cast:
    """Write the whole cast into an empty database."""
    async with database.unit(job("cast")) as session:
        return await _everybody(database, session)


async def _add(session: AsyncSession, row: R) -> R:
    session.add(row)
    await session.flush()
    return row


async def _everybody(database: Database, session: AsyncSession) -> Cast:
    sofia = await _add(
        session,
        Organisation(code="sofia", name="Социален патронаж", municipality="Столична община", phone="02 111 1111"),
    )
    burgas = await _add(
        session, Organisation(code="burgas", name="Патронаж Бургас", municipality="Община Бургас", phone="056 111 111")
    )
    mladost, mladost_kitchen, mladost_district = await _office(session, sofia, "Младост", 42.650, 23.380)
    lyulin, lyulin_kitchen, lyulin_district = await _office(session, sofia, "Люлин", 42.715, 23.250)
    _sea, sea_kitchen, sea_district = await _office(session, burgas, "Приморие", 42.500, 27.470)
    lunch = await _add(session, _lunch(sofia))
    burgas_lunch = await _add(session, _lunch(burgas))
    maria = await _person(session, sofia, mladost, mladost_district, "Мария", "Иванова", "+359888123456", egn=MARIA_EGN)
    ivanka = await _person(session, sofia, lyulin, lyulin_district, "Иванка", "Петрова", "+359888222333")
    goran = await _person(session, burgas, _sea, sea_district, "Горан", "Иванов", "+359888444555", Sex.MALE)
    for person, programme in ((maria, lunch), (ivanka, lunch), (goran, burgas_lunch)):
        session.add(
            Subscription(
                organisation_id=person.organisation_id,
                person_id=person.key,
                programme_id=programme.key,
                weekdays=WORKING_WEEK,
                starts_on=date(2026, 1, 5),
            )
        )
    petar = await _relative(session, maria, "Петър Иванов", "+359888777888", KinshipKind.SON, may_order=True)
    stoyanka = await _relative(
        session, maria, "Стоянка Цекова", "+359888999000", KinshipKind.NEIGHBOUR, may_order=False
    )
    van = await _add(session, Vehicle(organisation_id=sofia.key, name="Бус 1", kitchen_id=mladost_kitchen.key))
    lyulin_van = await _add(session, Vehicle(organisation_id=sofia.key, name="Бус 2", kitchen_id=lyulin_kitchen.key))
    ivan = await _driver(session, "Иван Колев", "+359888555666", van)
    todor = await _driver(session, "Тодор Минев", "+359888555777", lyulin_van)
    admin = await _staff(session, sofia, "Админ", "admin", Role.ADMINISTRATOR)
    anna = await _staff(session, sofia, "Анна Костова", "anna", Role.SOCIAL_WORKER, offices=[mladost])
    elena = await _staff(session, sofia, "Елена Дочева", "elena", Role.SOCIAL_WORKER, offices=[lyulin])
    cook = await _staff(session, sofia, "Готвачка", "cook", Role.KITCHEN, kitchen=mladost_kitchen)
    dispatcher = await _staff(session, sofia, "Диспечер", "dispatcher", Role.DISPATCHER)
    burgas_admin = await _staff(session, burgas, "Бургас", "burgas", Role.ADMINISTRATOR)
    hospital = await _add(
        session, Institution(organisation_id=sofia.key, kind=InstitutionKind.HOSPITAL, name="Болница „Надежда“")
    )
    head = await _staff(session, sofia, "Христо Малинов", "hristo", Role.HEAD, offices=[mladost])
    nurse = await _staff(session, sofia, "Сестра Вълчева", "nurse", Role.NURSE)
    psychologist = await _staff(session, sofia, "Психолог Денева", "psychologist", Role.PSYCHOLOGIST)
    lawyer = await _staff(session, sofia, "Юрист Стоев", "lawyer", Role.LAWYER)
    cashier = await _staff(session, sofia, "Касиерка", "cashier", Role.CASHIER, offices=[mladost])
    partner = await _staff(session, sofia, "Партньорка", "partner", Role.PARTNER, institution=hospital)
    inspector = await _staff(session, sofia, "Инспектор", "inspector", Role.INSPECTOR, period=PERIOD)
    data_protection = await _staff(session, sofia, "Длъжностно лице", "dpo", Role.DATA_PROTECTION)
    assistance = await _add(
        session,
        Programme(
            organisation_id=sofia.key, code="A01", name="Асистентска подкрепа", name_en="Assistant support",
            kind=ProgrammeKind.ASSISTANCE, rules=RuleSet.DELEGATED,
        ),
    )  # fmt: skip
    await _menus(session, sofia)
    await _menus(session, burgas)
    assert sea_kitchen.id
    return Cast(
        database=database, sofia=sofia, burgas=burgas, mladost=mladost, lyulin=lyulin,
        mladost_kitchen=mladost_kitchen, lyulin_kitchen=lyulin_kitchen, mladost_district=mladost_district,
        lyulin_district=lyulin_district, lunch=lunch, burgas_lunch=burgas_lunch, maria=maria, ivanka=ivanka,
        goran=goran, petar=petar, stoyanka=stoyanka, ivan=ivan, todor=todor, van=van, lyulin_van=lyulin_van,
        admin=admin, anna=anna, elena=elena, cook=cook, dispatcher=dispatcher, burgas_admin=burgas_admin,
        head=head, nurse=nurse, psychologist=psychologist, lawyer=lawyer, cashier=cashier, partner=partner,
        inspector=inspector, data_protection=data_protection, hospital=hospital, assistance=assistance,
    )  # fmt: skip


async def _office(
    session: AsyncSession, organisation: Organisation, name: str, lat: float, lon: float
) -> tuple[Office, Kitchen, District]:
    owner = organisation.key
    office = await _add(session, Office(organisation_id=owner, name=f"Служба {name}", phone="02 975 0000"))
    kitchen = await _add(session, Kitchen(organisation_id=owner, name=f"Кухня {name}", lat=lat, lon=lon))
    district = await _add(
        session,
        District(organisation_id=owner, name=name, office_id=office.key, kitchen_id=kitchen.key, lat=lat, lon=lon),
    )
    return office, kitchen, district


def _lunch(organisation: Organisation) -> Programme:
    return Programme(
        organisation_id=organisation.key,
        code="P02",
        name="Храна у дома",
        name_en="Meals at home",
        kind=ProgrammeKind.MEALS,
        rules=RuleSet.MUNICIPAL,
    )


async def _person(
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
    address = await _add(
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
    return await _add(
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


async def _relative(
    session: AsyncSession, person: Person, name: str, phone: str, kind: KinshipKind, *, may_order: bool
) -> Relative:
    relative = await _add(
        session,
        Relative(organisation_id=person.organisation_id, name=name, phone=phone, search_text=searchable(name, phone)),
    )
    await _add(
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


async def _driver(session: AsyncSession, name: str, phone: str, van: Vehicle) -> Driver:
    return await _add(
        session,
        Driver(
            organisation_id=van.organisation_id, name=name, phone=phone, kitchen_id=van.kitchen_id, vehicle_id=van.key
        ),
    )


async def _staff(
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
    member = await _add(
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


async def _menus(session: AsyncSession, organisation: Organisation) -> None:
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
