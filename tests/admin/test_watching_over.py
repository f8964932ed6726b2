"""What those who watch over the data and the work are shown: the audit by person, and until when they may look."""

import pytest

from tests.admin.conftest import Panel, text_of

pytestmark = pytest.mark.usefixtures("tuesday")


async def test_the_audit_is_searched_by_the_person_whom_it_is_about(panel: Panel):
    cast = panel.cast
    async with panel.browser(cast.anna) as anna:
        for person in (cast.maria, cast.goran):
            await anna.get(f"/people/{person.key}")
    async with panel.browser(cast.data_protection) as officer:
        found = await officer.get("/audit?about=мария иванова")
        assert [text in text_of(found) for text in ("Анна Костова", "Кого търсите?")] == [True, False]
        both = await officer.get("/audit?about=+359888")
        assert f'<a href="/audit?person={cast.maria.key}">' in both.text
        nobody = await officer.get("/audit?about=Горан")
        assert ("няма намерен човек" in text_of(nobody), "Анна Костова" in text_of(nobody)) == (True, False)


async def test_an_inspector_reads_the_last_day_of_the_own_access(panel: Panel):
    async with panel.browser(panel.cast.inspector) as inspector:
        assert "Последният ден е" in text_of(await inspector.get("/me"))
    async with panel.browser(panel.cast.anna) as anna:
        assert "Последният ден е" not in text_of(await anna.get("/me"))


async def test_the_address_of_a_press_alone_says_that_there_is_no_page(panel: Panel):
    async with panel.browser(panel.cast.anna) as anna:
        answer = await anna.get("/tasks/1/take")
        assert (answer.status_code, "Това го няма тук" in text_of(answer)) == (404, True)
        assert (await anna.post("/me")).status_code == 405
