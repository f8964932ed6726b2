"""Referrals in the panel: the partner sees its own boxes and nothing else, the office sends, answers and records."""

import re
from datetime import date

import httpx
import pytest
import sqlalchemy as sa

from admin.pages import PAGES
from models.cases import Secrecy
from models.people import Person
from models.referrals import Consent, ConsentGiver, Institution, Purpose, Referral, ReferralStatus
from models.staff import Role
from tests.admin.conftest import Panel, text_of
from tests.case_work import case_of
from tests.domain.referrals.letters import CHILD, agreed, letter, referred_from_us, referred_to_us

pytestmark = pytest.mark.usefixtures("tuesday")

FORM = {
    "document_number": "РД-17",
    "document_date": "23.11.2026",
    "basis": "institution",
    "preview": "Лицето живее само и има нужда от помощ.",
    "first_name": "Стефка",
    "last_name": "Божинова",
    "born": "1950-05-02",
    "phone": "0888 777 111",
    "words": "След операция",
}


def form_of(panel: Panel, **other: object) -> dict[str, str]:
    """What a partner types."""
    chosen = {"office_id": panel.cast.mladost.id, "programme_id": panel.cast.assistance.id}
    return FORM | {name: str(value) for name, value in (chosen | other).items()}


def place_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["location"]


async def statuses(panel: Panel) -> list[ReferralStatus]:
    async with panel.cast.database.reading(panel.cast.job) as session:
        return [one.status for one in await session.scalars(sa.select(Referral).order_by(Referral.id))]


async def test_a_partner_sends_and_the_head_accepts_what_was_closed_until_then(both_panels: Panel):
    cast = both_panels.cast
    async with both_panels.browser(cast.partner) as partner, both_panels.browser(cast.head) as head:
        refused = await partner.post("/referrals/new", data=form_of(both_panels, preview="Стефка е сама."))
        assert (refused.status_code, "След операция" in refused.text) == (422, True)
        there = place_of(await partner.post("/referrals/new", data=form_of(both_panels)))
        assert "Божинова" in text_of(await partner.get(there))
        waiting = text_of(await head.get(there))
        assert ("Божинова" in waiting, "0888 777 111" in waiting) == (False, False)
        assert "РД-17" in text_of(await head.get("/referrals"))
        assert (await partner.post(f"{there}/accept")).status_code == 422
        place_of(await head.post(f"{there}/accept"))
        assert "Божинова" in text_of(await head.get(there))
        again = await head.post(f"{there}/decline", data={"reason": "no_place"})
        assert (again.status_code, await statuses(both_panels)) == (422, [ReferralStatus.ACCEPTED])
        place_of(await partner.post(f"{there}/news", data={"text": "Изписана <b>днес</b>"}))
        assert "Изписана <b>днес</b>" in text_of(await head.get(there))
        place_of(await head.post(f"{there}/done", data={"outcome": "Обслужва се"}))
        assert "Обслужва се" in text_of(await partner.get(there))
        assert "РД-17" in text_of(await partner.get("/referrals?box=decided"))


async def test_a_partner_s_panel_is_its_referrals_and_nothing_else(panel: Panel):
    cast = panel.cast
    own = {"/today", "/me", "/referrals", "/referrals/new", "/referrals/{referral_id:int}"}
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance)
    numbers = {"person_id": cast.maria.id, "case_id": case.id}
    async with panel.browser(cast.partner) as partner:
        for page in PAGES:
            path = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: str(numbers.get(found[1], 1)), page.path)
            answer = await partner.get(path)
            if page.path not in own:
                assert (page.path, answer.status_code) in {(page.path, 403), (page.path, 404)}
            assert "Иванова" not in answer.text
        inbox = await partner.get("/today")
        assert "/referrals/new" in inbox.text
        answer = await partner.get(f"/referrals/new?person={cast.maria.id}&case={case.id}")
        assert (answer.status_code, "Иванова" in answer.text) == (404, False)
        sent = form_of(panel, person=cast.maria.id, institution_id=cast.hospital.id)
        assert (await partner.post("/referrals/new", data=sent)).status_code in (403, 404)
    assert await statuses(panel) == []


async def test_someone_else_s_referral_is_not_found_on_any_page(panel: Panel):
    cast = panel.cast
    sent = await referred_to_us(cast)
    child = await referred_to_us(cast, letter(cast, "18", details=CHILD))
    for member, numbers in ((cast.elena, (sent, child)), (cast.burgas_admin, (sent, child)), (cast.anna, (child,))):
        async with panel.browser(member) as browser:
            for one in numbers:
                assert (await browser.get(f"/referrals/{one.id}")).status_code == 404
                assert (await browser.get(f"/referrals/new?again={one.id}")).status_code == 404
                for press in ("accept", "decline", "withdraw", "done", "news"):
                    data = {"reason": "no_place", "outcome": "…", "text": "…"}
                    assert (await browser.post(f"/referrals/{one.id}/{press}", data=data)).status_code == 404
                for box in ("inbox", "outbox", "decided"):
                    assert f'"/referrals/{one.id}"' not in (await browser.get(f"/referrals?box={box}")).text
    assert set(await statuses(panel)) == {ReferralStatus.SENT}


async def test_the_office_refers_from_the_case_once_the_consent_is_recorded(panel: Panel):
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        case = await case_of(session, cast, cast.maria, cast.assistance)
    data = {name: FORM[name] for name in ("document_number", "document_date", "basis", "preview", "words")}
    data |= {"person": str(cast.maria.id), "case": str(case.id), "institution_id": str(cast.hospital.id)}
    async with panel.browser(cast.anna) as anna:
        tab = (await anna.get(f"/cases/{case.id}/referrals")).text
        assert f"/referrals/new?person={cast.maria.id}&amp;case={case.id}" in tab
        assert "Мария Иванова" in (await anna.get(f"/referrals/new?person={cast.maria.id}&case={case.id}")).text
        refused = await anna.post("/referrals/new", data=data)
        assert (refused.status_code, FORM["preview"] in refused.text) == (422, True)
        consent = {"purpose": "sharing", "giver": "person", "giver_name": "Мария Иванова", "given_on": "24.11.2026"}
        place_of(await anna.post(f"/people/{cast.maria.id}/consents", data=consent | {"until": "01.12.2026"}))
        there = place_of(await anna.post("/referrals/new", data=data))
        assert "РД-17" in text_of(await anna.get(f"/cases/{case.id}/referrals"))
        assert "Мария Иванова" in text_of(await anna.get("/consents"))
        place_of(await anna.post(f"{there}/withdraw"))
        again = (await anna.get(there.replace("/referrals/", "/referrals/new?again="))).text
        assert ("Мария Иванова" in again, FORM["preview"] in again) == (True, True)


async def test_a_consent_is_shown_with_its_text_and_withdrawn_by_a_press(panel: Panel):
    cast = panel.cast
    consent = await agreed(cast, cast.maria, Purpose.SHARING, ConsentGiver.PERSON)
    path = f"/people/{cast.maria.id}/consents"
    async with panel.browser(cast.anna) as anna, panel.browser(cast.elena) as elena:
        assert (await elena.get(path)).status_code == 404
        assert (await elena.post(f"{path}/{consent.id}/withdraw")).status_code == 404
        assert (
            await anna.post(path, data={"purpose": "sharing", "giver": "parent", "giver_name": "Х"})
        ).status_code == 422
        place_of(await anna.post(f"{path}/{consent.id}/withdraw"))
    async with cast.database.reading(cast.job) as session:
        assert (await session.get_one(Consent, consent.key)).withdrawn_at is not None


async def test_a_child_s_referral_stands_on_the_tab_for_the_team_and_nowhere_else(panel: Panel):
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        (await session.get_one(Person, cast.maria.key)).born = date(2016, 5, 2)
        case = await case_of(session, cast, cast.maria, cast.assistance, secrecy=Secrecy.CHILD, team=(cast.anna,))
    await agreed(cast, cast.maria, Purpose.CHILD_DATA, ConsentGiver.PARENT)
    sent = await referred_from_us(cast, cast.maria, case_id=case.key)
    async with panel.browser(cast.anna) as anna, panel.browser(cast.head) as head:
        assert f'"/referrals/{sent.id}"' in (await anna.get(f"/cases/{case.id}/referrals")).text
        assert (await head.get(f"/cases/{case.id}/referrals")).status_code == 404
        assert f'"/referrals/{sent.id}"' not in (await head.get("/referrals?box=outbox")).text


async def test_institutions_are_kept_by_the_administrator_of_each_municipality(panel: Panel):
    cast = panel.cast
    facts = {"name": "ОУ „Пример“", "kind": "school", "phone": "02 900 0001", "active-shown": "1", "active": "yes"}
    async with panel.browser(cast.admin) as admin, panel.browser(cast.burgas_admin) as stranger:
        assert place_of(await admin.post("/institutions/new", data=facts)) == "/institutions"
        assert (await admin.post("/institutions/new", data=facts)).status_code == 422
        assert "ОУ „Пример“" in text_of(await admin.get("/institutions"))
        assert "ОУ „Пример“" not in text_of(await stranger.get("/institutions"))
        assert (await stranger.get(f"/institutions/{cast.hospital.id}")).status_code == 404
        assert (await stranger.post(f"/institutions/{cast.hospital.id}", data=facts)).status_code == 404
        data = {"name": "Болница „Надежда“", "kind": "hospital", "active-shown": "1", "version": "1"}
        place_of(await admin.post(f"/institutions/{cast.hospital.id}", data=data))
    async with cast.database.reading(cast.job) as session:
        assert (await session.get_one(Institution, cast.hospital.key)).active is False
    assert cast.partner.role is Role.PARTNER
    async with panel.browser(cast.partner) as partner:
        assert (await partner.post("/referrals/new", data=form_of(panel))).status_code == 422
