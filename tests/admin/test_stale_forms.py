"""Of two who open the same form, the second to save is told: both versions, who was quicker, and nothing is lost."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from admin.pages import PAGES
from domain import clock
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.assessing import Assessment, AssessmentKind
from models.base import Owned
from models.cases import CaseStatus, Suspension, SuspensionReason
from models.meals import Pause, PauseReason
from models.places import DayException, Site
from models.plans import SupportPlan
from models.routes import Route
from models.waiting import Places
from tests.admin.conftest import Panel, text_of
from tests.admin.forms import Form, form_of, forms_of
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.applications.forms import add_papers

pytestmark = pytest.mark.usefixtures("tuesday")

TODAY, DAY = date(2026, 11, 24), date(2026, 11, 25)
MENU = "2026-12-07"


@dataclass(frozen=True)
class Edited:
    """A form of what is on file: its page, where it is sent, and one field with what two people make of it.

    `stands` is what the page says of the first one's answer; the answer itself where it is empty.
    """

    page: str
    field: str
    first: str
    second: str
    stands: str = ""
    sent_to: str = ""
    by: str = "admin"
    audited: bool = True

    @property
    def action(self) -> str:
        return self.sent_to or self.page


def of_list(key: str, number: str, field: str, first: str, second: str, stands: str = "") -> Edited:
    return Edited(f"/records/{key}/edit?pk={{{number}}}", field, first, second, stands)


FORMS = (
    Edited("/people/{maria}/edit", "key_holder", "Съседката", "Внукът"),
    Edited("/people/{maria}/edit", "diet", "diabetic", "general", "диабетна"),
    Edited("/people/{maria}/edit", "born", "1948-03-01", "1948-03-02", "01.03.1948"),
    Edited("/people/{maria}/edit", "bell", "Иванови", "Мария"),
    Edited("/people/{maria}/relatives/{petar}", "name", "Петър Иванов-син", "Петър И."),
    Edited("/people/{maria}/relatives/{petar}", "call_order", "2", "3"),
    Edited("/people/{maria}", "portions", "2", "3", sent_to="/people/{maria}/weekly"),
    Edited("/people/{maria}", "pause_reason", "away", "other", "отсъства", "/people/{maria}/pause", "anna"),
    Edited(
        "/applications/{application}", "papers", "{form}", "{id}", "Документ form",
        "/applications/{application}/papers", "anna",
    ),
    Edited("/applications/{application}/edit", "last_name", "Пробна", "Опитна", by="anna"),
    Edited("/staff/{anna}", "name", "Ана Първа", "Ана Втора"),
    Edited("/staff/{anna}", "offices", "{lyulin}", "{mladost}", "Служба Люлин"),
    Edited("/institutions/{hospital}", "phone", "02 111 1111", "02 222 2222"),
    Edited("/waiting/places/{places}", "number", "5", "6"),
    Edited(f"/menus/{MENU}", "general-soup", "{soup}", "", "Пилешка супа", by="cook", audited=False),
    Edited("/cases/{case}", "staff_id", "{head}", "{anna}", "{head_name}", "/cases/{case}/worker", "head"),
    Edited(
        "/cases/{resting}", "until", "2026-12-07", "2026-12-14", "07.12.2026", "/cases/{resting}/return", "elena"
    ),
    Edited("/cases/{case}/assessments/{assessment}", "conclusion", "Нужна е помощ", "Не е нужна", by="anna"),
    Edited("/cases/{approved}/plan/{plan}", "words", "Да готви", "Да излиза", by="anna"),
    Edited("/routes/{route}", "driver_id", "{ivan}", "{todor}", "Иван Колев", "/routes/{route}/driver", "dispatcher"),
    of_list("offices", "mladost", "hours", "8–17", "9–18"),
    of_list("districts", "mladost_district", "lat", "42.7", "42.8"),
    of_list("kitchens", "mladost_kitchen", "departs", "09:45", "10:15", "09:45"),
    of_list("sites", "site", "portions", "40", "50"),
    of_list("programmes", "lunch", "name", "Обяд", "Топъл обяд"),
    of_list("papers", "form", "name", "Заявление", "Молба"),
    of_list("special-days", "exception", "day", "2026-12-28", "2026-12-29", "28.12.2026"),
    of_list("dishes", "soup", "kcal", "180", "190"),
    of_list("vehicles", "van", "active", "", "yes", "не"),
    of_list("drivers", "ivan", "kitchen_id", "{lyulin_kitchen}", "{mladost_kitchen}", "Кухня Люлин"),
)  # fmt: skip


async def records(cast: Cast) -> dict[str, str]:
    """The numbers of what the forms are about."""
    own = {"organisation_id": cast.sofia.key}
    async with cast.database.unit(cast.job) as session:
        papers = await add_papers(session, cast.assistance, "form", "id")
        case = await case_of(session, cast, cast.maria, cast.assistance, status=CaseStatus.APPLIED, worker=cast.anna)
        approved = await case_of(session, cast, cast.maria, cast.lunch, status=CaseStatus.APPROVED, worker=cast.anna)
        rests = {"status": CaseStatus.SUSPENDED, "worker": cast.elena}
        resting = await case_of(session, cast, cast.ivanka, cast.assistance, **rests)
        session.add(Suspension(**own, case_id=resting.key, reason=SuspensionReason.TRAVEL, starts_on=TODAY))
        written = {name: await _written(session, row) for name, row in _rows(cast, own, case.key, approved.key).items()}
    named = ("maria", "petar", "anna", "head", "mladost", "lyulin", "mladost_district", "mladost_kitchen",
             "lyulin_kitchen", "hospital", "lunch", "van", "ivan", "todor")  # fmt: skip
    found = written | papers | {name: getattr(cast, name).key for name in named}
    found |= {"case": case.key, "resting": resting.key, "approved": approved.key, "soup": 1}
    return {name: str(number) for name, number in found.items()} | {"head_name": cast.head.name}


async def _written(session: AsyncSession, row: Owned) -> int:
    session.add(row)
    await session.flush()
    return row.key


def _rows(cast: Cast, own: dict[str, int], case_id: int, approved_id: int) -> dict[str, Owned]:
    now, anna = clock.now(), cast.anna.key
    return {
        "application": Application(
            **own, number="З-1", programme_id=cast.assistance.key, office_id=cast.mladost.key, wished_on=now.date(),
            channel=ApplicationChannel.DESK, status=ApplicationStatus.RECEIVED, first_name="Дора", last_name="Проба",
            received_at=now, district_id=cast.mladost_district.key,
        ),
        "places": Places(**own, programme_id=cast.assistance.key, starts_on=DAY, number=4),
        "pause": Pause(**own, person_id=cast.maria.key, starts_on=DAY, reason=PauseReason.HOSPITAL),
        "assessment": Assessment(
            **own, case_id=case_id, kind=AssessmentKind.INDIVIDUAL, begun_by=anna, begun_at=now
        ),
        "plan": SupportPlan(**own, case_id=approved_id, edition=1, written_by=anna, written_at=now),
        "route": Route(
            **own, day=DAY, name="Маршрут 1", kitchen_id=cast.mladost_kitchen.key, vehicle_id=cast.van.key,
            departs_at=now, returns_at=now + timedelta(hours=3),
        ),
        "site": Site(
            **own, name="Клуб", kitchen_id=cast.mladost_kitchen.key, programme_id=cast.lunch.key,
            address_id=cast.maria.address_id, portions=30,
        ),
        "exception": DayException(**own, day=date(2026, 12, 30), working=False, reason="Ремонт"),
    }  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=[f"{one.action} {one.field}" for one in FORMS])
async def test_the_second_save_is_refused_with_both_versions_and_passes_knowingly(panel: Panel, form: Edited):
    known = await records(panel.cast)
    page, action = form.page.format(**known), form.action.format(**known)
    first, second, stands = (text.format(**known) for text in (form.first, form.second, form.stands or form.first))
    member = getattr(panel.cast, form.by)
    async with panel.browser(member) as quick, panel.browser(member) as slow:
        opened, meanwhile = [form_of((await one.get(page)).text, action) for one in (quick, slow)]
        assert (await quick.post(action, data=opened | {form.field: [first]})).status_code == 303
        refused = await slow.post(action, data=meanwhile | {form.field: [second]})
        assert refused.status_code == 409, text_of(refused)
        assert f"В момента е записано: {stands}" in text_of(refused)
        assert (f"Последно е записано от {member.name} на 24.11.2026, 10:00." in text_of(refused)) == form.audited
        typed = form_of(refused.text, action)
        assert typed.get(form.field, [""]) == ([second] if second else [""])
        assert (await slow.post(action, data=typed)).status_code == 303
        left = form_of((await slow.get(page)).text, action)
    assert left.get(form.field, [""]) == typed.get(form.field, [""])


#: Forms on a record that change nothing of what they show: they add to it, or ask for password and code. An order by
#: phone changes only the days whose tick was changed.
ACTS = {
    "/cases/*/assessments", "/cases/*/files", "/cases/*/notes", "/cases/*/sessions/plan", "/cases/*/survey",
    "/cases/*/tasks", "/cases/*/team", "/people/*/consents", "/people/*/relatives/new", "/people/*/requests/new",
    "/people/*/requests/restrict", "/phone/*", "/renew", "/staff/*/password",
}  # fmt: skip


async def test_every_other_form_on_a_record_only_adds_or_acts(panel: Panel):
    known = await records(panel.cast)
    numbers = {
        "person_id": known["maria"], "relative_id": known["petar"], "case_id": known["case"], "day": MENU,
        "application_id": known["application"], "staff_id": known["anna"], "institution_id": known["hospital"],
        "places_id": known["places"], "assessment_id": known["assessment"], "route_id": known["route"],
    }  # fmt: skip
    unguarded = set()
    for role in (panel.cast.anna, panel.cast.head, panel.cast.admin, panel.cast.dispatcher, panel.cast.cook):
        async with panel.browser(role) as browser:
            for path in [one.path.replace(":int", "") for one in PAGES if "{" in one.path and ".pdf" not in one.path]:
                if set(re.findall(r"{(\w+)}", path)) <= numbers.keys():
                    page = await browser.get(path.format(**numbers))
                    unguarded |= {
                        _named(one.action, numbers) for one in forms_of(page.text) if one.shown and not _guarded(one)
                    }
    # A form that is named here now changes what is on file: it needs a version, or it only adds and belongs to ACTS.
    assert unguarded - ACTS == set()


def _guarded(form: Form) -> bool:
    return any(name in ("version", "seen") or name.endswith("_seen") for name in form.values)


def _named(action: str, numbers: dict[str, str]) -> str:
    """The address without the numbers of records."""
    return "/".join("*" if part in numbers.values() else part for part in action.split("?", maxsplit=1)[0].split("/"))
