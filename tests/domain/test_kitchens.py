"""The kitchen's sheet: every portion counted once, sites apart, packing in the order of the stops, a label a box."""

import pytest

from domain.kitchens import kitchen_sheet, kitchens_today, labels_of
from domain.refusals import NotAllowed, NotFound
from domain.routes.planning_day import plan_day
from models.meals import OrderStatus
from models.people import Allergen, Diet, Person
from tests.cast import Cast
from tests.domain.day_of_food import WEDNESDAY, household, order, site_order

pytestmark = pytest.mark.usefixtures("tuesday")


@pytest.fixture
async def cooked(people: Cast) -> Cast:
    """Wednesday of Младост's kitchen: Мария, a diabetic couple's two portions, a shelter, one who cancelled."""
    async with people.database.unit(people.job) as session:
        sweet = await household(
            session, people, "Сладка", block="9", lat=42.66, diet=Diet.DIABETIC, allergens=int(Allergen.GLUTEN)
        )
        gone = await household(session, people, "Отказала", block="10", lat=42.67)
        lost = await household(session, people, "Без карта", block="11", lat=None, lon=None)
        await order(session, people, people.maria)
        await order(session, people, sweet, portions=2)
        await order(session, people, lost)
        await order(session, people, gone, status=OrderStatus.CANCELLED)
        await order(session, people, people.ivanka)
        await site_order(session, people, 30)
    await plan_day(people.database, people.job, day=WEDNESDAY)
    return people


async def test_the_sheet_counts_every_portion_once(cooked: Cast):
    cook = cooked.staff(cooked.cook)
    async with cooked.database.reading(cook) as session:
        sheet = await kitchen_sheet(session, cook, kitchen_id=cooked.mladost_kitchen.key, day=WEDNESDAY)
    assert (sheet.portions, sheet.homes, sheet.closed, sheet.late) == (
        34, {Diet.GENERAL: 2, Diet.DIABETIC: 2}, True, 0,
    )  # fmt: skip
    assert [(line.dish, line.by_diet, line.portions) for line in sheet.lines] == [
        ("Пилешка супа", {Diet.GENERAL: 32, Diet.DIABETIC: 2}, 34),
        ("Мусака", {Diet.GENERAL: 32}, 32),
        ("Ориз със зеленчуци", {Diet.DIABETIC: 2}, 2),
        ("Мляко с ориз", {Diet.GENERAL: 32}, 32),
        ("Ябълка", {Diet.DIABETIC: 2}, 2),
        ("Хляб", {Diet.GENERAL: 32, Diet.DIABETIC: 2}, 34),
    ]
    assert [(load.name, load.portions, load.diet) for load in sheet.sites] == [("Приют Тест", 30, Diet.GENERAL)]
    assert [(one.names, one.boxes) for one in sheet.unrouted] == [("Без карта Тестова", {Diet.GENERAL: 1})]
    (route,) = sheet.packing
    assert (route.driver, route.boxes) == ("Иван Колев", {Diet.GENERAL: 31, Diet.DIABETIC: 2})
    assert [stop.number for stop in route.stops] == [1, 2, 3]
    assert {stop.names: stop.boxes for stop in route.stops} == {
        "Мария Иванова": {Diet.GENERAL: 1},
        "Сладка Тестова": {Diet.DIABETIC: 2},
        "Приют Тест": {Diet.GENERAL: 30},
    }


async def test_a_label_a_box_in_the_order_of_packing(cooked: Cast):
    cook = cooked.staff(cooked.cook)
    async with cooked.database.reading(cook) as session:
        labels = await labels_of(session, cook, kitchen_id=cooked.mladost_kitchen.key, day=WEDNESDAY)
    assert sorted(label.name for label in labels) == [
        "Без карта Тестова", "Мария Иванова", "Сладка Тестова", "Сладка Тестова",
    ]  # fmt: skip
    assert [label.number for label in labels] == sorted(
        [label.number for label in labels], key=lambda number: (number is None, number)
    )
    sweet = next(label for label in labels if label.name.startswith("Сладка"))
    assert Allergen(sweet.contains) == Allergen.CELERY | Allergen.GLUTEN
    assert Allergen(sweet.clashes) == Allergen.GLUTEN


async def test_an_office_reads_the_names_of_its_own_and_of_nobody_guarded_and_every_box_is_counted(cooked: Cast):
    async with cooked.database.unit(cooked.job) as session:
        (await session.get_one(Person, cooked.maria.key)).guarded = True
    read = {}
    for member in (cooked.cook, cooked.dispatcher, cooked.anna, cooked.elena):
        actor = cooked.staff(member)
        async with cooked.database.reading(actor) as session:
            sheet = await kitchen_sheet(session, actor, kitchen_id=cooked.mladost_kitchen.key, day=WEDNESDAY)
            labels = await labels_of(session, actor, kitchen_id=cooked.mladost_kitchen.key, day=WEDNESDAY)
        names = {*(stop.names for stop in sheet.packing[0].stops), *(one.names for one in sheet.unrouted)}
        read[member.login] = sheet.portions, names, {label.name for label in labels}
    own = {"Сладка Тестова", "Без карта Тестова"}
    everybody = 34, {"Приют Тест", "Мария Иванова", *own}, {"Мария Иванова", *own}
    assert read == {
        "cook": everybody,
        "dispatcher": everybody,
        "anna": (34, {"Приют Тест", "", *own}, own),
        "elena": (34, {"Приют Тест", ""}, set()),
    }


async def test_a_diet_without_a_menu_is_said(people: Cast):
    async with people.database.unit(people.job) as session:
        far = WEDNESDAY.replace(month=12, day=30)
        await order(session, people, people.maria, far)
    cook = people.staff(people.cook)
    async with people.database.reading(cook) as session:
        sheet = await kitchen_sheet(session, cook, kitchen_id=people.mladost_kitchen.key, day=far)
    assert (sheet.missing_menus, sheet.lines, sheet.portions) == ((Diet.GENERAL,), (), 1)


async def test_a_clerk_sees_only_the_own_kitchen(cooked: Cast):
    cook = cooked.staff(cooked.cook)
    async with cooked.database.reading(cook) as session:
        kitchens = await kitchens_today(session, cook, day=WEDNESDAY)
        assert [(one.name, one.portions, one.closed) for one in kitchens] == [("Кухня Младост", 34, True)]
        for read in (kitchen_sheet, labels_of):
            with pytest.raises(NotFound):
                await read(session, cook, kitchen_id=cooked.lyulin_kitchen.key, day=WEDNESDAY)
    elsewhere = cooked.staff(cooked.burgas_admin)
    async with cooked.database.reading(elsewhere) as session:
        assert [one.portions for one in await kitchens_today(session, elsewhere, day=WEDNESDAY)] == [0]
        with pytest.raises(NotFound):
            await kitchen_sheet(session, elsewhere, kitchen_id=cooked.mladost_kitchen.key, day=WEDNESDAY)
    driver = cooked.driver(cooked.ivan)
    async with cooked.database.reading(driver) as session:
        with pytest.raises((NotFound, NotAllowed)):
            await kitchen_sheet(session, driver, kitchen_id=cooked.mladost_kitchen.key, day=WEDNESDAY)
