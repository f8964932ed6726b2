"""Order by phone: the caller found by three letters or four figures, days ticked, the answer read aloud."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from models.meals import MealOrder, OrderOrigin, OrderStatus
from models.people import Allergen, Person
from tests.admin.conftest import Panel, text_of

pytestmark = pytest.mark.usefixtures("tuesday")

WEDNESDAY, THURSDAY = "2026-11-25", "2026-11-26"


async def orders_of(panel: Panel, person: Person) -> list[tuple[date, OrderStatus, OrderOrigin]]:
    async with panel.cast.database.reading(panel.cast.job) as session:
        rows = sa.select(MealOrder).where(col(MealOrder.person_id) == person.key).order_by(col(MealOrder.day))
        return [(order.day, order.status, order.origin) for order in await session.scalars(rows)]


@pytest.mark.parametrize("text", ["мар", "3456", "MARI"])
async def test_one_hit_leads_straight_to_the_order(panel, text):
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.get("/phone", params={"text": text})
    assert (page.status_code, page.headers["location"]) == (303, f"/phone/{panel.cast.maria.key}")


async def test_several_hits_are_chosen_from(panel):
    async with panel.browser(panel.cast.admin) as browser:
        said = text_of(await browser.get("/phone", params={"text": "ван"}))
    assert [name for name in ("Мария Иванова", "Иванка Петрова", "Горан Иванов") if name in said] == [
        "Мария Иванова",
        "Иванка Петрова",
    ]


async def test_the_days_stand_with_dishes_and_every_clash_with_the_callers_allergens_is_marked(panel):
    async with panel.cast.database.unit(panel.cast.job) as session:
        (await session.get_one(Person, panel.cast.maria.key)).allergens = int(Allergen.MILK)
    async with panel.browser(panel.cast.anna) as browser:
        said = text_of(await browser.get(f"/phone/{panel.cast.maria.key}"))
    assert "Не бива да яде: мляко" in said
    assert "утре, сряда, 25 ноември" in said
    assert "Пилешка супа (целина)" in said
    assert "Кажете го: Мусака (мляко), Мляко с ориз (мляко)" in said


async def test_what_is_ticked_and_unticked_is_saved_and_the_answer_stands_to_be_read_aloud(panel):
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.post(
            f"/phone/{panel.cast.maria.key}", data={"was": [WEDNESDAY, THURSDAY], "days": [THURSDAY, "2026-11-30"]}
        )
    said = text_of(page)
    assert "Записано. Прочетете на глас:" in said
    assert "сряда, 25 ноември" in said
    assert "data-search" in page.text
    assert await orders_of(panel, panel.cast.maria) == [
        (date(2026, 11, 25), OrderStatus.CANCELLED, OrderOrigin.PHONE),
        (date(2026, 11, 30), OrderStatus.ORDERED, OrderOrigin.PHONE),
    ]


async def test_nothing_ticked_differently_changes_nothing(panel):
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.post(f"/phone/{panel.cast.maria.key}", data={"was": [WEDNESDAY], "days": [WEDNESDAY]})
    assert page.status_code == 200
    assert await orders_of(panel, panel.cast.maria) == []


async def test_a_refused_order_keeps_the_ticks(panel):
    async with panel.browser(panel.cast.anna) as browser:
        page = await browser.post(
            f"/phone/{panel.cast.maria.key}", data={"was": [WEDNESDAY], "days": ["2026-11-28", THURSDAY]}
        )
    assert page.status_code == 422
    ticked = [line.split('value="')[1].split('"')[0] for line in page.text.splitlines() if "checked" in line]
    assert ticked == [THURSDAY]
    assert await orders_of(panel, panel.cast.maria) == []


async def test_nobody_orders_for_somebody_elses_person(panel):
    address = f"/phone/{panel.cast.maria.key}"
    async with panel.browser(panel.cast.elena) as browser:
        found = text_of(await browser.get("/phone", params={"text": "мария"}))
        assert "Няма намерени хора за „мария“." in found
        assert (await browser.get(address)).status_code == 404
        assert (await browser.post(address, data={"days": ["2026-11-30"]})).status_code == 404
    async with panel.browser(panel.cast.dispatcher) as browser:
        assert (await browser.get(address)).status_code == 403
    assert await orders_of(panel, panel.cast.maria) == []


async def test_who_has_no_meals_yet_is_sent_to_the_card(panel):
    async with panel.cast.database.unit(panel.cast.job) as session:
        await session.execute(sa.text("DELETE FROM subscription WHERE person_id = :id"), {"id": panel.cast.maria.key})
    async with panel.browser(panel.cast.anna) as browser:
        assert "Първо запишете седмичната поръчка в картона." in text_of(
            await browser.get(f"/phone/{panel.cast.maria.key}")
        )
