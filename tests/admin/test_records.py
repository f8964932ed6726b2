"""The plain lists by starlette-admin: our organisation only, nothing leaks, nothing is overwritten unseen."""

import re

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.audit import AuditEntry
from models.places import DayException, Office
from models.routes import Driver, Vehicle
from tests.admin.conftest import Panel, text_of

pytestmark = pytest.mark.usefixtures("tuesday")


def hidden(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of a form."""
    return dict(re.findall(r'<input type="hidden" name="(csrftoken|version)" value="([^"]*)"', page.text))


async def names(panel: Panel, table) -> list[str]:
    async with panel.cast.database.reading(panel.cast.staff(panel.cast.admin)) as session:
        return sorted(await session.scalars(sa.select(col(table.name))))


async def test_a_list_shows_and_finds_in_any_case_only_what_is_ours(both_panels: Panel):
    async with both_panels.browser(both_panels.cast.admin) as admin:
        everything = text_of(await admin.get("/records/offices/list"))
        assert ("Служба Младост" in everything, "Служба Приморие" in everything) == (True, False)
        found = text_of(await admin.get("/records/offices/list?q=люлин"))
        assert ("Служба Люлин" in found, "Служба Младост" in found) == (True, False)


async def test_a_stranger_s_record_is_not_found(panel: Panel):
    async with panel.browser(panel.cast.burgas_admin) as stranger:
        number = panel.cast.mladost.id
        assert (await stranger.get(f"/records/offices/edit?pk={number}")).status_code == 404
        form = {"name": "Отнета", "phone": "1", **hidden(await stranger.get("/records/offices/create"))}
        assert (await stranger.post(f"/records/offices/edit?pk={number}", data=form)).status_code == 404
        assert await names(panel, Office) == ["Служба Люлин", "Служба Младост"]


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99999999999999999999", "1 OR 1=1"])
async def test_a_number_that_is_none_is_not_found(both_panels: Panel, number):
    async with both_panels.browser(both_panels.cast.admin) as admin:
        assert (await admin.get("/records/offices/edit", params={"pk": number})).status_code == 404


async def test_a_record_is_added_for_our_organisation_and_audited(both_panels: Panel):
    cast = both_panels.cast
    async with both_panels.browser(cast.admin) as admin:
        form = {"name": "Бус 3", "kitchen_id": cast.mladost_kitchen.id, "capacity": "60", "shift_start": "09:30"}
        form |= {"shift_end": "14:00", "active": "yes", **hidden(await admin.get("/records/vehicles/create"))}
        assert (await admin.post("/records/vehicles/create", data=form)).status_code == 303
        assert "Записано" in text_of(await admin.get("/records/vehicles/list"))
    async with cast.database.reading(cast.staff(cast.admin)) as session:
        van = await session.scalar(sa.select(Vehicle).where(col(Vehicle.name) == "Бус 3"))
        entry = await session.scalar(sa.select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1))
        assert (van.organisation_id, van.capacity, van.active) == (cast.sofia.id, 60, True)
        assert (entry.actor, entry.record, entry.record_id) == (f"staff:{cast.admin.id}", "vehicle", van.id)


async def test_a_choice_of_another_organisation_is_refused_and_what_was_typed_stays(panel: Panel):
    cast = panel.cast
    async with panel.browser(cast.admin) as admin:
        form = {
            "name": "Шофьор Нов",
            "phone": "12",
            "kitchen_id": "3",
            **hidden(await admin.get("/records/drivers/create")),
        }
        answer = await admin.post("/records/drivers/create", data=form)
        assert answer.status_code == 422
        assert re.findall(r'class="error" id="(\w+)-error"', answer.text) == ["phone", "kitchen_id"]
        assert ('value="Шофьор Нов"' in answer.text, 'value="12"' in answer.text) == (True, True)
        assert await names(panel, Driver) == ["Иван Колев", "Тодор Минев"]


async def test_two_of_one_name_are_refused_beside_the_name(both_panels: Panel):
    async with both_panels.browser(both_panels.cast.admin) as admin:
        form = {"name": "Служба Люлин", "phone": "1", **hidden(await admin.get("/records/offices/create"))}
        answer = await admin.post("/records/offices/create", data=form)
        assert (answer.status_code, "Вече има такъв запис." in answer.text) == (422, True)


async def test_the_second_save_of_a_stale_form_is_refused(panel: Panel):
    path = f"/records/offices/edit?pk={panel.cast.mladost.id}"
    async with panel.browser(panel.cast.admin) as one, panel.browser(panel.cast.admin) as other:
        first, second = await one.get(path), await other.get(path)
        saved = await one.post(path, data={"name": "Служба Младост 1", "phone": "1", **hidden(first)})
        stale = await other.post(path, data={"name": "Служба Младост 2", "phone": "1", **hidden(second)})
        assert (saved.status_code, stale.status_code) == (303, 409)
        assert await names(panel, Office) == ["Служба Люлин", "Служба Младост 1"]


async def test_days_of_the_week_are_kept_as_bits(panel: Panel):
    cast = panel.cast
    path = f"/records/programmes/edit?pk={cast.lunch.id}"
    async with panel.browser(cast.admin) as admin:
        page = await admin.get(path)
        assert re.findall(r'name="weekdays" value="(\d+)" checked', page.text) == ["1", "2", "4", "8", "16"]
        form = {"code": "P02", "name": "Храна", "kind": "meals", "weekdays": ["1", "4"], "order_days_before": "1"}
        form |= {"order_until": "14:00", "cancel_days_before": "0", "cancel_until": "07:30", **hidden(page)}
        assert (await admin.post(path, data=form)).status_code == 303
        page = await admin.get(path)
        assert re.findall(r'name="weekdays" value="(\d+)" checked', page.text) == ["1", "4"]


async def test_a_special_day_can_be_removed_and_an_office_cannot(panel: Panel):
    cast = panel.cast
    async with panel.browser(cast.admin) as admin:
        form = {"day": "2026-12-23", "reason": "Ремонт", **hidden(await admin.get("/records/special-days/create"))}
        await admin.post("/records/special-days/create", data=form)
        gone = await admin.post("/records/_api/special-days/row-action?name=delete&pk=1", data=form)
        kept = await admin.post(f"/records/_api/offices/row-action?name=delete&pk={cast.mladost.id}", data=form)
        assert (gone.status_code, kept.status_code) == (303, 400)
    async with cast.database.reading(cast.staff(cast.admin)) as session:
        assert list(await session.scalars(sa.select(DayException))) == []


@pytest.mark.parametrize(
    "path",
    [
        "/records/static/js/list.js",
        "/records/static/js/vendor/jquery.min.js",
        "/records/_api/offices/relation-lookup",
        "/records/offices/detail?pk=1",
        "/records/offices/import",
        "/records/people/list",
        "/records/staff/list",
    ],
)
async def test_nothing_else_of_the_library_answers(panel: Panel, path):
    async with panel.browser(panel.cast.admin) as admin:
        assert (await admin.get(path)).status_code in {403, 404}


async def test_no_list_can_be_taken_away_as_a_file(panel: Panel):
    async with panel.browser(panel.cast.admin) as admin:
        token = hidden(await admin.get("/records/offices/create"))
        for action in ("export", "delete"):
            answer = await admin.post(f"/records/_api/offices/action?name={action}&pks=1", data=token)
            assert answer.status_code == 404
