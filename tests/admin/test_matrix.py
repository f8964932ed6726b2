"""Every page and every press, asked by every role: whoever has the deed gets in, and nobody else."""

from dataclasses import dataclass

import pytest

from admin import subjects
from admin.navigation import MENU
from admin.pages import PAGES
from domain.access import POLICY, Deed
from models.staff import Role
from tests.admin.cells import ABOUT_RECORDS
from tests.admin.conftest import Panel

pytestmark = pytest.mark.usefixtures("tuesday")
#: Pages that are every signed-in member's own.
FOR_EVERYBODY = {"/today", "/me"}
#: A number that no record has: the deed is asked before the record is looked for.
NOBODY = "999999"


@dataclass(frozen=True)
class Asked:
    """One address of the panel, and the deed that it needs."""

    method: str
    path: str
    deed: Deed | None


def addresses() -> list[Asked]:
    assert subjects.SUBJECTS
    looks = [Asked("GET", page.path, page.deed) for page in PAGES]
    presses = [Asked("POST", press.path, press.deed) for page in PAGES for press in page.presses]
    return sorted(looks + presses, key=lambda one: (one.path, one.method))


ADDRESSES = addresses()
RECORDS = [Asked("GET", path, Deed.MANAGE_LISTS) for path in ("/records/offices/list", "/records/dishes/create")]
#: What is about a record is asked by every role in the cells (test_cells), about records that there are.
OF_ALL = [
    one for one in ADDRESSES if (one.method, one.path) not in {(cell.method, cell.path) for cell in ABOUT_RECORDS}
]
ROLES = list(Role)


def filled(path: str) -> str:
    """The address with parameters that exist for nobody."""
    parts = [NOBODY if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_opens_what_its_deeds_allow_and_nothing_else(panel: Panel, role):
    async with panel.browser(panel.cast.member(role)) as browser:
        wrong = []
        for one in [*OF_ALL, *RECORDS]:
            answer = await browser.request(one.method, filled(one.path))
            allowed = one.deed is None or one.deed in POLICY[role]
            exists = "{" not in one.path and not one.path.endswith(".pdf") and one.method == "GET"
            expected = {200} if allowed and exists else {200, 303, 404, 409, 422} if allowed else {403}
            if answer.status_code not in expected:
                wrong.append((one.method, one.path, answer.status_code))
        assert wrong == []


async def test_nobody_who_is_not_signed_in_gets_anything(panel: Panel):
    async with panel.browser() as stranger:
        answers = [await stranger.request(one.method, filled(one.path)) for one in [*ADDRESSES, *RECORDS]]
        assert {(answer.request.method, answer.status_code) for answer in answers} == {("GET", 303), ("POST", 401)}


def test_every_page_needs_a_deed_but_ones_own():
    assert {one.path for one in ADDRESSES if one.deed is None and one.method == "GET"} == FOR_EVERYBODY
    assert {one.path for one in ADDRESSES if one.deed is None and one.method == "POST"} == {
        "/me/password",
        "/me/recovery-codes",
        "/me/sign-out",
    }


def test_every_line_of_the_menu_leads_to_a_page_that_its_reader_may_open():
    pages = {page.path: page.deed for page in PAGES}
    assert {place.path: place.deed for place in MENU} == {place.path: pages.get(place.path, "absent") for place in MENU}


@pytest.mark.parametrize("role", ROLES)
async def test_the_menu_shows_a_role_only_its_own_lines(panel: Panel, role):
    async with panel.browser(panel.cast.member(role)) as browser:
        page = (await browser.get("/me")).text
        shown = {place.path for place in MENU if f'<li><a href="{place.path}"' in page}
        assert shown == {place.path for place in MENU if place.deed is None or place.deed in POLICY[role]}
