"""Contracts in the panel: the templates' page, and the tab on which a contract is printed, signed and changed."""

import re
from datetime import timedelta

import httpx
import pytest

from domain import clock
from domain.contracts.fields import FIELDS
from models.cases import CaseStatus
from models.contracts import PaperKind
from tests.admin.conftest import Panel, text_of
from tests.browser import axe_violations, opened_page, sign_in
from tests.case_work import case_of
from tests.cast import PASSWORD, code_of
from tests.domain.contracts.documents import document
from tests.domain.contracts.documents import text_of as words_of

pytestmark = pytest.mark.usefixtures("tuesday")
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
TERMS = {
    "starts_on": "2026-11-24",
    "ends_on": "2027-11-23",
    "fee_words": "По тарифа.",
    "words": "",
    "signer": "person",
}
PAGE = "/contracts/templates"


async def a_case(panel: Panel) -> str:
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        return (
            f"/cases/{(await case_of(session, cast, cast.maria, cast.lunch, status=CaseStatus.APPROVED)).key}/contract"
        )


def hidden(answer: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\d+)"', answer.text)
    assert found
    return found[1]


def sign_of(answer: httpx.Response) -> str:
    found = re.search(r'action="(/cases/\d+/contract/\d+/sign)"', answer.text)
    assert found
    return found[1]


async def test_a_contract_is_printed_signed_and_changed_on_its_tab(panel: Panel):
    here = await a_case(panel)
    async with panel.browser(panel.cast.anna) as anna:
        refused = await anna.post(here, data={**TERMS, "ends_on": "2026-11-01", "words": "Ключът е у съседката."})
        assert (refused.status_code, "Последният ден е преди първия" in refused.text) == (422, True)
        assert ">Ключът е у съседката.</textarea>" in refused.text
        assert (await anna.post(here, data=TERMS)).status_code == 303
        page = await anna.get(here)
        assert "Чака подписи: договор P02-Д-2026-00001" in text_of(page)
        assert "Отпечатване на договора" not in text_of(page)
        paper = await anna.get(re.findall(r'href="(/cases/\d+/files/\d+)"', page.text)[0])
        assert words_of(paper.content)[0] == "ДОГОВОР № P02-Д-2026-00001"
        signing = {"version": hidden(page, "version"), "signed_on": "2026-11-24"}
        at = sign_of(page)
        wrong = await anna.post(at, data=signing, files={"scan": ("x.html", b"<html>", "text/html")})
        assert (wrong.status_code, "PDF, JPEG, PNG" in text_of(wrong)) == (422, True)
        other = at.replace(here, here.replace("/contract", "9/contract"))
        assert (await anna.post(other, data=signing)).status_code == 404
        assert (await anna.post(at, data=signing, files={"scan": ("подписан.pdf", PDF, "")})).status_code == 303
        page = await anna.get(here)
        assert "подписан подписан на 24.11.2026 сканиран P02-Д-2026-00001" in text_of(page).replace("✓ ", "")
        annex = {**TERMS, "contract_id": hidden(page, "contract_id"), "words": "Идва и в събота."}
        assert (await anna.post(f"{here}/annex", data={**annex, "words": ""})).status_code == 422
        assert (await anna.post(f"{here}/annex", data=annex)).status_code == 303
        page = await anna.get(here)
        assert "Чака подписи: анекс P02-АН-2026-00001" in text_of(page)
        cancel = sign_of(page).replace("/sign", "/cancel")
        with clock.frozen(clock.now() + timedelta(days=8)):
            async with panel.browser(panel.cast.anna) as later:
                first_page = text_of(await later.get(here.removesuffix("/contract")))
        assert "отпечатан договор чака подписи P02-АН-2026-00001" in first_page
        stale = await anna.post(cancel, data={"version": "9"})
        assert stale.status_code == 409
        assert (await anna.post(cancel, data={"version": hidden(page, "version")})).status_code == 303
        assert "не е подписан до 24.11.2026" in text_of(await anna.get(here)).replace("· ", "")
    async with panel.browser(panel.cast.inspector) as inspector:
        shown = await inspector.get(here)
        assert ("P02-Д-2026-00001" in shown.text, "<form method=\"post\"" in shown.text.partition('id="tab"')[2]) == (
            True, False,
        )  # fmt: skip
        assert (await inspector.post(here, data=TERMS)).status_code == 403
    async with panel.browser(panel.cast.elena) as elena:
        answers = [
            await elena.get(here),
            await elena.post(here, data=TERMS),
            await elena.post(cancel, data={"version": 1}),
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404]


async def test_a_template_is_uploaded_tried_out_and_retired(panel: Panel):
    sent = {"kind": "contract", "serves": str(panel.cast.lunch.key)}
    good = document("{{ paper.number }}: {{ person.names }}")
    async with panel.browser(panel.cast.admin) as admin:
        page = await admin.get(PAGE)
        assert [
            name for name in (one.name for kind in PaperKind for one in FIELDS[kind]) if name not in page.text
        ] == []
        for content, said in (
            (b"", "Моля, изберете документ на Word (.docx)."),
            (PDF, "Това не е документ на Word"),
            (document("{{ person.pin }}"), "полета, които не съществуват: person.pin."),
            (document("{{ ''.__class__ }}"), "Това в образеца не може да се прочете: {{ ''.__class__ }}."),
        ):
            refused = await admin.post(PAGE, data=sent, files={"file": ("x.docx", content)})
            assert (refused.status_code, said in text_of(refused)) == (422, True)
            assert f'<option value="{panel.cast.lunch.key}" selected>' in refused.text
        assert (await admin.post(PAGE, data=sent, files={"file": ("Наш.docx", good)})).status_code == 303
        page = await admin.get(PAGE)
        (number,) = re.findall(rf'href="{PAGE}/(\d+)" download>Наш.docx', page.text)
        found = await admin.get(f"{PAGE}/{number}")
        assert (found.content, found.headers["content-disposition"][:10]) == (good, "attachment")
        assert (await admin.post(f"{PAGE}/{number}/retire")).status_code == 303
        assert (await admin.post(f"{PAGE}/{number}/retire")).status_code == 422
        assert "Спрени редакции" in text_of(await admin.get(PAGE))
    async with panel.browser(panel.cast.burgas_admin) as burgas:
        answers = [await burgas.get(f"{PAGE}/{number}"), await burgas.post(f"{PAGE}/{number}/retire")]
        assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.browser
async def test_both_pages_are_used_by_the_keyboard_and_fit_a_phone(panel: Panel, served_panel):
    here = await a_case(panel)

    async def code() -> str:
        return code_of("admin")

    async with opened_page(f"{served_panel}/sign-in") as page:
        await sign_in(page, "admin", PASSWORD, code)
        await page.wait_for_url("**/today")
        await page.goto(served_panel + here)
        assert await axe_violations(page) == []
        await page.locator("textarea[name=words]").focus()
        await page.keyboard.type("Звънецът не работи.")
        for _past_who_signs in range(2):
            await page.keyboard.press("Tab")
        async with page.expect_navigation(url=f"**{here}"):
            await page.keyboard.press("Enter")
        await page.get_by_text("Чака подписи: договор").first.wait_for()
        assert await axe_violations(page) == []
        await page.set_viewport_size({"width": 390, "height": 800})
        for path in (here, PAGE):
            await page.goto(served_panel + path)
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        await page.get_by_text("Полета за: договор").click()
        assert await axe_violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
