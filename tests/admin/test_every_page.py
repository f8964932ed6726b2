"""Every page of the panel in a real browser: axe-core finds nothing, it fits a phone and a double zoom, keys reach all.

A page is here because it is in the panel: nobody has to think of adding it.
"""

from collections import defaultdict
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.async_api import Page

from admin.app import create_app
from admin.records.views import LISTS
from domain import access, clock
from domain.access import POLICY, Deed
from domain.settings import settings
from models.staff import PanelSession, Role
from tests.admin.cell_records import Written, write
from tests.admin.cells import ADDRESSES, NOTHING_THERE, Address, Answer, Cell, Place, Where
from tests.admin.conftest import serving
from tests.browser import axe_violations, opened_page
from tests.cast import Cast, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("tuesday")]
OWN = Place(Where.OFFICE)
#: A phone held upright, and a small laptop at 200 %.
NARROW = (390, 683)
#: What a press does by itself, or a paper: there is nothing to look at.
NOT_PAGES = (".pdf", ".xlsx", "/copy", "/files/{file_id:int}", "/templates/{template_id:int}", *NOTHING_THERE)
#: The plain lists are made of the same pages: all of one, and the form of each that can be added to.
PLAIN = [
    *(Address("GET", f"/records/programmes/{one}", Deed.MANAGE_LISTS) for one in ("list", "edit?pk=1")),
    *(Address("GET", f"/records/{name}/create", Deed.MANAGE_LISTS) for _view, _model, name in LISTS if name != "sites"),
]
#: Whatever can be pressed or typed into is met on the way of the Tab key; of a row of tabs the arrows reach the others.
OUT_OF_REACH = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [onclick]')]
  .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !one.disabled)
  .filter(one => one.tabIndex !== 0 && !one.closest('[role=tablist], [role=radiogroup], [role=menu], [inert]'))
  .map(one => one.outerHTML.slice(0, 120))
"""


def opened_by(address: Address) -> Role | None:
    """The first role that is shown the page, about a record of its own office where it is about one."""
    for role in (Role.HEAD, Role.ADMINISTRATOR, *Role):
        if address.numbers and Cell(role, address, OWN).expected is Answer.OPENED:
            return role
        if not address.numbers and (address.deed is None or address.deed in POLICY[role]):
            return role
    return None


def pages() -> Iterator[Address]:
    yield from (one for one in ADDRESSES if one.method == "GET" and not one.path.endswith(NOT_PAGES))
    yield from PLAIN


@pytest.fixture
async def records(sqlite_people: Cast) -> Written:
    """A record of each kind in the own office."""
    async with sqlite_people.database.unit(access.job("pages")) as session:
        return (await write(session, sqlite_people))[OWN]


async def sign_in(page: Page, cast: Cast, role: Role, address: str) -> None:
    """Sign in a member of the role who has just shown both steps."""
    token = await signed_in(cast.database, cast.member(role).id)
    async with cast.database.unit(access.job("pages")) as session:
        renewed = sa.update(PanelSession).values(renewed_at=clock.now())
        await session.execute(renewed, execution_options={"audited": True, "synchronize_session": False})
    await page.context.add_cookies([{"name": "panel", "value": token, "url": address}])


async def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open."""
    found = [f"axe: {one}" for one in await axe_violations(page)]
    found += [f"no key reaches it: {one}" for one in await page.evaluate(OUT_OF_REACH)]
    for width in NARROW:
        await page.set_viewport_size({"width": width, "height": 800})
        over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{over} px too wide at {width}"] if over > 0 else []
    await page.set_viewport_size({"width": 1280, "height": 900})
    return found


async def test_every_page_is_readable_by_all_fits_and_can_be_worked_by_keys(sqlite_people: Cast, records: Written):
    of_role: dict[Role | None, list[Address]] = defaultdict(list)
    for one in pages():
        of_role[opened_by(one)].append(one)
    assert of_role.pop(None, []) == []
    wrong = []
    async with (
        serving(create_app(sqlite_people.database, settings())) as address,
        opened_page(f"{address}/sign-in") as page,
    ):
        for role, shown in of_role.items():
            assert role is not None
            await sign_in(page, sqlite_people, role, address)
            for one in shown:
                answer = await page.goto(address + one.filled(records.numbers | {"record": "case"}))
                assert answer is not None
                status = [] if answer.status == 200 else [f"answered {answer.status}"]
                wrong += [f"{one.path}, {role}: {fault}" for fault in status + await faults(page)]
        assert "\n".join(wrong) == ""
