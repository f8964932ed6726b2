"""Requests about the own data in the panel: written down, answered in time, records restricted, a copy handed out."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest

from domain import clock
from models.applications import Application, ApplicationChannel
from models.audit import AuditAction
from tests.admin.conftest import Panel, text_of
from tests.admin.test_second_step import renewed
from tests.browser import axe_violations, focused, opened_page, sign_in
from tests.case_work import case_of
from tests.cast import PASSWORD, code_of

pytestmark = pytest.mark.usefixtures("tuesday")
ASKED = {"right": "access", "words": "Искам да видя <b>всичко</b>", "received_on": "2026-11-24"}


async def test_a_request_is_written_down_extended_answered_and_found_again(panel: Panel):
    home = f"/people/{panel.cast.maria.key}"
    async with panel.browser(panel.cast.anna) as anna:
        assert f'href="{home}/requests/new"' in (await anna.get(home)).text
        refused = await anna.post(f"{home}/requests/new", data=ASKED | {"words": "", "asked_by": "Петър Иванов"})
        assert (refused.status_code, 'value="Петър Иванов"' in refused.text) == (422, True)
        saved = await anna.post(f"{home}/requests/new", data=ASKED)
        assert (saved.status_code, saved.headers["location"]) == (303, home)
        assert "Отговорът е до вторник, 29 декември" in text_of(await anna.get(home))
        assert (await anna.get(f"{home}/requests")).status_code == 403
    async with panel.browser(panel.cast.data_protection) as officer:
        page = await officer.get("/requests?right=access")
        assert "Мария Иванова" in text_of(page)
        address = re.search(rf'href="({home}/requests/\d+)"', page.text)[1]
        assert "Никое искане не чака отговор." in text_of(await officer.get("/requests?right=erasure"))
        sheet = await officer.get(address)
        assert "Искам да видя &lt;b&gt;всичко&lt;/b&gt;" in sheet.text
        extended = await officer.post(f"{address}/extend", data={"extension_reason": "Много папки", "version": "1"})
        assert extended.status_code == 303
        typed = {"verdict": "refused", "answer": "Пише се дълго", "version": "1"}
        stale = await officer.post(f"{address}/answer", data=typed)
        assert (stale.status_code, "Пише се дълго" in stale.text) == (409, True)
        assert (await officer.post(f"{address}/answer", data=typed | {"version": "2"})).status_code == 303
        assert "Комисията за защита на личните данни (КЗЛД)" in text_of(await officer.get(address))
        assert "Никое искане не чака отговор." in text_of(await officer.get("/requests"))
        assert "Мария Иванова" in text_of(await officer.get("/requests?state=closed"))
        twice = await officer.post(f"{address}/withdraw", data={"version": "3"})
        assert (twice.status_code, "вече е отговорено" in text_of(twice)) == (422, True)


async def test_nobody_s_request_is_shown_under_another_person(panel: Panel):
    maria, ivanka = (f"/people/{person.key}" for person in (panel.cast.maria, panel.cast.ivanka))
    async with panel.browser(panel.cast.anna) as anna:
        await anna.post(f"{maria}/requests/new", data=ASKED)
        assert (await anna.post(f"{ivanka}/requests/new", data=ASKED)).status_code == 404
    async with panel.browser(panel.cast.head) as head:
        address = re.search(rf'href="({maria}/requests/\d+)"', (await head.get(f"{maria}/requests")).text)[1]
        number = address.rpartition("/")[2]
        for wrong in (f"{ivanka}/requests/{number}", f"{ivanka}/requests", f"{ivanka}/copy", f"{maria}/requests/999"):
            assert (await head.get(wrong)).status_code == 404
    async with panel.browser(panel.cast.burgas_admin) as stranger:
        assert (await stranger.get(address)).status_code == 404
        assert (await stranger.post(f"{maria}/copy/everything")).status_code == 404


async def test_restricted_records_say_so_and_refuse_a_change_with_what_was_typed(panel: Panel):
    cast, home = panel.cast, f"/people/{panel.cast.maria.key}"
    async with cast.database.unit(cast.job) as session:
        case = (await case_of(session, cast, cast.maria, cast.assistance, worker=cast.anna, team=(cast.anna,))).key
        application = Application(
            organisation_id=cast.sofia.key, number="A01-1", programme_id=cast.assistance.key,
            office_id=cast.mladost.key, channel=ApplicationChannel.PHONE, first_name="Мария", last_name="Иванова",
            person_id=cast.maria.key, wished_on=clock.today(), received_at=clock.now(),
        )  # fmt: skip
        session.add(application)
    async with panel.browser(cast.data_protection) as officer:
        refused = await officer.post(f"{home}/requests/restrict", data={"reason": " "})
        assert (refused.status_code, "защо записите се ограничават" in text_of(refused)) == (422, True)
        await officer.post(f"{home}/requests/restrict", data={"reason": "Оспорва адреса"})
        assert "Оспорва адреса" in text_of(await officer.get(f"{home}/requests"))
    async with panel.browser(cast.anna) as anna:
        for path in (home, f"/cases/{case}", f"/applications/{application.key}"):
            assert 'id="restricted"' in (await anna.get(path)).text
        refused = await anna.post(
            f"/cases/{case}/notes", data={"kind": "note", "audience": "team", "text": "Дълъг разказ"}
        )
        assert (refused.status_code, "Дълъг разказ" in refused.text) == (422, True)
        assert "Тези записи са ограничени" in text_of(refused)
    async with panel.browser(cast.data_protection) as officer:
        await officer.post(f"{home}/requests/lift", data={"lift_reason": "Проверено е, уведомена е"})
        assert 'id="restricted"' not in (await officer.get(home)).text


async def test_the_copy_is_handed_out_after_renewed_sign_in_and_kept_nowhere(panel: Panel):
    home = f"/people/{panel.cast.maria.key}"
    async with panel.browser(panel.cast.head) as head:
        assert "password" in (await head.get(f"{home}/copy")).text
        fetches = await renewed(head, "hristo", f"{home}/copy/everything")
        assert f'action="{home}/copy/everything" class="form" id="handed"' in fetches.text, "it leads on"
        handed = await head.post(f"{home}/copy/everything")
        assert (handed.status_code, handed.headers["content-type"], handed.headers["cache-control"]) == (
            200, "application/zip", "no-store",
        )  # fmt: skip
        assert handed.headers["content-disposition"].startswith("attachment; ")
        with zipfile.ZipFile(io.BytesIO(handed.content)) as found:
            assert {"README.txt", "everything.html", "data/person.json"} <= set(found.namelist())
            told = json.loads(found.read("data/audit_entry.json"))
            assert told[-1]["action"] == AuditAction.EXPORTED.value
        assert "Изтегли всичко" in text_of(await head.get(f"{home}/copy"))
        part = await head.post(f"{home}/copy/portable")
        with zipfile.ZipFile(io.BytesIO(part.content)) as found:
            assert "everything.html" not in found.namelist()
    async with panel.browser(panel.cast.anna) as anna:
        assert (await anna.get(f"{home}/copy")).status_code == 403


@pytest.mark.browser
async def test_a_request_is_answered_by_the_keyboard_on_a_small_screen(panel: Panel, served_panel):
    cast, home = panel.cast, f"/people/{panel.cast.maria.key}"
    async with panel.browser(cast.anna) as anna:
        await anna.post(f"{home}/requests/new", data=ASKED)

    async def code() -> str:
        return code_of("dpo")

    async def clean(page) -> None:
        assert await axe_violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url

    async with opened_page(f"{served_panel}/sign-in", width=390) as page:
        await sign_in(page, "dpo", PASSWORD, code)
        await page.goto(f"{served_panel}/requests")
        await clean(page)
        await page.locator("tbody a").first.focus()
        await page.keyboard.press("Enter")
        await page.locator("#verdict").wait_for()
        await clean(page)
        await page.locator("#verdict").focus()
        await page.locator("#verdict").select_option("granted")
        await page.keyboard.press("Tab")
        await focused(page, "#answer")
        await page.keyboard.type("Копието е готово.")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**{home}/requests")
        await clean(page)
        for path in (f"{home}/requests/new", home):
            await page.goto(f"{served_panel}{path}")
            await clean(page)
        clock.set_to(clock.now() + timedelta(minutes=1))  # a code opens the panel once
        await page.goto(f"{served_panel}{home}/copy")
        await focused(page, "#password")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Tab")
        await page.keyboard.type(code_of("dpo"))
        await page.keyboard.press("Enter")
        download = page.locator('form[action$="/copy/everything"] button')
        await download.wait_for()
        await clean(page)
        async with page.expect_download() as waited:
            await download.press("Enter")
        assert (await (await waited.value).path()).stat().st_size > 0
