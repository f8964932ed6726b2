"""People in the panel: found by any part, shown on a card, written by a form that loses nothing."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from models.audit import AuditAction, AuditEntry
from models.meals import Pause, PauseReason, Subscription
from models.people import Allergen, Diet, Kinship, Person, PersonStatus, Relative
from tests.admin.conftest import Panel, text_of
from tests.admin.forms import form_of
from tests.cast import MARIA_EGN, PASSWORD, code_of

pytestmark = pytest.mark.usefixtures("tuesday")

FORM = {
    "first_name": "Цонка", "last_name": "Бонева", "sex": "female", "language": "bg", "phone": "0888 321 654",
    "settlement": "София", "street": "ул. Вишнева", "number": "12", "diet": "diabetic", "lives_alone-shown": "1",
    "lives_alone": "yes", "allergens": [str(int(Allergen.FISH)), str(int(Allergen.MILK))], "key_holder": "Съседката",
}  # fmt: skip


async def rows_of(panel: Panel, what):
    async with panel.cast.database.reading(panel.cast.job) as session:
        return list(await session.scalars(what))


async def names_found(browser, **asked) -> list[str]:
    page = await browser.get("/people", params=asked)
    assert page.status_code == 200
    return [name for name in ("Мария Иванова", "Иванка Петрова", "Горан Иванов") if name in text_of(page)]


@pytest.mark.parametrize("text", ["мария", "МАРИЯ ИВ", "Mariya", "3456", "0888 123", "младост", MARIA_EGN])
async def test_a_person_is_found_by_any_part_in_any_case_and_alphabet(panel, text):
    async with panel.browser(panel.cast.anna) as browser:
        assert await names_found(browser, text=text) == ["Мария Иванова"]


async def test_each_office_finds_its_own_people_only(panel):
    found = {}
    for member in (panel.cast.anna, panel.cast.elena, panel.cast.admin):
        async with panel.browser(member) as browser:
            found[member.login] = await names_found(browser)
    assert found == {
        "anna": ["Мария Иванова"],
        "elena": ["Иванка Петрова"],
        "admin": ["Мария Иванова", "Иванка Петрова"],
    }


async def test_who_is_not_found_is_said_with_what_to_do(panel):
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.get("/people", params={"text": "<b>няма"})
        assert "Няма намерени хора за „<b>няма“." in text_of(page)
        assert "<b>няма" not in page.text


async def test_the_card_says_who_where_today_and_next_and_its_opening_is_audited(panel):
    number = panel.cast.maria.key
    async with panel.browser(panel.cast.anna) as browser:
        said = text_of(await browser.get(f"/people/{number}"))
        alive = await browser.get(f"/people/{number}", headers={"X-Live": "1"})
    for part in ("Мария Иванова", "82 години", "бл. 312, вх. Б, ет. 4, ап. 17", "0888 123 456", "******7500"):
        assert part in said
    assert "Днес ще има храна." in said
    assert "утре, сряда, 25 ноември – ще има храна" in said
    assert MARIA_EGN not in said
    assert "Иванова" not in alive.text
    opened = sa.select(AuditEntry).where(
        col(AuditEntry.action) == AuditAction.OPENED, col(AuditEntry.record) == "person"
    )
    assert [(entry.actor, entry.person_id) for entry in await rows_of(panel, opened)] == [
        (f"staff:{panel.cast.anna.id}", number)
    ]


@pytest.mark.parametrize("tab", ["food", "relatives", "chats", "tasks", "history", "nothing of ours"])
async def test_every_tab_of_the_card_opens(panel, tab):
    async with panel.browser(panel.cast.admin) as browser:
        page = await browser.get(f"/people/{panel.cast.maria.key}", params={"tab": tab})
    assert page.status_code == 200
    expected = {"relatives": "Петър Иванов", "chats": "Код за чата", "tasks": "Нищо не чака", "history": "История"}
    assert expected.get(tab, "Седмична поръчка") in text_of(page)


async def test_the_whole_egn_is_shown_only_after_password_and_code_were_asked_anew(panel):
    shown = f"/people/{panel.cast.maria.key}/egn"
    async with panel.browser(panel.cast.anna) as browser:
        asked = await browser.post(shown)
        sealed = re.search(r'name="kept" value="([^"]+)"', asked.text)[1]
        assert MARIA_EGN not in asked.text
        wrong = await browser.post("/renew", data={"password": "друга", "code": code_of("anna"), "kept": sealed})
        assert (wrong.status_code, MARIA_EGN in wrong.text) == (401, False)
        answer = await browser.post("/renew", data={"password": PASSWORD, "code": code_of("anna"), "kept": sealed})
        assert MARIA_EGN in text_of(answer)
        clock.set_to(clock.now() + timedelta(minutes=9))
        assert MARIA_EGN in text_of(await browser.post(shown))
        assert MARIA_EGN not in text_of(await browser.get(f"/people/{panel.cast.maria.key}"))
        clock.set_to(clock.now() + timedelta(minutes=1))
        assert MARIA_EGN not in text_of(await browser.post(shown))
    opened = await rows_of(panel, sa.select(AuditEntry).where(col(AuditEntry.record) == "person.egn"))
    assert [(one.action, one.person_id, one.actor) for one in opened] == [
        (AuditAction.OPENED, panel.cast.maria.id, f"staff:{panel.cast.anna.id}")
    ] * 2


@pytest.mark.parametrize("path", ["", "/edit", "/end", "/relatives/new"])
async def test_somebody_elses_person_is_not_here(panel, path):
    for member, person in ((panel.cast.elena, panel.cast.maria), (panel.cast.admin, panel.cast.goran)):
        async with panel.browser(member) as browser:
            page = await browser.get(f"/people/{person.key}{path}")
            assert (page.status_code, person.last_name in text_of(page)) == (404, False)


@pytest.mark.parametrize("path", ["/edit", "/end", "/egn", "/weekly", "/pause", "/back", "/resume", "/relatives/new"])
async def test_nobody_changes_somebody_elses_person(panel, path):
    async with panel.browser(panel.cast.elena) as browser:
        typed = FORM | {
            "district_id": str(panel.cast.mladost_district.key), "version": "1", "reason": "ended", "portions": "1",
            "pause_reason": "away", "name": "Нов", "kind": "son", "call_order": "1",
        }  # fmt: skip
        page = await browser.post(f"/people/{panel.cast.maria.key}{path}", data=typed)
    assert page.status_code == 404
    assert await rows_of(panel, sa.select(col(Person.version)).where(col(Person.id) == panel.cast.maria.key)) == [1]


@pytest.mark.parametrize("path", ["/people/new", "/people/{maria}/edit", "/people/{maria}/end"])
async def test_the_dispatcher_sees_people_but_does_not_change_them(panel, path):
    async with panel.browser(panel.cast.dispatcher) as browser:
        assert (await browser.get(f"/people/{panel.cast.maria.key}")).status_code == 200
        assert (await browser.get(path.format(maria=panel.cast.maria.key))).status_code == 403


async def test_a_new_person_is_enrolled_with_everything_that_was_typed(panel):
    async with panel.browser(panel.cast.anna) as browser:
        typed = FORM | {"district_id": str(panel.cast.mladost_district.key)}
        page = await browser.post("/people/new", data=typed, follow_redirects=True)
    assert "Записан потребител: Цонка Бонева." in text_of(page)
    (made,) = await rows_of(panel, sa.select(Person).where(col(Person.last_name) == "Бонева"))
    assert (made.phone, made.diet, made.allergens, made.lives_alone, made.key_holder, made.office_id) == (
        "+359888321654", Diet.DIABETIC, int(Allergen.FISH | Allergen.MILK), True, "Съседката", panel.cast.mladost.id,
    )  # fmt: skip


async def test_a_person_is_not_given_to_an_office_that_is_not_ones_own(panel):
    typed = FORM | {"district_id": str(panel.cast.mladost_district.key), "office_id": str(panel.cast.lyulin.key)}
    async with panel.browser(panel.cast.anna) as browser:
        assert (await browser.post("/people/new", data=typed)).status_code == 422
    async with panel.browser(panel.cast.admin) as browser:
        assert (await browser.post("/people/new", data=typed)).status_code == 303


async def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(panel):
    async with panel.browser(panel.cast.anna) as browser:
        typed = FORM | {"district_id": str(panel.cast.mladost_district.key), "phone": "12", "egn": "123"}
        page = await browser.post("/people/new", data=typed)
    assert page.status_code == 422
    for name in ("phone", "egn"):
        assert f'id="{name}-error"' in page.text
    for kept in ("Цонка", "Бонева", 'value="12"', "ул. Вишнева", "Съседката"):
        assert kept in page.text
    assert await rows_of(panel, sa.select(Person).where(col(Person.last_name) == "Бонева")) == []


async def test_the_second_save_of_a_stale_form_is_refused_with_both_versions_shown(panel):
    address = f"/people/{panel.cast.maria.key}/edit"
    office = str(panel.cast.mladost.key)
    typed = FORM | {"district_id": str(panel.cast.mladost_district.key), "office_id": office, "version": "1"}
    async with panel.browser(panel.cast.anna) as browser:
        first = await browser.post(address, data=typed)
        second = await browser.post(address, data=typed | {"first_name": "Дона", "key_holder": "Внукът"})
        assert (first.status_code, second.status_code) == (303, 409)
        for text in (
            'value="Дона"',
            "В момента е записано: Цонка",
            'value="Внукът"',
            "В момента е записано: Съседката",
        ):
            assert text in second.text
        version = second.text.split('name="version" value="')[1].split('"')[0]
        third = await browser.post(address, data=typed | {"first_name": "Дона", "version": version})
    assert third.status_code == 303
    assert await rows_of(panel, sa.select(col(Person.first_name)).where(col(Person.id) == panel.cast.maria.key)) == [
        "Дона"
    ]


async def test_a_relative_is_noted_with_the_rights_and_taken_away_again(panel):
    address = f"/people/{panel.cast.maria.key}/relatives"
    typed = {"name": "Калина Иванова", "kind": "daughter", "phone": "0888 000 111", "call_order": "2", "language": "bg"}
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.post(f"{address}/new", data=typed | {"may_see": "yes"}, follow_redirects=True)
        assert "Близкият е записан: Калина Иванова." in text_of(page)
        (made,) = await rows_of(panel, sa.select(Relative).where(col(Relative.name) == "Калина Иванова"))
        changed = typed | {"may_see": "yes", "may_order": "yes", "version": str(made.version)}
        assert (await browser.post(f"{address}/{made.key}", data=changed)).status_code == 303
        (kinship,) = await rows_of(panel, sa.select(Kinship).where(col(Kinship.relative_id) == made.key))
        assert (kinship.may_see, kinship.may_order, kinship.is_told, kinship.call_order) == (True, True, False, 2)
        await browser.post(f"{address}/{made.key}/end")
        assert (await browser.get(f"{address}/{made.key}")).status_code == 404


async def test_the_weekly_order_and_days_without_food_are_kept_from_the_card(panel):
    address = f"/people/{panel.cast.maria.key}"
    async with panel.browser(panel.cast.anna) as browser:
        typed = form_of((await browser.get(address)).text, f"{address}/weekly")
        page = await browser.post(
            f"{address}/weekly", data=typed | {"weekdays": ["0", "2"], "portions": "2"}, follow_redirects=True
        )
        assert "Седмичната поръчка е записана." in text_of(page)
        assert "понеделник и сряда" in text_of(page)
        refused = await browser.post(f"{address}/weekly", data={"weekdays": ["0"], "portions": "много"})
        assert (refused.status_code, "Моля, напишете число от 1 до 9." in refused.text) == (422, True)
        pause = {"pause_reason": "hospital", "from_day": "2026-12-07", "returns_on": "14.12.2026"}
        page = await browser.post(f"{address}/pause", data=pause, follow_redirects=True)
        assert "без храна от понеделник, 7 декември, отново на понеделник, 14 декември" in text_of(page)
    (open_one,) = await rows_of(
        panel,
        sa.select(Subscription).where(
            col(Subscription.person_id) == panel.cast.maria.key, col(Subscription.ends_on).is_(None)
        ),
    )
    assert (open_one.weekdays, open_one.portions) == (0b101, 2)
    assert [pause.reason for pause in await rows_of(panel, sa.select(Pause))] == [PauseReason.HOSPITAL]


async def test_the_end_of_service_is_asked_with_what_will_happen(panel):
    address = f"/people/{panel.cast.maria.key}"
    async with panel.browser(panel.cast.anna) as browser:
        assert "След този ден няма да се носи храна" in text_of(await browser.get(f"{address}/end"))
        page = await browser.post(
            f"{address}/end", data={"reason": "ended", "day": "2026-11-24", "version": "1"}, follow_redirects=True
        )
    assert "Обслужването е прекратено." in text_of(page)
    assert await rows_of(panel, sa.select(col(Person.status)).where(col(Person.id) == panel.cast.maria.key)) == [
        PersonStatus.ENDED
    ]
