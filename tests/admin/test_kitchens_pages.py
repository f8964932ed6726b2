"""Kitchens in the panel: the sheet on the screen and on paper; a clerk sees the own kitchen alone."""

import pytest
import sqlalchemy as sa

from domain.routes.planning_day import plan_day
from models.meals import MealOrder
from models.people import Diet
from tests.admin.conftest import Panel, text_of
from tests.domain.day_of_food import WEDNESDAY, household, order, site_order

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
async def cooking(panel: Panel) -> Panel:
    """Wednesday, counted: Мария and Донка from Младост's kitchen, a shelter in bulk, Иванка from Люлин's."""
    cast = panel.cast
    async with cast.database.unit(cast.job) as session:
        donka = await household(session, cast, "Донка", diet=Diet.DIABETIC)
        for person in (cast.maria, donka, cast.ivanka):
            await order(session, cast, person)
        await site_order(session, cast, 30)
    return panel


def sheet(panel: Panel, paper: str = "", kitchen: int | None = None) -> str:
    return f"/kitchens/{kitchen or panel.cast.mladost_kitchen.key}{paper}?day={WEDNESDAY.isoformat()}"


async def test_the_list_shows_today_and_tomorrow_of_the_kitchens_one_may_see(cooking):
    seen = {}
    for member in (cooking.cast.cook, cooking.cast.admin):
        async with cooking.browser(member) as browser:
            said = text_of(await browser.get("/kitchens"))
            seen[member.login] = [name for name in ("Кухня Младост", "Кухня Люлин", "Кухня Приморие") if name in said]
    assert seen == {"cook": ["Кухня Младост"], "admin": ["Кухня Младост", "Кухня Люлин"]}


async def test_the_sheet_says_what_to_cook_by_dish_and_diet_with_bulk_apart_and_boxes_by_route(cooking):
    await plan_day(cooking.cast.database, cooking.cast.job, day=WEDNESDAY)
    async with cooking.browser(cooking.cast.cook) as browser:
        said = text_of(await browser.get(sheet(cooking)))
    assert "Кухня Младост, утре, сряда, 25 ноември" in said
    assert "32 порции" in said
    assert "основно ястие Мусака 31 31" in said
    for part in ("Наедро, отделно", "Приют Тест", "Подреждане по маршрути", "Мария Иванова", "Донка Тестова"):
        assert part in said
    assert "Иванка" not in said


async def test_a_late_change_and_missing_menus_are_marked(cooking):
    async with cooking.cast.database.unit(cooking.cast.job) as session:
        for row in await session.scalars(sa.select(MealOrder)):
            row.late = row.person_id == cooking.cast.maria.id
    async with cooking.browser(cooking.cast.admin) as browser:
        assert "1 порция е добавена след преброяването" in text_of(await browser.get(sheet(cooking)))


@pytest.mark.parametrize("paper", ["/sheet.pdf", "/labels.pdf"])
async def test_the_papers_are_pdfs_for_those_who_may_see_the_kitchen(cooking, paper):
    async with cooking.browser(cooking.cast.cook) as browser:
        made = await browser.get(sheet(cooking, paper))
        theirs = await browser.get(sheet(cooking, paper, cooking.cast.lyulin_kitchen.key))
    assert (made.status_code, made.headers["content-type"], made.content[:4]) == (200, "application/pdf", b"%PDF")
    assert made.headers["cache-control"] == "no-store"
    assert theirs.status_code == 404


async def test_another_kitchens_sheet_is_not_here(cooking):
    async with cooking.browser(cooking.cast.cook) as browser:
        page = await browser.get(sheet(cooking, kitchen=cooking.cast.lyulin_kitchen.key))
    assert (page.status_code, "Иванка" in page.text) == (404, False)
    async with cooking.browser(cooking.cast.burgas_admin) as browser:
        assert (await browser.get(sheet(cooking))).status_code == 404


async def test_a_day_without_boxes_has_no_labels_and_says_so(panel):
    async with panel.browser(panel.cast.cook) as browser:
        page = await browser.get(sheet(panel, "/labels.pdf"), follow_redirects=True)
    assert "За този ден няма кутии за етикетиране." in text_of(page)
