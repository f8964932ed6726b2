"""One delivery day from the chat to the doorstep, by the program's own processes, a real browser and both databases."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.async_api import Page
from pypdf import PdfReader

from domain import clock
from domain.second_factor import present_code
from models.base import table_of
from models.jobs import JobRun, JobState
from models.meals import MealOrder, OrderOrigin, OrderStatus
from models.outbox import MessageStatus, OutboxMessage
from models.people import Address
from models.places import District
from models.routes import Outcome, Route, RouteStatus, Stop
from models.tasks import Task, TaskKind, TaskOutcome
from tests.browser import focused, opened_page, running_browser, sign_in
from tests.cast import PASSWORD
from tests.e2e.house import MONDAY_AT_TEN, PATIENCE, House, open_house, until
from tests.e2e.people_of_the_day import People, people_of_the_day
from tests.simulator.running import Phone

pytestmark = [pytest.mark.browser, pytest.mark.processes]

TUESDAY = date(2026, 11, 24)
IN_THE_EVENING = MONDAY_AT_TEN + timedelta(hours=8, minutes=5)
#: Before the vans leave, so that nobody's food is late yet, however long the steps take.
IN_THE_MORNING = MONDAY_AT_TEN + timedelta(days=1, minutes=-10)
JOBS_OF_THE_EVE = ("close_orders", "plan_routes", "make_kitchen_sheets", "tell_drivers_and_kitchens")
_ORDER, _STOP, _ROUTE, _TASK = table_of(MealOrder), table_of(Stop), table_of(Route), table_of(Task)
_RUN, _MESSAGE = table_of(JobRun), table_of(OutboxMessage)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_one_day_from_the_chat_to_the_doorstep(engine: str, tmp_path: Path):
    async with open_house(engine, tmp_path) as house, running_browser() as browser:
        day = Day(house, await people_of_the_day(house), browser)
        await house.start_all()
        await day.phones_are_linked()
        await day.lunch_is_ordered_in_the_chat()
        await day.lunch_is_ordered_by_phone()
        await house.go_to(IN_THE_EVENING)
        await day.the_clock_closes_plans_and_tells()
        await day.the_kitchen_knows_what_to_cook()
        await house.go_to(IN_THE_MORNING)
        await day.the_driver_brings_one_and_finds_a_closed_door()
        await day.the_office_answers_the_alarm()
        await day.the_driver_ends_the_day()
        await house.stop()
        assert house.complaints() == []


class Day:
    """The day in its steps; each looks at what everybody was told, and at what the database keeps."""

    def __init__(self, house: House, people: People, browser: Any) -> None:
        self.house = house
        self.people = people
        self.browser = browser
        self.phones: dict[str, Phone] = {}

    async def phones_are_linked(self) -> None:
        """The office makes the codes; each phone answers who it is and proves it by its number."""
        people = self.people
        async with self.panel("administrator") as page:
            card = f"{self.house.panel}/people/{people.grandmother.id}"
            codes = {
                "grandmother": await _code(page, f"{card}?tab=chats", "person_id", people.grandmother.id),
                "relative": await _code(page, f"{card}?tab=relatives", "relative_id", people.relative.id),
                "neighbour": await _code(
                    page,
                    f"{self.house.panel}/people/{people.neighbour.id}?tab=chats",
                    "person_id",
                    people.neighbour.id,
                ),
                "driver": await _code(page, f"{self.house.panel}/links", "driver_id", people.driver.id),
            }
        for who, code in codes.items():
            owner = getattr(people, who)
            phone = await self.house.simulator.phone(who, owner.phone)
            await _after(phone, await phone.open(code), "Вие ли сте")
            await _say(phone, "да", "изпратете номера си")
            await _after(phone, await phone.contact(), "Телефонът Ви вече е свързан.")
            self.phones[who] = phone

    async def lunch_is_ordered_in_the_chat(self) -> None:
        """She cancels tomorrow's lunch and orders it again; her relative hears of both."""
        grandmother, relative = self.phones["grandmother"], self.phones["relative"]
        name = self.people.grandmother.first_name
        await _say(grandmother, "🍲 Храна", "Ще я донесем. Добре ли е така?")
        said = await _say(grandmother, "❌ Не я носете", "Няма да носим храна за утре")
        await relative.wait_for(f"Храната за {name} за утре", seconds=PATIENCE)
        await _say(grandmother, "hrana", "Да я донесем ли?")
        await _say(grandmother, "да", "Записах храна за утре, вторник, 24 ноември.")
        await relative.wait_for(f"За {name} е записана храна за утре", seconds=PATIENCE)
        assert said["text"].startswith("Добре.")
        assert await self.orders() == [(self.people.grandmother.id, OrderStatus.ORDERED, OrderOrigin.CHAT)]

    async def lunch_is_ordered_by_phone(self) -> None:
        """The neighbour calls; the office finds her by four figures and orders without the mouse."""
        neighbour = self.people.neighbour
        async with self.panel("administrator") as page:
            await page.goto(f"{self.house.panel}/phone")
            await focused(page, "#text")
            await page.keyboard.type(neighbour.phone[-4:])
            await page.keyboard.press("Enter")
            await page.wait_for_url(f"**/phone/{neighbour.id}")
            await focused(page, "input[name=days]")
            await page.keyboard.press("Space")
            await page.keyboard.press("Enter")
            await page.locator("#said").wait_for()
            assert "Записах храна за: утре, вторник, 24 ноември" in await page.inner_text("#said")
        await self.phones["neighbour"].wait_for("Службата записа храна за Вас за утре", seconds=PATIENCE)
        assert sorted(await self.orders()) == sorted(
            [
                (self.people.grandmother.id, OrderStatus.ORDERED, OrderOrigin.CHAT),
                (neighbour.id, OrderStatus.ORDERED, OrderOrigin.PHONE),
            ]
        )

    async def the_clock_closes_plans_and_tells(self) -> None:
        """At the cut-off the orders are counted, the routes planned, the driver and in the evening everybody told."""
        await until(self._eve_is_done, "the jobs of the eve")
        orders = await self.house.rows(
            sa.select(_ORDER).where(_ORDER.c.day == TUESDAY, _ORDER.c.person_id.is_not(None))
        )
        assert [order for order in orders if order.closed_at is None or order.stop_id is None] == []
        await self.phones["grandmother"].wait_for("Храната Ви за утре, вторник, 24 ноември: ", seconds=PATIENCE)
        await self.phones["neighbour"].wait_for("Храната Ви за утре, вторник, 24 ноември: ", seconds=PATIENCE)
        name = self.people.grandmother.first_name
        await self.phones["relative"].wait_for(f"Храна за {name}, утре, вторник, 24 ноември: ", seconds=PATIENCE)
        await self.phones["driver"].wait_for("Натиснете „Начало на деня“, когато тръгвате.", seconds=PATIENCE)

    async def the_kitchen_knows_what_to_cook(self) -> None:
        """The clerk of her kitchen sees every portion on the screen, on paper and on the boxes."""
        kitchen = await self.kitchen()
        boxes = await self.house.rows(
            sa.select(_ORDER.c.portions).where(
                _ORDER.c.day == TUESDAY, _ORDER.c.kitchen_id == kitchen, _ORDER.c.person_id.is_not(None)
            )
        )
        code = next(code for code, number in self.house.loaded.kitchens.items() if number == kitchen)
        async with self.panel(f"kitchen.{code}") as page:
            await page.goto(f"{self.house.panel}/kitchens/{kitchen}?day={TUESDAY.isoformat()}")
            assert "утре, вторник, 24 ноември" in await page.inner_text("h1")
            sheet = await _paper(page, f"{self.house.panel}/kitchens/{kitchen}/sheet.pdf?day={TUESDAY.isoformat()}")
            labels = await _paper(page, f"{self.house.panel}/kitchens/{kitchen}/labels.pdf?day={TUESDAY.isoformat()}")
        for person in (self.people.grandmother, self.people.neighbour):
            assert labels.count(f"{person.first_name} {person.last_name}") == 1, labels
        assert labels.count("24.11.2026") == sum(order.portions for order in boxes)
        assert "24 ноември" in sheet

    async def the_driver_brings_one_and_finds_a_closed_door(self) -> None:
        """The neighbour gets her food; the grandmother is asked, her relative is told, the office has an alarm."""
        driver, stops = self.phones["driver"], await self.stops()
        neighbour, closed = (stops[person.address_id] for person in (self.people.neighbour, self.people.grandmother))
        await _say(driver, "🚚 Начало на деня", "На добър път!")
        await _say(self.phones["grandmother"], "🚚 Къде е храната", "Храната пътува към Вас.")
        await _say(driver, f"{neighbour} ✅ Доставено", f"✍️ {neighbour} отбелязах")
        await self.phones["neighbour"].wait_for("Храната Ви е предадена.", seconds=PATIENCE)
        await _say(driver, f"{closed} 🚪 Не отваря", "Звъннете още веднъж")
        await _say(driver, f"{closed} 🔔 Звънях и търсих", "близките са уведомени")
        await self.phones["grandmother"].wait_for("Добре ли сте?", seconds=PATIENCE)
        await self.phones["relative"].wait_for("не отвори на шофьора", seconds=PATIENCE)

    async def the_office_answers_the_alarm(self) -> None:
        """The alarm runs on every page until somebody of the office writes how it ended."""
        grandmother = self.people.grandmother
        async with self.panel("administrator") as page:
            await page.goto(f"{self.house.panel}/today")
            alarm = page.locator("section.alarm")
            assert f"{grandmother.first_name} " in await alarm.inner_text()
            assert await alarm.locator("[data-since]").count() == 1
            await alarm.get_by_role("button", name="Обаждам се").click()
            await _say(self.phones["grandmother"], "✅ Добре съм", "Радваме се!")
            await self.phones["relative"].wait_for("„Добре съм.“", seconds=PATIENCE)
            await page.goto(f"{self.house.panel}/today")
            await page.locator("section.alarm th a[href^='/tasks/']").click()
            await page.check(f"input[name=outcome][value={TaskOutcome.SPOKE_WELL.value}]")
            await page.locator("form button.main").click()
            await page.goto(f"{self.house.panel}/today")
            assert await page.locator("section.alarm").count() == 0
        await self.phones["relative"].wait_for("службата разговаря с човека и всичко е наред", seconds=PATIENCE)
        alarms = await self.house.rows(sa.select(_TASK).where(_TASK.c.kind == TaskKind.DOOR_NOT_OPENED))
        assert [(alarm.person_id, alarm.outcome) for alarm in alarms] == [(grandmother.id, TaskOutcome.SPOKE_WELL)]

    async def the_driver_ends_the_day(self) -> None:
        """Every door has its outcome, and the box that came back is named."""
        driver = self.phones["driver"]
        stops = await self.stops()
        done = {stops[self.people.neighbour.address_id], stops[self.people.grandmother.address_id]}
        for number in sorted(set(stops.values()) - done):
            await _say(driver, f"{number} ✅ Доставено", f"✍️ {number} отбелязах")
        await _say(driver, "🏁 Край на деня", "↩️ Върнете в кухнята: 1 ")
        route = (await self.house.rows(self._route()))[0]
        assert route.status == RouteStatus.FINISHED
        outcomes = await self.house.rows(sa.select(_STOP.c.outcome).where(_STOP.c.route_id == route.id))
        assert sorted(row.outcome for row in outcomes) == [Outcome.DELIVERED] * (len(stops) - 1) + [Outcome.NOT_OPENED]
        await until(self._all_is_sent, "everything is sent")
        for phone in self.phones.values():
            texts = [said["text"] for said in await phone.transcript() if said["by_bot"]]
            assert [text for text in texts if "повторно" in text] == []

    @asynccontextmanager
    async def panel(self, login: str) -> AsyncIterator[Page]:
        """The panel in a window of its own, signed in."""
        async with opened_page(f"{self.house.panel}/sign-in", browser=self.browser) as page:
            page.set_default_timeout(PATIENCE * 1000)
            await sign_in(page, login, PASSWORD, lambda: self.code(login))
            yield page

    async def code(self, login: str) -> str:
        """The code that the app of a member of staff shows at the hour of the house."""
        with clock.frozen(self.house.now()):
            return await present_code(self.house.database, login=login)

    async def orders(self) -> list[tuple[int, OrderStatus, OrderOrigin]]:
        """Tomorrow's orders by person."""
        found = await self.house.rows(sa.select(_ORDER).where(_ORDER.c.day == TUESDAY, _ORDER.c.person_id.is_not(None)))
        return [(order.person_id, order.status, order.origin) for order in found]

    async def stops(self) -> dict[int, int]:
        """The numbers of the driver's stops by address."""
        rows = sa.select(_STOP).join(_ROUTE, _ROUTE.c.id == _STOP.c.route_id)
        found = await self.house.rows(rows.where(_ROUTE.c.day == TUESDAY, _ROUTE.c.driver_id == self.people.driver.id))
        return {stop.address_id: stop.number for stop in found}

    async def kitchen(self) -> int:
        """The kitchen that cooks for the grandmother."""
        address, district = table_of(Address), table_of(District)
        rows = sa.select(district.c.kitchen_id).join(address, address.c.district_id == district.c.id)
        found = await self.house.rows(rows.where(address.c.id == self.people.grandmother.address_id))
        return int(found[0].kitchen_id)

    def _route(self) -> Any:
        return sa.select(_ROUTE).where(_ROUTE.c.day == TUESDAY, _ROUTE.c.driver_id == self.people.driver.id)

    async def _eve_is_done(self) -> bool:
        wanted = {f"{job}/{self.house.loaded.sofia}" for job in (*JOBS_OF_THE_EVE, "tell_about_tomorrow")}
        runs = await self.house.rows(sa.select(_RUN).where(_RUN.c.day == TUESDAY, _RUN.c.job.in_(wanted)))
        assert [run for run in runs if run.state is JobState.FAILED] == []
        return {run.job for run in runs if run.state is JobState.DONE} == wanted

    async def _all_is_sent(self) -> bool:
        rows = await self.house.rows(sa.select(_MESSAGE.c.status))
        return {row.status for row in rows} == {MessageStatus.SENT}


async def _say(phone: Phone, text: str, expected: str) -> dict[str, Any]:
    """Type a text or press its key, and read the answer that is waited for."""
    return await _after(phone, await phone.say(text), expected)


async def _after(phone: Phone, said: dict[str, Any], expected: str) -> dict[str, Any]:
    answer: dict[str, Any] = await phone.wait_for(expected, after=said["message_id"], seconds=PATIENCE)
    return answer


async def _code(page: Page, address: str, owner: str, number: int) -> str:
    """The code that the office makes by a button on this page."""
    await page.goto(address)
    await page.locator(f"form[action='/links/code']:has(input[name={owner}][value='{number}']) button").click()
    await page.locator("#code").wait_for()
    return await page.inner_text("#code")


async def _paper(page: Page, address: str) -> str:
    """What is printed on a paper."""
    answer = await page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return "\n".join(one.extract_text() for one in PdfReader(BytesIO(await answer.body())).pages)
