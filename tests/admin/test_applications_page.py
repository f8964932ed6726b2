"""Applications in the panel: taken by a form that loses nothing, with who is known shown before anything is saved."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from models.applications import Application, ApplicationStatus, PairVerdict, PersonPair
from models.cases import Case, Secrecy
from models.people import Person
from tests.admin.conftest import Panel, text_of
from tests.admin.forms import form_of
from tests.case_work import case_of
from tests.cast import MARIA_EGN
from tests.domain.applications.forms import add_papers, taken
from tests.domain.applications.test_pairs import entered

pytestmark = pytest.mark.usefixtures("tuesday")

FORM = {
    "channel": "phone", "wished_on": "2026-11-20", "first_name": "Дора", "last_name": "Христова", "born": "1940-05-06",
    "phone": "0888 333 444", "address_words": "ж.к. Младост 2, бл. 225", "wanted": "помощ при къпане",
    "born_is_estimated-shown": "1", "applicant": "Иван, син",
}  # fmt: skip


def typed(panel: Panel, **changed: str) -> dict[str, str]:
    """The form of Дора Христова, who asks for assistant support."""
    numbers = {"programme_id": str(panel.cast.assistance.key), "district_id": str(panel.cast.mladost_district.key)}
    return FORM | numbers | changed


async def rows_of(panel: Panel, what):
    async with panel.cast.database.reading(panel.cast.job) as session:
        return list(await session.scalars(what))


async def test_from_the_telephone_to_the_case(panel: Panel) -> None:
    async with panel.cast.database.unit(panel.cast.job) as session:
        papers = await add_papers(session, panel.cast.assistance, "form", "id")
    async with panel.browser(panel.cast.anna) as browser:
        assert "Документ form" in text_of(await browser.get("/applications/new"))
        brought = {f"papers-{panel.cast.assistance.key}": str(papers["id"])}
        answer = await browser.post("/applications/new", data=typed(panel, applicant="Иван, брат") | brought)
        fixing = f"{answer.headers['Location']}/edit"
        form = await browser.get(fixing)
        assert "Иван, брат" in form.text
        fixed = await browser.post(fixing, data=form_of(form.text, fixing) | {"applicant": "Иван, син"})
        assert fixed.headers["Location"] == answer.headers["Location"]
        page = await browser.get(answer.headers["Location"])
        assert page.text.count(" checked>") == 1
        for part in (
            "A01-З-2026-00001",
            "Оценка на нуждите до четвъртък, 10 декември",
            "Дора Христова",
            "0888 333 444",
            "Иван, син",
            "помощ при къпане",
            "липсва",
        ):
            assert part in text_of(page)
        path = answer.headers["Location"]
        await browser.post(f"{path}/papers", data={"papers": str(papers["form"]), "version": "2"})
        row = text_of(await browser.get("/applications"))
        assert "A01-З-2026-00001" in row
        assert "4 дни" in row
        home = {"district_id": str(panel.cast.mladost_district.key), "estate": "ж.к. Младост 2", "block": "225"}
        opening = {"version": "3", "settlement": "София", "sex": "female"} | home
        refused = await browser.post(f"{path}/register", data=opening)
        assert refused.status_code == 422
        assert "ж.к. Младост 2" in refused.text
        opened = await browser.post(f"{path}/register", data=opening | {"papers_by": "2026-12-08"})
        (case,) = await rows_of(panel, sa.select(Case))
        assert opened.headers["Location"] == f"/cases/{case.key}"
        assert "до вторник, 8 декември" in text_of(await browser.get("/applications"))
        assert "A01-2026-00001" in text_of(await browser.get(path))
        assert "first_name" not in (await browser.get(fixing)).text
    (person,) = await rows_of(panel, sa.select(Person).where(col(Person.first_name) == "Дора"))
    assert (case.person_id, case.assess_by and case.assess_by.isoformat()) == (person.key, "2026-12-10")


async def test_who_is_known_is_shown_first_and_everything_typed_is_kept(panel: Panel) -> None:
    async with panel.browser(panel.cast.anna) as browser:
        asked = typed(panel, egn=MARIA_EGN, born="")
        page = await browser.post("/applications/new", data=asked)
        assert "Мария Иванова" in text_of(page)
        for kept in (MARIA_EGN, "помощ при къпане", "Иван, син", "0888 333 444"):
            assert kept in page.text
        assert await rows_of(panel, sa.select(Application)) == []
        saved = await browser.post("/applications/new", data=asked | {"judged": str(panel.cast.maria.key)})
        sheet = await browser.get(saved.headers["Location"])
        assert "******7500" in text_of(sheet)
        assert MARIA_EGN not in sheet.text
        assert (await browser.post("/applications/new", data=asked | {"judged": "another"})).status_code == 303
    assert [one.person_id for one in await rows_of(panel, sa.select(Application).order_by(col(Application.id)))] == [
        panel.cast.maria.key, None,
    ]  # fmt: skip


async def test_of_a_guarded_person_the_form_says_only_whom_to_ask(panel: Panel) -> None:
    people = panel.cast
    async with people.database.unit(people.job) as session:
        await case_of(session, people, people.maria, people.assistance, secrecy=Secrecy.CHILD, team=(people.nurse,))
    async with panel.browser(people.anna) as browser:
        page = await browser.post("/applications/new", data=typed(panel, egn=MARIA_EGN, born=""))
    said = text_of(page)
    assert "Моля, попитайте ръководителя" in said
    for part in ("Мария", "Иванова", "Служба Младост"):
        assert part not in said
    assert 'name="judged" value="another"' in page.text
    assert page.text.count('name="judged"') == 1


async def test_another_office_s_application_is_not_here(panel: Panel) -> None:
    number = (await taken(panel.cast, panel.cast.staff(panel.cast.anna))).key
    async with panel.browser(panel.cast.elena) as browser:
        assert "Христова" not in text_of(await browser.get("/applications"))
        for path in ("", "/register", "/edit"):
            assert (await browser.get(f"/applications/{number}{path}")).status_code == 404
        for path in ("/papers", "/card", "/withdraw", "/register", "/edit"):
            sent = {"version": "1", "person_id": "1"} | typed(panel)
            answer = await browser.post(f"/applications/{number}{path}", data=sent)
            assert answer.status_code == 404
    assert [one.status for one in await rows_of(panel, sa.select(Application))] == [ApplicationStatus.RECEIVED]


async def test_the_queue_is_narrowed_and_a_withdrawn_one_leaves_it(panel: Panel) -> None:
    people = panel.cast
    anna = people.staff(people.anna)
    first = await taken(people, anna)
    second = await taken(people, anna, programme_id=people.lunch.key)
    async with panel.browser(people.anna) as browser:

        async def shown(**asked: object) -> list[str | None]:
            said = text_of(await browser.get("/applications", params=asked))
            return [one.number for one in (first, second) if str(one.number) in said]

        assert await shown() == [first.number, second.number]
        assert await shown(service=people.lunch.key) == [second.number]
        assert await shown(office=people.lyulin.key) == []
        await browser.post(f"/applications/{first.key}/withdraw", data={"version": "1"})
        assert await shown() == [second.number]
        assert await shown(status="withdrawn") == [first.number]


async def test_a_pair_is_judged_and_does_not_come_back(panel: Panel) -> None:
    people = panel.cast
    async with people.database.unit(people.job) as session:
        twin = Person(
            organisation_id=people.sofia.key, office_id=people.mladost.key, address_id=people.maria.address_id,
            first_name="Марийка", last_name="Иванова", sex=people.maria.sex,
        )  # fmt: skip
        session.add(twin)
        await session.flush()
        pair = PersonPair(
            organisation_id=people.sofia.key, first_id=people.maria.key, second_id=twin.key, score=80,
            found_at=clock.now(),
        )  # fmt: skip
        session.add(pair)
        await session.flush()
    async with panel.browser(people.anna) as browser:
        assert "Марийка Иванова" in text_of(await browser.get("/applications/pairs"))
        answer = await browser.post("/applications/pairs", data={"pair_id": str(pair.key), "verdict": "not_same"})
        assert "Марийка" not in text_of(await browser.get(answer.headers["Location"]))
    assert [one.verdict for one in await rows_of(panel, sa.select(PersonPair))] == [PairVerdict.NOT_SAME]


async def test_two_cards_of_one_person_are_joined_with_a_choice_for_each_value(panel: Panel) -> None:
    twin = await entered(panel.cast, "Мария", "Иванова", date(1944, 8, 3))
    async with panel.cast.database.unit(panel.cast.job) as session:
        (await session.get_one(Person, twin.key)).phone = "+359888777666"
    (pair,) = await rows_of(panel, sa.select(PersonPair))
    path = f"/applications/pairs/{pair.key}/join"
    async with panel.browser(panel.cast.anna) as browser:
        assert (await browser.get(path)).status_code == 403
        said = await browser.post("/applications/pairs", data={"pair_id": str(pair.key), "verdict": "same"})
        assert said.headers["Location"] == "/applications/pairs"
    async with panel.browser(panel.cast.head) as browser:
        assert path in (await browser.get("/applications/pairs")).text
        page = await browser.get(path)
        for part in ("08.03.1944", "03.08.1944", "0888 777 666", "Обединяване на картоните"):
            assert part in text_of(page)
        other = text_of(await browser.get(f"{path}?keep={twin.key}"))
        assert other.index("03.08.1944") < other.index("08.03.1944")
        maria = panel.cast.maria
        form = {"keep": str(maria.key), "stays_version": "1", "goes_version": "2", "phone": "goes", "born": "stays"}
        stale = await browser.post(path, data=form | {"goes_version": "1"})
        assert stale.status_code == 409
        done = await browser.post(path, data=form)
        assert done.headers["Location"] == f"/people/{maria.key}"
        led = await browser.get(f"/people/{twin.key}")
        assert led.headers["Location"] == f"/people/{maria.key}"
        assert path not in (await browser.get("/applications/pairs")).text
        assert (await browser.get(path)).status_code in (404, 409, 422)
    (stays,) = await rows_of(panel, sa.select(Person).where(col(Person.id) == maria.key))
    assert (stays.phone, stays.born) == ("+359888777666", date(1944, 3, 8))


async def test_ten_in_a_row_type_nothing_twice(panel: Panel) -> None:
    async with panel.browser(panel.cast.anna) as browser:
        answer = await browser.post("/applications/new", data=typed(panel, since="от пролетта"))
        path = answer.headers["Location"]
        async with panel.cast.database.unit(panel.cast.job) as session:
            (one,) = await session.scalars(sa.select(Application))
            one.answers = one.answers | {"open": ["year", "service"]}
        sheet = text_of(page := await browser.get(path))
        for part in ("от пролетта", "Коя услуга", "Година на раждане", "Следващо заявление"):
            assert part in sheet
        (following,) = re.findall(r'href="(/applications/new\?[^"]+)"', page.text)
        form = (await browser.get(following.replace("&amp;", "&"))).text
        chosen = re.findall(r'<option value="(\w+)" selected', form)
        assert chosen == [str(panel.cast.assistance.key), "phone", str(panel.cast.mladost_district.key)]
        opening = (await browser.get(f"{path}/register")).text
        for name, value in (("estate", "ж.к. Младост 2"), ("block", "225"), ("bell", "Христова")):
            assert re.search(rf'name="{name}"[^>]* value="{value}"', opening), name
