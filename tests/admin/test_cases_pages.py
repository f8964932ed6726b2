"""Cases in the panel: the board, the file of a case, the work on it; and nothing of a guarded one for others."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from admin.cases.tabs import TABS
from domain import clock
from domain.cases.emergencies import enter_in_emergency
from models.audit import AuditAction, AuditEntry
from models.cases import Case, CaseStatus, EmergencyEntry, Secrecy, TeamMember
from models.work import CaseFile, Note
from tests import browser
from tests.admin.conftest import Panel, text_of
from tests.browser import axe_violations, focused, opened_page
from tests.case_work import case_of
from tests.cast import PASSWORD, code_of

pytestmark = pytest.mark.usefixtures("tuesday")
PDF = b"%PDF-1.7\n"
#: Where somebody would look for a child by name, or come across it.
SEARCHED = (
    "/cases?whose=team", "/cases?text=мария", "/people?text=мария", "/phone?text=мария", "/applications?text=мария",
    "/cases/caseload", "/today",
)  # fmt: skip
REASON = "Детето е само у дома, майката е в болница."


async def a_case(panel: Panel, **facts) -> Case:
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        facts = {"worker": cast.anna, **facts}
        return await case_of(session, cast, cast.maria, cast.assistance, **facts)


async def fresh(panel: Panel, case: Case) -> Case:
    async with panel.cast.database.reading(panel.cast.job) as session:
        return await session.get_one(Case, case.key)


async def test_the_board_says_whose_turn_it_is(panel: Panel):
    case = await a_case(panel)
    async with panel.cast.database.unit(panel.cast.job) as session:
        found = await session.get_one(Case, case.key)
        found.contacted_on, found.review_on = date(2026, 11, 21), date(2026, 11, 20)
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.get("/cases", params={"text": "мари"})
        assert f"Мария Иванова {case.number} Асистентска подкрепа ✓ ползва услугата" in text_of(page)
        assert "преди 3 дни ✗ петък, 20 ноември преглед на плана" in text_of(page)
        assert 'href="/cases?whose=mine&amp;overdue=yes"' in (await browser.get("/today")).text
        assert "1 Ваш случай е просрочен" in text_of(await browser.get("/today"))
        assert case.number in text_of(await browser.get("/cases?whose=mine&overdue=yes"))
        for narrowed in ("state=closed", "worker=none", "silent=yes", "text=няма", "service=999"):
            assert case.number not in text_of(await browser.get(f"/cases?{narrowed}")), narrowed
        for odd in ("after=x", "after=2026-01-01.x", "state=x", "worker=x", "service=-1"):
            assert (await browser.get(f"/cases?{odd}")).status_code == 200
    async with panel.browser(panel.cast.elena) as browser:
        assert case.number not in text_of(await browser.get("/cases?whose=team"))
        assert (await browser.get(f"/cases/{case.key}")).status_code == 404


async def test_a_note_is_written_kept_when_refused_and_put_right_by_another(panel: Panel):
    case = await a_case(panel)
    home = f"/cases/{case.key}/notes"
    async with panel.browser(panel.cast.anna) as browser:
        refused = await browser.post(home, data={"kind": "visit", "audience": "x", "text": "Отворих прозореца."})
        assert refused.status_code == 422
        assert "Отворих прозореца.</textarea>" in refused.text
        for text, corrects in (("Бях у дома ѝ.", ""), ("Не, говорихме по телефона.", "1")):
            form = {"kind": "call", "audience": "team", "text": text, "corrects": corrects}
            assert (await browser.post(home, data=form)).status_code == 303
        page = text_of(await browser.get(home))
        assert page.index("Не, говорихме") < page.index("Бях у дома ѝ.")
        assert "поправена с по-късна бележка" in page
        assert "вторник, 24 ноември" in text_of(await browser.get(f"/cases/{case.key}"))
    async with panel.cast.database.reading(panel.cast.job) as session:
        rows = await session.scalars(sa.select(Note).order_by(col(Note.id)))
        assert [(one.text, one.corrects_id) for one in rows] == [
            ("Бях у дома ѝ.", None), ("Не, говорихме по телефона.", 1),
        ]  # fmt: skip
    async with panel.browser(panel.cast.inspector) as browser:
        assert "Бях у дома" in text_of(await browser.get(home))
        assert (await browser.post(home, data={"kind": "call"})).status_code == 403


async def test_a_document_is_taken_by_its_content_and_handed_out_only_to_be_saved(panel: Panel):
    case, other = await a_case(panel, team=(panel.cast.nurse,)), panel.cast.elena
    home = f"/cases/{case.key}/files"
    async with panel.browser(panel.cast.anna) as browser:
        picture = {"file": ("снимка.pdf", b"<svg onload='alert(1)'/>", "application/pdf")}
        refused = await browser.post(home, files=picture, data={"words": "Решение"})
        assert refused.status_code == 422
        assert "Пазят се само PDF" in text_of(refused)
        assert 'value="Решение"' in refused.text
        large = await browser.post(home, files={"file": ("a.pdf", PDF + b"\0" * (11 * 1024 * 1024))})
        assert large.status_code == 422
        assert (await browser.post(home, data={"words": "без"})).status_code == 422
        kept = await browser.post(home, files={"file": ('ТЕЛК „1“"\n.pdf', PDF, "text/html")})
        assert kept.status_code == 303
        async with panel.cast.database.reading(panel.cast.job) as session:
            (file,) = await session.scalars(sa.select(CaseFile))
        answer = await browser.get(f"{home}/{file.id}")
        assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert (await browser.get(f"/cases/{case.key + 1}/files/{file.id}")).status_code == 404
    for member, status in ((other, 404), (panel.cast.nurse, 200), (panel.cast.cook, 403), (panel.cast.partner, 403)):
        async with panel.browser(member) as browser:
            assert (await browser.get(f"{home}/{file.id}")).status_code == status
    async with panel.browser() as stranger:
        answer = await stranger.post(home, files={"file": ("a.pdf", PDF)})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


async def test_the_steps_of_a_case_and_a_stale_form(panel: Panel):
    case = await a_case(panel)
    home = f"/cases/{case.key}"
    async with panel.browser(panel.cast.anna) as browser:
        rest = {"reason": "hospital", "starts_on": "2026-11-23", "until": "", "words": "", "version": "1"}
        assert (await browser.post(f"{home}/suspend", data=rest)).status_code == 303
        assert "Услугата е спряна; денят на връщане не е известен." in text_of(await browser.get(home))
        stale = await browser.post(f"{home}/close", data={"outcome": "moved", "words": "В Ихтиман", "version": "1"})
        assert stale.status_code == 409
        assert "В Ихтиман</textarea>" in stale.text
        assert 'name="version" value="2"' in stale.text
        assert (await browser.post(f"{home}/resume")).status_code == 303
        assert (await browser.post(f"{home}/resume")).status_code == 422
        version = (await fresh(panel, case)).version
        end = {"outcome": "moved", "words": "В Ихтиман", "follow_up_on": "2026-12-24", "version": str(version)}
        assert (await browser.post(f"{home}/close", data=end)).status_code == 303
        assert (await browser.post(f"{home}/followed-up")).status_code == 303
        version = (await fresh(panel, case)).version
        assert (await browser.get(f"{home}/reopen")).status_code == 200
        assert (
            await browser.post(f"{home}/reopen", data={"words": "Върна се", "version": str(version)})
        ).status_code == 303
        version = (await fresh(panel, case)).version
        assert (await browser.post(f"{home}/withdraw", data={"words": "", "version": str(version)})).status_code == 303
        history = text_of(await browser.get(f"{home}/history"))
        for line in ("услугата е спряна временно", "услугата е възобновена", "случаят е приключен В Ихтиман",
                     "случаят е отворен отново Върна се", "желанието е оттеглено"):  # fmt: skip
            assert line in history
        assert "Кой е отварял случая" not in history
    assert (await fresh(panel, case)).status is CaseStatus.WITHDRAWN
    async with panel.browser(panel.cast.head) as browser:
        assert "Кой е отварял случая Кога Кой 24.11.2026, 10:00 Христо Малинов" in text_of(
            await browser.get(f"{home}/history")
        )
    for member, status in ((panel.cast.elena, 404), (panel.cast.inspector, 403), (panel.cast.nurse, 403)):
        async with panel.browser(member) as browser:
            assert (await browser.get(f"{home}/close")).status_code == status
            assert (await browser.post(f"{home}/reopen", data={"words": "x", "version": "1"})).status_code == status


async def test_a_worker_leaves_and_the_cases_go_to_another(panel: Panel):
    case = await a_case(panel)
    async with panel.browser(panel.cast.head) as browser:
        page = await browser.get(f"/cases/caseload?from={panel.cast.anna.key}")
        assert f"{case.number} · Мария Иванова" in text_of(page)
        asked = {"from_staff": str(panel.cast.anna.key), "to_staff": str(panel.cast.elena.key), "which": "all"}
        refused = await browser.post("/cases/caseload", data=asked)
        assert refused.status_code == 422
        assert "не работи за службата на случая" in text_of(refused)
        chosen = {**asked, "to_staff": str(panel.cast.head.key), "which": "chosen"}
        assert (await browser.post("/cases/caseload", data=chosen)).status_code == 422
        moved = await browser.post("/cases/caseload", data={**chosen, "cases": [str(case.key)]})
        assert moved.status_code == 303
        assert "Предадени на новия служител: 1." in text_of(await browser.get("/cases/caseload"))
        team = {"staff_id": str(panel.cast.nurse.key)}
        assert (await browser.post(f"/cases/{case.key}/team", data=team)).status_code == 303
        assert (
            await browser.post(f"/cases/{case.key}/worker", data={"staff_id": str(panel.cast.anna.key), "version": "2"})
        ).is_redirect
        leave = await browser.post(f"/cases/{case.key}/team/{panel.cast.nurse.key}/leave")
        assert leave.status_code == 303
    assert (await fresh(panel, case)).worker_id == panel.cast.anna.id
    async with panel.cast.database.reading(panel.cast.job) as session:
        assert [one.until for one in await session.scalars(sa.select(TeamMember))] == [clock.now()]


async def test_a_guarded_case_is_nowhere_in_the_panel_but_for_its_team(panel: Panel, tuesday):
    case = await a_case(panel, secrecy=Secrecy.CHILD, team=(panel.cast.anna,))
    below = ("", "/notes", "/files", "/history", "/close", "/suspend", "/reopen", "/withdraw")
    async with panel.browser(panel.cast.anna) as browser:
        assert [(await browser.get(f"/cases/{case.key}{one}")).status_code for one in below] == [200] * 8
        assert "Мария" in text_of(await browser.get("/cases"))
    # The clerk of an office, its head, the administrator and a nurse all look for the child by name.
    for member in (panel.cast.head, panel.cast.admin, panel.cast.nurse, panel.cast.elena):
        async with panel.browser(member) as browser:
            for one in below:
                assert (await browser.get(f"/cases/{case.key}{one}")).status_code in (403, 404), one
            for address in (*SEARCHED, f"/cases?text={case.number}"):
                page = text_of(await browser.get(address))
                assert "Иванова" not in page, address
                assert case.number not in page.replace(f"„{case.number}“", ""), address
    async with panel.browser(panel.cast.inspector) as browser:
        board = text_of(await browser.get("/cases"))
        assert case.number in board
        assert "Мария" not in board
    async with panel.browser(panel.cast.nurse) as browser:
        form = {"number": case.number, "reason": "бързо"}
        assert (await browser.post("/cases/emergency", data=form)).status_code == 422
        entered = await browser.post("/cases/emergency", data={**form, "reason": REASON})
        assert entered.headers["location"] == f"/cases/{case.key}"
        assert "Влезли сте спешно. Случаят е отворен за Вас до 12:00" in text_of(
            await browser.get(f"/cases/{case.key}")
        )
    clock.set_to(tuesday + timedelta(hours=2))
    async with panel.browser(panel.cast.nurse) as browser:
        assert (await browser.get(f"/cases/{case.key}")).status_code == 404
    async with panel.browser(panel.cast.head) as browser:
        board = text_of(await browser.get("/cases"))
        assert f"{case.number} Сестра Вълчева {REASON}" in board
        assert "Мария" not in board
        assert (await browser.post("/cases/entries/1/seen")).status_code == 303
        assert REASON not in text_of(await browser.get("/cases"))
    async with panel.cast.database.reading(panel.cast.job) as session:
        (entry,) = await session.scalars(sa.select(EmergencyEntry))
        assert entry.seen_by == panel.cast.head.id
        opened = sa.select(sa.func.count()).where(
            col(AuditEntry.action) == AuditAction.OPENED,
            col(AuditEntry.record) == "case",
            col(AuditEntry.actor) == panel.cast.staff(panel.cast.nurse).label,
        )
        assert await session.scalar(opened) == 1


@pytest.mark.browser
async def test_a_case_is_worked_on_by_the_keyboard(panel: Panel, served_panel):
    case = await a_case(panel, team=(panel.cast.nurse,))
    guarded = await a_guarded_entry(panel)
    async with opened_page(f"{served_panel}/sign-in") as page:
        await sign_in(page, "hristo")
        await page.goto(f"{served_panel}/cases")
        assert guarded in await page.inner_text("main")
        assert await axe_violations(page) == []
        await page.keyboard.press("/")
        await focused(page, "#text")
        await page.keyboard.type("мария")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/cases?text=*")
        await page.locator("table a").first.focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/cases/{case.key}")
        assert await axe_violations(page) == []
        await page.goto(f"{served_panel}/cases/{case.key}/notes")
        await page.focus("#text")
        await page.keyboard.type("Видяхме се.")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.locator("article.note").wait_for()
        assert await axe_violations(page) == []
        await page.goto(f"{served_panel}/cases/{case.key}/files")
        sent = {"name": "молба.pdf", "mimeType": "application/pdf", "buffer": PDF}
        await page.set_input_files("#file", sent)
        await page.press("#words", "Enter")
        await page.locator("main table a").wait_for()
        assert await page.inner_text("main table a") == "молба.pdf"
        assert await axe_violations(page) == []


async def test_after_an_entry_in_an_emergency_nothing_is_offered_that_would_be_refused(panel: Panel):
    """The head, who may do everything in an open case, reads a child's and is told why nothing can be changed."""
    cast, head = panel.cast, panel.cast.staff(panel.cast.head)
    entered = await a_case(panel, secrecy=Secrecy.CHILD, team=(cast.anna,))
    async with cast.database.unit(head) as session:
        own = await case_of(session, cast, cast.maria, cast.lunch, secrecy=Secrecy.CHILD, team=(cast.head,))
        await enter_in_emergency(session, head, number=entered.number, reason=REASON)
    offered: dict[int, set[str]] = {entered.key: set(), own.key: set()}
    async with panel.browser(cast.head) as browser:
        for status in (CaseStatus.ASSESSED, CaseStatus.ACTIVE):
            for number, tabs in offered.items():
                async with cast.database.unit(cast.job) as session:
                    (await session.get_one(Case, number)).status = status
                for tab in TABS:
                    page = (await browser.get(f"/cases/{number}{tab.below}")).text
                    inside = page.partition("<main")[2].partition("</main>")[0]
                    if "<form" in inside or "/referrals/new" in inside:
                        tabs.add(tab.key)
                    assert ("отворен за Вас до 12:00 и само за четене" in page) is (number == entered.key), tab
        assert offered[entered.key] == set()
        assert offered[own.key] >= {"overview", "notes", "files", "survey", "assessments", "decision", "plan", "tasks"}
        refused = await browser.post(
            f"/cases/{entered.key}/notes", data={"kind": "note", "text": "x", "audience": "team"}
        )
        assert refused.status_code == 422
        assert "До 12:00 можете да го четете. За промени, моля, обърнете се към екипа му." in text_of(refused)


async def a_guarded_entry(panel: Panel) -> str:
    cast, nurse = panel.cast, panel.cast.staff(panel.cast.nurse)
    async with cast.database.unit(nurse) as session:
        child = await case_of(session, cast, cast.ivanka, cast.lunch, secrecy=Secrecy.CHILD, team=(cast.elena,))
        child.office_id = cast.mladost.key
        await enter_in_emergency(session, nurse, number=child.number, reason=REASON)
        return child.number


async def sign_in(page, login):
    async def code():
        return code_of(login)

    await browser.sign_in(page, login, PASSWORD, code)
    await page.wait_for_url("**/today")
