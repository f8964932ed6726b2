"""The ways in that a bare panel leaves open: closed by a guard of ours each, and open once that guard is taken out.

To take a guard out is the only reason why a function of ours is replaced here: it shows that it is the guard that
holds, and not something beside it that may go any day.
"""

import io
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from admin.app import create_app
from admin.rendering import environment
from domain.files import add_file
from domain.settings import settings
from domain.tasks import open_task
from models.people import Person
from models.tasks import TaskKind
from models.work import CaseFile
from tests.admin.conftest import Panel
from tests.case_work import case_of
from tests.cast import PASSWORD, code_of

pytestmark = pytest.mark.usefixtures("tuesday")
EVIL = "//evil.example/"
TakenOut = Callable[[pytest.MonkeyPatch], None]


def replaced(by: object, *names: str) -> TakenOut:
    """Take a guard out, by each name under which it is called."""

    def taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
        for name in names:
            monkeypatch.setattr(name, by)

    return taken_out


async def another_site_signs_out(panel: Panel) -> bool:
    """A form of another site, with the cookie that the browser sends along (cookie tossing needs no more)."""
    async with panel.browser(panel.cast.anna) as anna:
        answer = await anna.post("/sign-out", headers={"Origin": "http://evil.example"})
        return answer.status_code == 303


async def an_old_cookie_opens_the_panel(panel: Panel) -> bool:
    async with panel.browser(panel.cast.anna) as anna, panel.browser() as thief:
        thief.cookies.set("panel", anna.cookies["panel"], domain="127.0.0.1", path="/")
        await anna.post("/sign-out")
        return (await thief.get("/me")).status_code == 200


async def a_stale_form_wins(panel: Panel) -> bool:
    """Of two who opened the same number of places, the second would overwrite the first unseen."""
    cast = panel.cast
    async with panel.browser(cast.admin) as admin:
        form = {"programme_id": cast.assistance.key, "number": "5", "starts_on": "2026-12-01", "basis": "Заповед 1"}
        await admin.post("/waiting/places", data=form)
        for number in ("6", "7"):
            answer = await admin.post("/waiting/places/1", data=form | {"number": number, "version": "1"})
        return answer.status_code == 303


async def a_look_up_of_the_library_answers(panel: Panel) -> bool:
    """starlette-admin's own look-ups and exports would hand out every column of every row."""
    panel.app = create_app(panel.cast.database, settings())
    async with panel.browser(panel.cast.admin) as admin:
        answers = [
            await admin.get("/records/_api/offices/export?export_type=csv"),
            await admin.get("/records/_api/offices/relation-lookup"),
            await admin.get("/records/_api/offices"),
        ]
        return any(answer.status_code not in (404, 405) for answer in answers)


async def a_file_of_another_office_opens(panel: Panel) -> bool:
    """An own case, and below it the number of somebody else's document."""
    cast = panel.cast
    async with cast.database.unit(cast.staff(cast.anna)) as session:
        theirs = await case_of(session, cast, cast.maria, cast.assistance)
        file = await add_file(
            session, cast.staff(cast.anna), case_id=theirs.key, name="болест.pdf", content=b"%PDF-1.7\n"
        )
    async with cast.database.unit(cast.job) as session:
        own = await case_of(session, cast, cast.ivanka, cast.assistance)
    async with panel.browser(cast.elena) as elena:
        answers = [await elena.get(f"/cases/{case.key}/files/{file.key}") for case in (own, theirs)]
        return any(answer.status_code == 200 for answer in answers)


async def signing_in_leads_away(panel: Panel) -> bool:
    async with panel.browser() as browser:
        await browser.post("/sign-in", data={"login": "anna", "password": PASSWORD})
        answer = await browser.post("/sign-in/second", data={"code": code_of("anna"), "next": EVIL})
        return answer.headers["location"] == EVIL


async def a_name_is_run_as_a_page(panel: Panel) -> bool:
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        (await session.get_one(Person, cast.maria.key)).last_name = "<script>alert(1)</script>"
    async with cast.database.unit(cast.person(cast.maria)) as session:
        await open_task(session, cast.person(cast.maria), kind=TaskKind.HELP, words="…")
    async with panel.browser(cast.anna) as anna:
        return "<script>alert(1)</script>" in (await anna.get("/tasks")).text


async def a_name_is_run_as_a_formula(panel: Panel) -> bool:
    """Whoever opens the spreadsheet would send what stands in it to another machine, or run a program."""
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        maria = await session.get_one(Person, cast.maria.key)
        maria.first_name, maria.last_name = '=HYPERLINK("http://evil.example","Виж")', "@SUM(1)"
    async with panel.browser(cast.anna) as anna:
        taken = load_workbook(io.BytesIO((await anna.get("/people/list.xlsx")).content)).active
    name = taken["A2"]
    return name.data_type != "s" or name.value != '=HYPERLINK("http://evil.example","Виж") @SUM(1)'


@contextmanager
def _fresh_templates() -> Iterator[None]:
    """Templates are compiled once, with or without the escaping."""
    environment().cache.clear()
    yield
    environment().cache.clear()


def unescaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the escaping of texts out."""
    monkeypatch.setattr(environment(), "autoescape", False)


@dataclass(frozen=True)
class WayIn:
    """An attack that says whether it succeeded, and the guard against it."""

    attack: Callable[[Panel], Awaitable[bool]]
    taken_out: TakenOut


async def _ends_nothing(*_args: object, **_facts: object) -> None:
    """Sign out by throwing the cookie away, as a session without a row would."""


class Everything:
    """Holds whatever is asked of it."""

    def __contains__(self, _one: object) -> bool:
        return True


WAYS_IN = {
    "cookie tossing": WayIn(another_site_signs_out, replaced(lambda _scope: True, "admin.security.asked_by_us")),
    "session after sign-out": WayIn(an_old_cookie_opens_the_panel, replaced(_ends_nothing, "domain.sessions.sign_out")),
    "stale form": WayIn(a_stale_form_wins, replaced(lambda *_a, **_f: None, "domain.waiting.capacity.demand_version")),
    "look-ups of the library": WayIn(
        a_look_up_of_the_library_answers, replaced(Everything(), "admin.records.panel.KEPT_ROUTES")
    ),
    "files of others": WayIn(
        a_file_of_another_office_opens, replaced(lambda _actor: sa.select(CaseFile), "domain.files.visible_files")
    ),
    "open redirect": WayIn(
        signing_in_leads_away, replaced(lambda wanted: wanted, "admin.onward.own_path", "admin.second_step.own_path")
    ),
    "stored HTML": WayIn(a_name_is_run_as_a_page, unescaped),
    "formula in an export": WayIn(a_name_is_run_as_a_formula, replaced({}, "domain.spreadsheets.writing.AS_TEXT")),
}


@pytest.mark.parametrize("name", WAYS_IN)
async def test_a_way_in_is_closed(panel: Panel, name):
    way = WAYS_IN[name]
    with _fresh_templates():
        assert not await way.attack(panel)


@pytest.mark.parametrize("name", WAYS_IN)
async def test_without_its_guard_a_way_in_is_open(panel: Panel, name, monkeypatch):
    way = WAYS_IN[name]
    way.taken_out(monkeypatch)
    with _fresh_templates():
        assert await way.attack(panel)
