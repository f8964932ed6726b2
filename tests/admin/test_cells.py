"""Every cell of the table of rights, asked at the web door: by direct address, by press, in lists and searches."""

from dataclasses import dataclass

import httpx
import pytest
import sqlalchemy as sa

from admin.app import create_app
from domain import access, clock
from domain.access import POLICY
from domain.database import Database
from domain.settings import settings
from models.staff import PanelSession, Role
from tests.admin.cell_records import Written, write
from tests.admin.cells import (
    ABOUT_RECORDS,
    ADDRESSES,
    KINDS,
    LISTINGS,
    Answer,
    Cell,
    Place,
    Where,
    cells,
    filled,
    how_many,
)
from tests.admin.conftest import ORIGIN
from tests.cast import Cast, signed_in
from tests.conftest import TUESDAY_AT_TEN
from tests.spreadsheets import XLSX, sheets_in

#: What asking, signing in and being told leave behind.
TRACES = {"audit_entry", "audit_link", "panel_session", "outbox_message"}


def answered(response: httpx.Response) -> Answer | int:
    """What was answered; a bug is its number."""
    if response.status_code in (403, 404):
        return Answer.NOT_ALLOWED if response.status_code == 403 else Answer.NOT_FOUND
    return Answer.OPENED if response.status_code < 500 else response.status_code


def read(response: httpx.Response) -> str:
    """What stands on a page, or in the cells of a spreadsheet."""
    if response.headers["content-type"] != XLSX:
        return response.text
    return "\n".join(str(value) for sheet in sheets_in(response.content) for row in sheet for value in row)


@dataclass
class House:
    """The panel over records in every place, with a browser of each role."""

    cast: Cast
    database: Database
    records: dict[Place, Written]

    async def browser(self, role: Role) -> httpx.AsyncClient:
        app = create_app(self.database, settings())
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=ORIGIN, headers={"Origin": ORIGIN}
        )
        token = await signed_in(self.database, self.cast.member(role).id)
        async with self.database.unit(access.job("cells")) as session:
            renewed = sa.update(PanelSession).values(renewed_at=clock.now())
            await session.execute(renewed, execution_options={"audited": True, "synchronize_session": False})
        client.cookies.set("panel", token, domain="127.0.0.1", path="/")
        return client

    async def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table, but for traces."""
        async with self.database.engine.connect() as connection:
            names = await connection.run_sync(lambda inner: sa.inspect(inner).get_table_names())
            return {
                name: [tuple(row) for row in await connection.execute(sa.text(f'SELECT * FROM "{name}"'))]
                for name in names
                if name not in TRACES
            }


@pytest.fixture
async def house(sqlite_people: Cast) -> House:
    """The records of every place, in the cast's database."""
    with clock.frozen(TUESDAY_AT_TEN):
        async with sqlite_people.database.unit(access.job("cells")) as session:
            records = await write(session, sqlite_people)
        return House(sqlite_people, sqlite_people.database, records)


def test_every_address_with_a_number_is_in_some_cell():
    """Whoever adds a page about a new kind of record says in `KINDS` who may reach it, and writes its rows."""
    assert {name for one in ADDRESSES for name in one.numbers} - KINDS.keys() == set()
    assert {cell.address for cell in cells(Role.ADMINISTRATOR)} == set(ABOUT_RECORDS)
    assert how_many() >= 500


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_is_shown_what_the_table_says_and_nothing_else(house: House, role, tuesday):
    """By direct address, by press, in lists, searches and choices; what is refused changes nothing."""
    asked = cells(role)
    hidden = [cell for cell in asked if cell.expected is not Answer.OPENED]
    looks = [cell for cell in asked if cell.expected is Answer.OPENED and cell.address.method == "GET"]
    presses = [cell for cell in asked if cell.expected is Answer.OPENED and cell.address.method == "POST"]
    async with await house.browser(role) as browser:
        before = await house.everything()
        wrong = await _wrong(house, browser, hidden) + await _below_ones_own(house, browser, role)
        assert await house.everything() == before
        wrong += await _wrongly_listed(house, browser, role)
        wrong += await _wrong(house, browser, looks)
        wrong += await _wrong(house, browser, presses)
    assert "\n".join(wrong) == ""


async def _wrong(house: House, browser: httpx.AsyncClient, asked: list[Cell]) -> list[str]:
    found = []
    for cell in asked:
        address = cell.address.filled(house.records[cell.place].numbers)
        answer = answered(await browser.request(cell.address.method, address))
        if answer is not cell.expected:
            found.append(f"{cell.address.method} {cell.address.path}, {cell.place}: {answer}")
    return found


async def _below_ones_own(house: House, browser: httpx.AsyncClient, role: Role) -> list[str]:
    """The number of what hangs on another record, below an own one: the own case does not open it.

    Where somebody may reach the other record too, it is found at its own address and not here.
    """
    own, other = (house.records[Place(where)].numbers for where in (Where.OFFICE, Where.OTHER))
    found = []
    for one in ABOUT_RECORDS:
        first, *below = one.numbers
        if below and one.deed in POLICY[role] and KINDS[first].rule(role, Place(Where.OFFICE)):
            answer = await browser.request(one.method, one.filled(other | {first: own[first]}))
            refused = answer.status_code in ((404, 422) if one.method == "POST" else (404,))
            found += [] if refused else [f"{one.method} {one.path}, below an own one: {answer.status_code}"]
    return found


async def _wrongly_listed(house: House, browser: httpx.AsyncClient, role: Role) -> list[str]:
    found = []
    for one in LISTINGS:
        numbers = house.records[Place(Where.OFFICE)].numbers
        text = "".join([read(await browser.get(filled(path, numbers))) for path in one.paths])
        shown = {place for place in one.places if house.records[place].signs[one.sign] in text}
        found += [f"{one.paths}: {place}" for place in shown ^ one.expected(role)]
    return found
