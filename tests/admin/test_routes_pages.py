"""Routes in the panel: the board, one route with its map, changes by hand, outcomes, planning and paper."""

import json
import re
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from domain.routes.planning_day import plan_day
from models.people import Address
from models.routes import Outcome, Route, Stop, Unplaced, UnplacedReason
from models.tasks import Task, TaskKind
from tests.admin.conftest import Panel, text_of
from tests.domain.day_of_food import WEDNESDAY, household, order, second_van

pytestmark = pytest.mark.usefixtures("tuesday")

BOARD = f"/routes?day={WEDNESDAY.isoformat()}"


@pytest.fixture
async def day(panel: Panel) -> Panel:
    """Wednesday, planned: Мария, Донка and Руска from Младост, Иванка from Люлин; Пенка's door has no pin."""
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        donka = await household(session, cast, "Донка", block="320")
        ruska = await household(session, cast, "Руска", block="330", lat=42.66, lon=23.39)
        penka = await household(session, cast, "Пенка", block="340", lat=None, lon=None)
        for person in (cast.maria, donka, ruska, penka, cast.ivanka):
            await order(session, cast, person)
    await plan_day(cast.database, cast.job, day=WEDNESDAY)
    return panel


async def stops_of(panel: Panel, kitchen_id: int) -> list[Stop]:
    async with panel.cast.database.reading(panel.cast.job) as session:
        rows = sa.select(Stop).join(Route, col(Route.id) == col(Stop.route_id))
        rows = rows.where(col(Route.kitchen_id) == kitchen_id).order_by(col(Stop.route_id), col(Stop.position))
        return list(await session.scalars(rows))


async def only(panel: Panel, what):
    async with panel.cast.database.reading(panel.cast.job) as session:
        return (await session.scalars(what)).one()


async def mladost(panel: Panel) -> tuple[int, list[Stop]]:
    stops = await stops_of(panel, panel.cast.mladost_kitchen.key)
    return stops[0].route_id, stops


async def test_the_board_shows_every_kitchen_with_its_routes_and_what_is_left_out(day):
    async with day.browser(day.cast.dispatcher) as browser:
        said = text_of(await browser.get(BOARD))
    for part in ("Маршрути, утре", "Кухня Младост", "Кухня Люлин", "0 от 3", "0 от 1", "Иван Колев", "Тодор Минев"):
        assert part in said
    assert "1 врата е без маршрут" in said
    assert "Пенка Тестова" in said
    assert "адресът не е отбелязан на картата" in said


async def test_the_route_draws_its_stops_without_a_name_or_an_address(day):
    route_id, stops = await mladost(day)
    async with day.browser(day.cast.dispatcher) as browser:
        page = await browser.get(f"/routes/{route_id}")
    found = re.search(r'id="drawing"[^>]*>(.*?)</script>', page.text, re.DOTALL)
    assert found
    drawing = json.loads(unescape(found[1]))
    assert [stop["id"] for stop in drawing["stops"]] == [stop.id for stop in stops]
    assert set(drawing["stops"][0]) == {"n", "id", "at", "state"}
    assert "Донка Тестова" in text_of(page)


async def test_the_office_reads_the_names_of_its_own_people_only(day):
    route_id, _stops = await mladost(day)
    async with day.browser(day.cast.elena) as browser:
        page = await browser.get(f"/routes/{route_id}")
    assert (page.status_code, "Донка" in page.text) == (200, False)


async def test_a_stop_is_moved_and_what_breaks_is_said(day):
    route_id, stops = await mladost(day)
    last = stops[-1]
    async with day.browser(day.cast.dispatcher) as browser:
        form = await browser.get(f"/routes/{route_id}?move={last.id}")
        assert "Премести спирката" in text_of(form)
        page = await browser.post(
            f"/routes/{route_id}/move",
            data={"stop_id": str(last.id), "to_route": str(route_id), "position": "1"},
            follow_redirects=True,
        )
    assert "Готово." in text_of(page)
    assert [stop.id for stop in (await mladost(day))[1]] == [last.id, stops[0].id, stops[1].id]


async def test_a_route_gets_another_driver_once_for_each_version(day):
    route_id, _stops = await mladost(day)
    route = await only(day, sa.select(Route).where(col(Route.id) == route_id))
    typed = {"driver_id": str(day.cast.todor.key), "version": str(route.version)}
    async with day.browser(day.cast.dispatcher) as browser:
        page = await browser.post(f"/routes/{route_id}/driver", data=typed, follow_redirects=True)
        assert "Шофьорът е сменен и получи съобщение." in text_of(page)
        stale = await browser.post(f"/routes/{route_id}/driver", data=typed | {"driver_id": ""})
    assert stale.status_code == 409
    route = await only(day, sa.select(Route).where(col(Route.id) == route_id))
    assert route.driver_id == day.cast.todor.id


async def test_the_office_enters_outcomes_for_a_driver_without_a_phone(day):
    route_id, stops = await mladost(day)
    address = f"/routes/{route_id}/report"
    async with day.browser(day.cast.anna) as browser:
        assert "Какво стана на вратата?" in text_of(await browser.get(f"/routes/{route_id}?report={stops[0].id}"))
        done = await browser.post(
            address, data={"stop_id": str(stops[0].id), "outcome": "delivered", "words": ""}, follow_redirects=True
        )
        assert "Отбелязано." in text_of(done)
        shut = await browser.post(
            address, data={"stop_id": str(stops[1].id), "outcome": "not_opened"}, follow_redirects=True
        )
        assert "Отворена е тревога" in text_of(shut)
        assert (await browser.post(address, data={"stop_id": str(stops[1].id), "outcome": "x"})).status_code == 422
    now = (await mladost(day))[1]
    assert [stop.outcome for stop in now] == [Outcome.DELIVERED, Outcome.NOT_OPENED, None]
    assert (await only(day, sa.select(Task))).kind is TaskKind.DOOR_NOT_OPENED


async def test_a_door_without_a_pin_is_put_on_the_map_and_on_a_route_by_hand(day):
    unplaced = await only(day, sa.select(Unplaced))
    assert unplaced.reason is UnplacedReason.NO_PIN
    route_id, _stops = await mladost(day)
    address = f"/unplaced/{unplaced.id}"
    async with day.browser(day.cast.dispatcher) as browser:
        wrong = await browser.post(f"{address}/pin?day={WEDNESDAY}", data={"pin": "тук"})
        assert (wrong.status_code, "например 42.6977, 23.3219" in wrong.text) == (422, True)
        page = await browser.post(f"{address}/pin?day={WEDNESDAY}", data={"pin": "42.655, 23.385"})
        assert page.status_code == 303
        placed = await browser.post(
            f"{address}?day={WEDNESDAY}", data={"route_id": str(route_id), "position": "1"}, follow_redirects=True
        )
        assert "Готово." in text_of(placed)
        assert "Пенка Тестова" in text_of(placed)
    assert len((await mladost(day))[1]) == 4
    home = await only(day, sa.select(Address).where(col(Address.id) == unplaced.address_id))
    assert (home.lat, home.lon, home.pinned) == (42.655, 23.385, True)


async def test_better_routes_are_proposed_with_what_they_change_and_hold_only_when_accepted(day):
    async with day.cast.database.unit(day.cast.job) as session:
        await second_van(session, day.cast)
    typed = {"day": WEDNESDAY.isoformat(), "kitchen_id": str(day.cast.mladost_kitchen.key)}
    before = [stop.id for stop in (await mladost(day))[1]]
    async with day.browser(day.cast.dispatcher) as browser:
        proposal = text_of(await browser.post("/routes/propose", data=typed))
        assert "По-добри маршрути за Кухня Младост?" in proposal
        assert "Още нищо не е променено." in proposal
        assert [stop.id for stop in (await mladost(day))[1]] == before
        accepted = await browser.post("/routes/accept", data=typed, follow_redirects=True)
        assert "Новите маршрути важат, 3 спирки" in text_of(accepted)
        again = await browser.post("/routes/plan", data=typed, follow_redirects=True)
        assert "Планирано: 3 спирки. Без маршрут: 1." in text_of(again)


async def test_the_route_sheets_are_printed(day):
    route_id, _stops = await mladost(day)
    kitchen = day.cast.mladost_kitchen.key
    async with day.browser(day.cast.anna) as browser:
        for path in (f"/routes/{route_id}/sheet.pdf", f"/routes/sheets.pdf?day={WEDNESDAY}&kitchen={kitchen}"):
            made = await browser.get(path)
            assert (made.status_code, made.content[:4]) == (200, b"%PDF")
        assert (await browser.get("/routes/sheets.pdf?kitchen=x")).status_code == 404


async def test_another_municipality_sees_and_moves_nothing_of_these_routes(day):
    route_id, stops = await mladost(day)
    unplaced = await only(day, sa.select(Unplaced))
    async with day.browser(day.cast.burgas_admin) as browser:
        assert "Младост" not in text_of(await browser.get(BOARD))
        answers = [
            (await browser.get(f"/routes/{route_id}")).status_code,
            (await browser.get(f"/routes/{route_id}/sheet.pdf")).status_code,
            (await browser.get(f"/unplaced/{unplaced.id}?day={WEDNESDAY}")).status_code,
        ]
        number = str(stops[0].id)
        pressed = {
            "move": {"stop_id": number, "to_route": str(route_id), "position": "2"},
            "driver": {"driver_id": "", "version": "1"},
            "report": {"stop_id": number, "outcome": "delivered"},
        }
        for name, typed in pressed.items():
            answers.append((await browser.post(f"/routes/{route_id}/{name}", data=typed)).status_code)
        kitchen = {"day": WEDNESDAY.isoformat(), "kitchen_id": str(day.cast.mladost_kitchen.key)}
        answers += [
            (await browser.post(f"/routes/{name}", data=kitchen)).status_code for name in ("plan", "propose", "accept")
        ]
    assert answers == [404] * 9
    assert [stop.outcome for stop in (await mladost(day))[1]] == [None] * 3


async def test_the_office_sees_routes_but_plans_none_and_the_kitchen_sees_none(day):
    route_id, stops = await mladost(day)
    async with day.browser(day.cast.anna) as browser:
        assert "Планирай отново" not in text_of(await browser.get(BOARD))
        for name in (f"{route_id}/move", f"{route_id}/driver", "plan", "propose", "accept"):
            assert (await browser.post(f"/routes/{name}", data={"stop_id": str(stops[0].id)})).status_code == 403
    async with day.browser(day.cast.cook) as browser:
        assert (await browser.get("/routes")).status_code == 403
        assert (await browser.get(f"/routes/{route_id}")).status_code == 403
