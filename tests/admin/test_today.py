"""Today and the tasks: exceptions first, alarms on every page of the office, an end only with an outcome."""

import re
from datetime import timedelta

import pytest

from domain import clock
from domain.tasks import open_task
from models.tasks import Task, TaskKind
from tests.admin.conftest import Panel, text_of
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("tuesday")


async def alarm(cast: Cast, minutes: int = 24) -> int:
    """Баба Мария did not open the door so many minutes ago."""
    async with cast.database.unit(cast.job) as session:
        task = await open_task(session, cast.job, kind=TaskKind.DOOR_NOT_OPENED, person_id=cast.maria.key)
        task.opened_at = clock.now() - timedelta(minutes=minutes)
        return task.key


async def asks_for_a_call(cast: Cast) -> int:
    actor = cast.person(cast.maria)
    async with cast.database.unit(actor) as session:
        return (await open_task(session, actor, kind=TaskKind.CALL_ME, words="Искам да питам за супата")).key


async def test_an_alarm_stands_with_its_clock_on_every_page_of_its_office_and_of_no_other(both_panels: Panel):
    cast = both_panels.cast
    await alarm(cast)
    async with both_panels.browser(cast.anna) as anna, both_panels.browser(cast.elena) as elena:
        for path in ("/today", "/tasks", "/me", "/people"):
            page = await anna.get(path)
            assert re.findall(r'data-since="(\d+)">24 мин<', page.text)[:1] == ["24"], path
            assert "Мария Иванова" in page.text
            assert "Мария Иванова" not in (await elena.get(path)).text


async def test_today_says_the_day_and_what_waits(panel: Panel):
    await asks_for_a_call(panel.cast)
    async with panel.browser(panel.cast.anna) as anna:
        page = await anna.get("/today")
        assert re.search(r"<h1>([^<]+)</h1>", page.text)[1] == "Вторник, 24 ноември"
        waiting = page.text[page.text.index('id="waiting"') :]
        assert "моли да му се обадят: Мария Иванова" in text_of(page)
        assert "обещано до" in waiting


async def test_a_task_is_taken_and_closed_with_what_was_found_out(both_panels: Panel):
    cast = both_panels.cast
    number = await asks_for_a_call(cast)
    async with both_panels.browser(cast.anna) as anna:
        taken = await anna.post(f"/tasks/{number}/take")
        assert (taken.status_code, taken.headers["location"]) == (303, f"/tasks/{number}")
        page = text_of(await anna.get(f"/tasks/{number}"))
        assert ("Поехте тази задача." in page, "заема се Анна Костова" in page) == (True, True)
        closed = await anna.post(f"/tasks/{number}", data={"outcome": "done", "words": "Обясних"})
        assert closed.headers["location"] == "/tasks"
        assert "Нищо не чака." in text_of(await anna.get("/tasks"))
    async with cast.database.reading(cast.staff(cast.anna)) as session:
        task = await session.get(Task, number)
        assert (task.closed_by, task.outcome_words) == (cast.anna.id, "Обясних")


async def test_an_alarm_does_not_close_without_knowing_how_the_person_is(panel: Panel):
    number = await alarm(panel.cast)
    async with panel.browser(panel.cast.anna) as anna:
        page = await anna.post(f"/tasks/{number}", data={"outcome": "done", "words": "Звънях два пъти"})
        assert page.status_code == 422
        assert "Звънях два пъти</textarea>" in page.text
        assert f'data-address="/tasks/{number}"' in page.text
        nothing = await anna.post(f"/tasks/{number}", data={"words": "Звънях"})
        assert "Моля, изберете как приключи." in text_of(nothing)
        assert (await anna.get("/tasks")).text.count("вратата не се отвори") == 2


async def test_another_office_s_task_is_not_found(panel: Panel):
    number = await alarm(panel.cast)
    async with panel.browser(panel.cast.elena) as elena:
        assert (await elena.get(f"/tasks/{number}")).status_code == 404
        assert (await elena.post(f"/tasks/{number}/take")).status_code == 404
        assert (await elena.post(f"/tasks/{number}", data={"outcome": "spoke_well"})).status_code == 404


async def test_what_was_said_stands_once_on_the_next_page(panel: Panel):
    number = await asks_for_a_call(panel.cast)
    async with panel.browser(panel.cast.anna) as anna:
        await anna.post(f"/tasks/{number}/take")
        assert "Поехте тази задача." in text_of(await anna.get("/tasks"))
        assert "Поехте тази задача." not in text_of(await anna.get("/tasks"))
        anna.cookies.set("panel_says", "AAAA")
        assert (await anna.get("/tasks")).status_code == 200
