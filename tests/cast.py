"""The invented people that every test knows.

Баба Мария lives in Младост, alone; her son Петър is told and may order; her neighbour Стоянка may only see.
Баба Иванка lives in Люлин, another office. Дядо Горан lives in Бургас, another organisation: Sofia may not see him.
Анна works for the office of Младост, Елена for that of Люлин and must see nothing of Анна's. Иван drives from Младост's
kitchen, Тодор from Люлин's. Админ is the administrator, Готвачка the clerk of Младост's kitchen, Диспечер plans routes.
Христо is the head of Младост's office, and a cashier works there; nurse, psychologist and lawyer work where they are
named. Инспектор and Длъжностно лице read the whole organisation; Партньорка comes from the hospital. Lunch is a service
by the municipality's own rules, assistant support one under the act.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, totp
from domain.access import OF_OFFICES, Actor, ActorKind, job
from domain.database import Database
from domain.secrets import token_hash
from models.people import KinshipKind, Person, Relative, Sex
from models.places import District, Kitchen, Office, Organisation, Programme, ProgrammeKind, RuleSet
from models.referrals import Institution, InstitutionKind
from models.routes import Driver, Vehicle
from models.staff import PanelSession, Role, Staff
from tests.cast_rows import (
    DISHES,
    MENU,
    MONDAY,
    PASSWORD,
    add,
    driver_row,
    lunch_row,
    menu_rows,
    office_row,
    person_row,
    relative_row,
    secret_of,
    staff_row,
    weekly_row,
)

__all__ = ["DISHES", "MARIA_EGN", "MENU", "MONDAY", "PASSWORD", "Cast", "code_of", "enter", "signed_in"]

PERIOD = (date(2026, 1, 1), date(2036, 12, 31))  #: for which the inspector comes
MARIA_EGN = "6101047500"  #: valid in form, published as belonging to nobody


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


async def _everybody(database: Database, session: AsyncSession) -> Cast:
    """One after another: the numbers of the rows follow from the order."""
    places = await _places(session)
    people = await _people(session, places)
    drivers = await _drivers(session, places)
    staff = await _colleagues(session, places)
    assistance = await add(session, _assistance(places["sofia"]))
    for organisation in (places["sofia"], places["burgas"]):
        await menu_rows(session, organisation)
    del places["sea"], places["sea_district"]
    return Cast(database=database, **places, **people, **drivers, **staff, assistance=assistance)


async def _places(session: AsyncSession) -> dict[str, Any]:
    sofia = await add(
        session,
        Organisation(code="sofia", name="Социален патронаж", municipality="Столична община", phone="02 111 1111"),
    )
    burgas = await add(
        session, Organisation(code="burgas", name="Патронаж Бургас", municipality="Община Бургас", phone="056 111 111")
    )
    mladost, mladost_kitchen, mladost_district = await office_row(session, sofia, "Младост", 42.650, 23.380)
    lyulin, lyulin_kitchen, lyulin_district = await office_row(session, sofia, "Люлин", 42.715, 23.250)
    sea, _kitchen, sea_district = await office_row(session, burgas, "Приморие", 42.500, 27.470)
    return {
        "sofia": sofia, "burgas": burgas,
        "mladost": mladost, "mladost_kitchen": mladost_kitchen, "mladost_district": mladost_district,
        "lyulin": lyulin, "lyulin_kitchen": lyulin_kitchen, "lyulin_district": lyulin_district,
        "sea": sea, "sea_district": sea_district,
        "lunch": await add(session, lunch_row(sofia)), "burgas_lunch": await add(session, lunch_row(burgas)),
    }  # fmt: skip


async def _people(session: AsyncSession, at: dict[str, Any]) -> dict[str, Any]:
    sofia, mladost, lyulin = at["sofia"], at["mladost"], at["lyulin"]
    maria = await person_row(
        session, sofia, mladost, at["mladost_district"], "Мария", "Иванова", "+359888123456", egn=MARIA_EGN
    )
    ivanka = await person_row(session, sofia, lyulin, at["lyulin_district"], "Иванка", "Петрова", "+359888222333")
    goran = await person_row(
        session, at["burgas"], at["sea"], at["sea_district"], "Горан", "Иванов", "+359888444555", Sex.MALE
    )
    for person, programme in ((maria, at["lunch"]), (ivanka, at["lunch"]), (goran, at["burgas_lunch"])):
        await weekly_row(session, person, programme)
    petar = await relative_row(session, maria, "Петър Иванов", "+359888777888", KinshipKind.SON, may_order=True)
    stoyanka = await relative_row(
        session, maria, "Стоянка Цекова", "+359888999000", KinshipKind.NEIGHBOUR, may_order=False
    )
    return {"maria": maria, "ivanka": ivanka, "goran": goran, "petar": petar, "stoyanka": stoyanka}


async def _drivers(session: AsyncSession, at: dict[str, Any]) -> dict[str, Any]:
    owner = at["sofia"].key
    van = await add(session, Vehicle(organisation_id=owner, name="Бус 1", kitchen_id=at["mladost_kitchen"].key))
    lyulin_van = await add(session, Vehicle(organisation_id=owner, name="Бус 2", kitchen_id=at["lyulin_kitchen"].key))
    ivan = await driver_row(session, "Иван Колев", "+359888555666", van)
    todor = await driver_row(session, "Тодор Минев", "+359888555777", lyulin_van)
    return {"van": van, "lyulin_van": lyulin_van, "ivan": ivan, "todor": todor}


async def _colleagues(session: AsyncSession, at: dict[str, Any]) -> dict[str, Any]:
    sofia, mladost = at["sofia"], at["mladost"]
    hospital = Institution(organisation_id=sofia.key, kind=InstitutionKind.HOSPITAL, name="Болница „Надежда“")
    await add(session, hospital)
    found: dict[str, Any] = {"hospital": hospital}
    for name, called, login, role, facts in (
        ("admin", "Админ", "admin", Role.ADMINISTRATOR, {}),
        ("anna", "Анна Костова", "anna", Role.SOCIAL_WORKER, {"offices": [mladost]}),
        ("elena", "Елена Дочева", "elena", Role.SOCIAL_WORKER, {"offices": [at["lyulin"]]}),
        ("cook", "Готвачка", "cook", Role.KITCHEN, {"kitchen": at["mladost_kitchen"]}),
        ("dispatcher", "Диспечер", "dispatcher", Role.DISPATCHER, {}),
        ("burgas_admin", "Бургас", "burgas", Role.ADMINISTRATOR, {}),
        ("head", "Христо Малинов", "hristo", Role.HEAD, {"offices": [mladost]}),
        ("nurse", "Сестра Вълчева", "nurse", Role.NURSE, {}),
        ("psychologist", "Психолог Денева", "psychologist", Role.PSYCHOLOGIST, {}),
        ("lawyer", "Юрист Стоев", "lawyer", Role.LAWYER, {}),
        ("cashier", "Касиерка", "cashier", Role.CASHIER, {"offices": [mladost]}),
        ("partner", "Партньорка", "partner", Role.PARTNER, {"institution": hospital}),
        ("inspector", "Инспектор", "inspector", Role.INSPECTOR, {"period": PERIOD}),
        ("data_protection", "Длъжностно лице", "dpo", Role.DATA_PROTECTION, {}),
    ):
        owner = at["burgas"] if name == "burgas_admin" else sofia
        found[name] = await staff_row(session, owner, called, login, role, **facts)
    return found


def _assistance(organisation: Organisation) -> Programme:
    return Programme(
        organisation_id=organisation.key, code="A01", name="Асистентска подкрепа", name_en="Assistant support",
        kind=ProgrammeKind.ASSISTANCE, rules=RuleSet.DELEGATED,
    )  # fmt: skip
