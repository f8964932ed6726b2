"""Keeping on the page: terms, a look, carrying out with password and code anew; and one person made anonymous."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain import clock
from models.people import Person
from models.rights import DataRequest, DataRight, RequestStatus, RetentionRule, RetentionRun
from models.staff import PanelSession
from models.work import Note
from tests.admin.conftest import Panel, text_of
from tests.domain.keeping.file_of_somebody import NAME, said_anywhere, whole_file

pytestmark = pytest.mark.usefixtures("tuesday")


async def _renew(panel: Panel) -> None:
    """Let every browser have given password and code a moment ago; how that is asked, its own tests tell."""
    async with panel.cast.database.unit(panel.cast.job) as session:
        change = sa.update(PanelSession).values(renewed_at=clock.now())
        await session.execute(change.execution_options(audited=True))


async def _somebody(panel: Panel, *, request: bool = False) -> Person:
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        person, _file = await whole_file(session, cast, cast.job)
        if request:
            session.add(
                DataRequest(
                    organisation_id=cast.sofia.key, person_id=person.key, right=DataRight.ERASURE,
                    status=RequestStatus.GRANTED, words="Моля", received_on=date(2026, 11, 2),
                    due_on=date(2026, 12, 2), answered_on=date(2026, 11, 10),
                )
            )  # fmt: skip
    return person


async def test_a_term_is_set_looked_at_and_carried_out(panel: Panel):
    person = await _somebody(panel)
    async with panel.browser(panel.cast.data_protection) as officer:
        said = text_of(await officer.get("/keeping"))
        assert (said.count("няма срок"), "Първо направете преглед" in said) == (11, True)
        wrong = await officer.post("/keeping/rules/case", data={"deed": "anonymise", "months": "60", "basis": ""})
        assert (wrong.status_code, "Моля, напишете закона" in text_of(wrong), 'value="60"' in wrong.text) == (
            422, True, True,
        )  # fmt: skip
        typed = {"deed": "anonymise", "months": "60", "basis": "Номенклатура, 4.2"}
        assert (await officer.post("/keeping/rules/case", data=typed)).headers["location"] == "/keeping"
        clock.set_to(clock.now().replace(minute=5))
        await officer.post("/keeping/look")
        said = text_of(await officer.get("/keeping"))
        assert ("1 запис е с изтекъл срок." in said, person.full_name in said) == (True, True)
        asked = await officer.post("/keeping/run", data={"typed": "1"})
        assert "password" in asked.text, "whoever carries out gives password and code anew"
        await _renew(panel)
        refused = await officer.post("/keeping/run", data={"typed": "2"})
        assert (refused.status_code, "Моля, напишете колко записа" in text_of(refused)) == (422, True)
        assert (await officer.post("/keeping/run", data={"typed": "1"})).status_code == 303
        said = text_of(await officer.get("/keeping"))
    assert ("✓ изпълнено" in said, "Първо направете преглед" in said) == (True, True), "no look is carried out twice"
    async with panel.cast.database.reading(panel.cast.job) as session:
        assert list(await session.scalars(sa.select(col(Note.text)))) == [""]
        assert [run.dry for run in await session.scalars(sa.select(RetentionRun).order_by(col(RetentionRun.id)))] == [
            True, False,
        ]  # fmt: skip
        assert [rule.months for rule in await session.scalars(sa.select(RetentionRule))] == [60]


async def test_somebody_is_made_anonymous_from_the_card(panel: Panel):
    person = await _somebody(panel, request=True)
    address = f"/people/{person.key}/erase"
    async with panel.browser(panel.cast.data_protection) as officer:
        assert address in (await officer.get(f"/people/{person.key}")).text
        assert "На 10.11.2026 е уважено искане" in text_of(await officer.get(address))
        await _renew(panel)
        refused = await officer.post(address, data={"typed": "да"})
        assert (refused.status_code, NAME in text_of(refused)) == (422, True)
        assert (await officer.post(address, data={"typed": f"{person.key}"})).headers["location"] == (
            f"/people/{person.key}"
        )
        card = text_of(await officer.get(f"/people/{person.key}"))
        assert ("Обезличено лице" in card, "По него вече не се пише" in card, NAME in card) == (True, True, False)
        assert "вече са обезличени" in text_of(await officer.get(address))
    async with panel.cast.database.reading(panel.cast.job) as session:
        assert await said_anywhere(session) == []


async def test_who_is_served_is_not_erased_and_a_strangers_card_is_not_there(panel: Panel):
    cast = panel.cast
    async with panel.browser(cast.data_protection) as officer:
        assert f"/people/{cast.maria.key}/erase" not in (await officer.get(f"/people/{cast.maria.key}")).text
        said = text_of(await officer.get(f"/people/{cast.maria.key}/erase"))
        assert ("все още се обслужва" in said, "Обезличи завинаги" in said) == (True, False)
        assert (await officer.get(f"/people/{cast.goran.key}/erase")).status_code == 404
        assert (await officer.get("/keeping/rules/audit")).status_code == 404
