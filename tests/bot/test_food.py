"""What a service user and a relative can do about food by chat."""

from datetime import date

import sqlalchemy as sa

from domain import clock
from models.base import table_of
from models.meals import MealOrder, Pause, Subscription
from models.people import Allergen, Person
from tests.bot.chat import House, Phone
from tests.conftest import TUESDAY_AT_TEN

HOME = ["🍲 Храна", "🚚 Къде е храната", "🆘 Помощ", "☎️ Обадете ми се"]
MENU = "• Пилешка супа\n• Мусака\n• Мляко с ориз\n• Хляб\n\nСъдържа: глутен, яйца, мляко, целина."
TOMORROW = "сряда, 25 ноември"


async def rows(house: House, record, *columns: str) -> list[tuple]:
    table = table_of(record)
    async with house.database.engine.connect() as connection:
        found = await connection.execute(sa.select(*(table.c[name] for name in columns)).order_by(table.c.id))
        return [tuple(row) for row in found]


async def change(house: House, record, **values: object) -> None:
    async with house.database.engine.begin() as connection:
        await connection.execute(sa.update(table_of(record)).values(**values))


async def without_weekly_order(house: House) -> None:
    """Food comes only when it is ordered."""
    await change(house, Subscription, weekdays=0)


async def test_the_four_buttons_of_home_stand_one_a_row_tall_and_stay(maria: Phone):
    assert await maria.say("/start") == ["Добър ден, Мария! Какво желаете?"]
    name, given = maria.house.telegram.calls[-1]
    assert (name, given["reply_markup"]["is_persistent"], given["reply_markup"]["resize_keyboard"]) == (
        "sendMessage",
        True,
        False,
    )
    assert [[button["text"] for button in row] for row in given["reply_markup"]["keyboard"]] == [[key] for key in HOME]


async def test_food_is_shown_with_dishes_and_allergens_before_it_is_ordered(house: House, maria: Phone):
    await without_weekly_order(house)
    menu, question = await maria.say("🍲 Храна")
    assert (menu.partition("\n")[2], question) == (MENU, "Да я донесем ли?")
    assert maria.keyboard == ["🏠 Начало", "✅ Да", "📅 Друг ден", "⏸ Спиране и още", "☎️ Обадете ми се"]
    assert await maria.say("✅ Да") == [f"Записах храна за утре, {TOMORROW}. Добър апетит!"]
    assert maria.keyboard == HOME
    assert await rows(house, MealOrder, "day", "status", "origin") == [(date(2026, 11, 25), "ordered", "chat")]


async def test_the_same_press_twice_orders_once_and_says_again_what_is_true(house: House, maria: Phone):
    await without_weekly_order(house)
    await maria.say("храна")
    first = await maria.say("✅ Да")
    assert await maria.say("✅ Да") == first
    assert len(await rows(house, MealOrder, "id")) == 1


async def test_the_weekly_order_brings_food_until_it_is_cancelled(house: House, maria: Phone):
    assert (await maria.say("храна"))[-1] == "Ще я донесем. Добре ли е така?"
    assert await maria.say("❌ Не я носете") == [f"Добре. Няма да носим храна за утре, {TOMORROW}."]
    assert await rows(house, MealOrder, "day", "status") == [(date(2026, 11, 25), "cancelled")]


async def test_after_the_cut_off_the_answer_is_clear_and_nothing_is_written(house: House, maria: Phone):
    await without_weekly_order(house)
    await maria.say("храна")
    clock.set_to(TUESDAY_AT_TEN.replace(hour=12, minute=1))  # 14:01 in Sofia
    said = await maria.say("да")
    assert said == [
        "Вече е късно да поръчате за утре, сряда, 25 ноември. Моля, изберете по-късен ден или се обадете на службата."
    ]
    assert maria.keyboard == HOME
    assert await rows(house, MealOrder, "id") == []


async def test_another_day_by_button_by_number_and_typed(house: House, maria: Phone):
    for words in ("Петък, 27 ноември", "2", "второто", "27.11", "27 ноември", "петък", "PETAK"):
        await maria.say("храна")
        assert await maria.say("друг ден") == ["За кой ден? Изберете или го напишете."]
        assert (await maria.say(words))[0].startswith("Петък, 27 ноември:\n"), words


async def test_a_day_without_service_is_refused_and_others_are_offered(maria: Phone):
    await maria.say("храна")
    await maria.say("друг ден")
    said = await maria.say("неделя")
    assert said[-1] == "За кой ден? Изберете или го напишете."
    assert "неделя, 29 ноември" in said[0]


async def test_a_dish_she_must_not_eat_is_said_before_she_is_asked(house: House, maria: Phone):
    await without_weekly_order(house)
    await change(house, Person, allergens=int(Allergen.MILK))
    _menu, warning, question = await maria.say("храна")
    assert warning == "⚠️ Внимание! Това не е за Вас: Мусака, Мляко с ориз."
    assert question == "Да я донесем ли въпреки това?"
    assert await maria.say("да") == [f"Записах храна за утре, {TOMORROW}. Добър апетит!"]


async def test_in_hospital_the_food_stops_until_the_day_of_return(house: House, maria: Phone):
    await maria.say("храна")
    await maria.say("спиране")
    assert await maria.say("спрете храната") == ["Защо да не носим храна?"]
    assert await maria.say("В болница съм") == ["От кой ден да носим пак? Изберете ден или го напишете."]
    said = await maria.say("1 декември")
    assert said == [
        "Вече се готви храната за днес, вторник, 24 ноември. Ако няма кой да я вземе, натиснете „Обадете ми се“.",
        "Спрях храната. Ще я носим пак от вторник, 1 декември.",
        "Пожелаваме Ви бързо оздравяване!",
    ]
    assert await rows(house, Pause, "returns_on", "reason") == [(date(2026, 12, 1), "hospital")]


async def test_i_am_in_hospital_is_understood_at_any_time_and_food_comes_again(house: House, maria: Phone):
    when_back = "От кой ден да носим пак? Изберете ден или го напишете."
    assert await maria.say("В болница съм") == [when_back]
    assert await maria.say("няма да съм вкъщи") == [when_back]
    assert await maria.say("още не знам") == [
        "Вече се готви храната за днес, вторник, 24 ноември. Ако няма кой да я вземе, натиснете „Обадете ми се“.",
        "Спрях храната. Когато се върнете, натиснете „Храна“ или ни се обадете.",
    ]
    assert await rows(house, Pause, "returns_on", "reason") == [(None, "away")]
    assert (await maria.say("храна"))[-1] == "Сега храната е спряна. Да я донесем ли за този ден?"
    await maria.say("спиране и още")
    assert await maria.say("носете пак храна") == [f"Ще Ви носим пак храна от утре, {TOMORROW}."]


async def test_a_return_that_is_too_early_is_asked_again(house: House, maria: Phone):
    await maria.say("в болница съм")
    said = await maria.say("днес")
    assert said[-1] == "От кой ден да носим пак? Изберете ден или го напишете."
    assert await rows(house, Pause, "id") == []


async def test_a_return_on_a_day_without_service_is_promised_for_the_next_day_with_it(house: House, maria: Phone):
    await maria.say("v bolnitsa sam")
    assert (await maria.say("29 ноември"))[1] == "Спрях храната. Ще я носим пак от понеделник, 30 ноември."
    assert await rows(house, Pause, "returns_on") == [(date(2026, 11, 30),)]


async def test_weekdays_that_are_named_stand_before_a_button_that_holds_them(house: House, maria: Phone):
    for words, days in (
        ("понеделник и петък", "понеделник и петък"),
        ("понеделник-петък", "всеки работен ден"),
        ("понеделник, сряда и петък", "понеделник, сряда и петък"),
        ("по-добре вторник и четвъртък", "вторник и четвъртък"),
        ("2", "понеделник, сряда и петък"),
        ("работен ден", "всеки работен ден"),
    ):
        await maria.say("всяка седмица")
        said = await maria.say(words)
        assert said == [f"Записах. Ще Ви носим храна: {days}. Важи от утре, сряда, 25 ноември."], words
    await maria.say("всяка седмица")
    assert (await maria.say("не в сряда"))[0] == "Не Ви разбрах. Натиснете бутон или напишете числото му."


async def test_the_weekly_order_in_words(house: House, maria: Phone):
    assert await maria.say("всяка седмица") == ["Сега Ви носим храна: всеки работен ден. В кои дни я искате?"]
    assert await maria.say("вторник и четвъртък") == [
        "Записах. Ще Ви носим храна: вторник и четвъртък. Важи от утре, сряда, 25 ноември."
    ]
    await maria.say("седмица")
    said = await maria.say("от понеделник до сряда")
    assert said == ["Записах. Ще Ви носим храна: понеделник, вторник и сряда. Важи от утре, сряда, 25 ноември."]


async def test_where_is_my_food(maria: Phone):
    assert await maria.say("къде е") == ["Храната Ви ще дойде днес. Часът още не се знае."]
    assert maria.keyboard == HOME


async def test_her_relatives_rights_are_hers_to_give_and_take(house: House, maria: Phone, petar: Phone):
    assert await maria.say("моите близки") == ["За кого от близките Ви?"]
    assert maria.keyboard == ["🏠 Начало", "Петър, син", "Стоянка, съсед или съседка", "☎️ Обадете ми се"]
    assert await maria.say("петър") == [
        "Петър вижда храната Ви, може да я поръчва и ще получава известия.",
        "Какво позволявате на Петър?",
    ]
    assert await maria.say("Нищо") == ["Петър не вижда нищо."]
    assert await petar.say("здравей") == ["Още никой не Ви е дал право да виждате храната му. Обадете се на службата."]
    assert petar.keyboard == ["☎️ Обадете ми се"]


async def test_a_relative_sees_and_orders_for_those_who_allow_it(house: House, petar: Phone):
    await without_weekly_order(house)
    assert await petar.say("/start") == ["Добър ден, Петър! За кого питате?"]
    assert petar.keyboard == ["👵 Мария днес", "🍲 Храна за Мария", "☎️ Обадете ми се"]
    assert await petar.say("👵 Мария днес") == ["Мария: за днес няма поръчана храна."]
    await petar.say("🍲 Храна за Мария")
    assert await petar.say("да") == [f"Записах храна за Мария за утре, {TOMORROW}."]
    assert await rows(house, MealOrder, "origin") == [("relative",)]


async def test_a_neighbour_who_may_only_see_is_offered_nothing_to_order(house: House, stoyanka: Phone):
    await stoyanka.say("/start")
    assert (await stoyanka.say("храна за мария"))[-1] == "Ще я донесем."
    assert stoyanka.keyboard == ["🏠 Начало", "📅 Друг ден", "☎️ Обадете ми се"]
    await stoyanka.say("не я носете")
    assert await rows(house, MealOrder, "id") == []
