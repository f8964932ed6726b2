"""The first start fills an empty database once; the day can be played at once, on a Sunday too."""

import asyncio
import shutil
import stat
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import access, clock, menus, migrating
from domain.database import Database
from domain.demo.phones import demo_phones
from domain.first_start import SIGN_INS_FILE, kept_sign_ins, prepare
from domain.links.codes import Linkable, look_at_code
from domain.links.linking import link_chat
from domain.running import where_to_look
from domain.sessions import sign_in
from domain.settings import Settings
from models.meals import MealOrder
from models.people import Diet, Person
from models.places import Organisation
from models.routes import Stop
from models.staff import Role

SUNDAY = date(2026, 11, 22)
PEOPLE = 80


@pytest.fixture
def sunday() -> Iterator[None]:
    with clock.frozen(clock.at(SUNDAY, time(9, 0))):
        yield


def settings_of(folder: Path) -> Settings:
    return Settings(data_dir=folder, demo_people=PEOPLE, database_url="")


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a first start on that Sunday, to be copied for each test."""
    made = settings_of(tmp_path_factory.mktemp("first") / "var")

    async def start() -> None:
        database = Database(made.database)
        assert await prepare(database, made) is not None
        await database.close()

    with clock.frozen(clock.at(SUNDAY, time(9, 0))):
        asyncio.run(start())
    return made.data_dir


@pytest.fixture
def own_settings(first_start: Path, tmp_path: Path) -> Settings:
    """What was begun for the first time once, and is this test's own now."""
    return settings_of(shutil.copytree(first_start, tmp_path / "var"))


async def test_a_newcomer_can_play_the_day_at_once(own_settings: Settings, sunday: None) -> None:
    database = Database(own_settings.database)
    organisation = await prepare(database, own_settings)
    assert organisation is not None
    actor = access.job("test", organisation)
    async with database.reading(actor) as session:
        ordered = await session.scalar(
            sa.select(sa.func.count()).select_from(MealOrder).where(col(MealOrder.day) == SUNDAY)
        )
        stops = await session.scalar(sa.select(sa.func.count()).select_from(Stop).where(col(Stop.day) == SUNDAY))
        menu = await menus.menu_of(session, actor, day=SUNDAY, diet=Diet.GENERAL)
    assert ordered is not None
    assert stops is not None
    assert ordered > PEOPLE / 2
    assert stops > PEOPLE / 4
    assert len(menu.dishes) == 4
    await database.close()


async def test_the_sign_ins_open_the_panel_and_only_their_owner_reads_them(
    own_settings: Settings, sunday: None
) -> None:
    database = Database(own_settings.database)
    await prepare(database, own_settings)
    path = own_settings.data_dir / SIGN_INS_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = kept_sign_ins(own_settings.data_dir)
    roles = []
    for one in kept:
        signed = await sign_in(database, login=one.login, password=one.password, ip="127.0.0.1", agent="test")
        roles.append(signed.actor.role)
    offices = [Role.ADMINISTRATOR, Role.SOCIAL_WORKER, Role.HEAD, Role.KITCHEN, Role.DISPATCHER]
    assert roles == [*offices, Role.PARTNER, Role.HEAD, Role.INSPECTOR, Role.DATA_PROTECTION]
    await database.close()


async def test_a_second_start_keeps_everything(own_settings: Settings, sunday: None) -> None:
    database = Database(own_settings.database)
    first = await prepare(database, own_settings)
    kept = kept_sign_ins(own_settings.data_dir)
    assert await prepare(database, own_settings) == first
    assert kept_sign_ins(own_settings.data_dir) == kept
    async with database.reading(access.job("test", first)) as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Person)) == PEOPLE
    await database.close()


async def test_the_real_telegram_never_meets_invented_people(tmp_path: Path) -> None:
    real = Settings(data_dir=tmp_path, telegram_token="123456:real")
    database = Database(real.database)
    assert await prepare(database, real) is None
    assert await migrating.is_newest(database.engine)
    async with database.reading(access.job("test")) as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0
    await database.close()


async def test_the_three_phones_get_links_until_they_are_linked(own_settings: Settings, sunday: None) -> None:
    database = Database(own_settings.database)
    organisation = await prepare(database, own_settings)
    assert organisation is not None
    phones = await demo_phones(database, organisation)
    assert [phone.role for phone in phones] == ["grandmother", "relative", "driver"]
    shown = where_to_look(own_settings, kept_sign_ins(own_settings.data_dir), phones)
    assert [phone.code in shown for phone in phones] == [True, True, True]
    grandmother = phones[0]
    async with database.unit(access.STRANGER) as session:
        found = await look_at_code(session, telegram_id=77, code=grandmother.code or "")
        assert isinstance(found, Linkable)
        await link_chat(session, telegram_id=77, code_id=found.code_id, contact_phone=grandmother.phone)
    again = await demo_phones(database, organisation)
    assert [(phone.name, phone.code is None) for phone in again] == [
        (phone.name, phone is grandmother) for phone in phones
    ]
    await database.close()
