"""A colleague's chat: linked by a code, it says in numbers what awaits, and is nobody else's chat."""

from datetime import date

import pytest

from bot.conversations import CONVERSATIONS, STAFF_STEPS, STEPS
from domain import clock
from domain.access import ActorKind
from models.base import table_of
from models.cases import Case
from models.chats import Dialogue
from models.meals import MealOrder
from models.staff import Staff
from models.tasks import Task
from tests.bot.chat import House, Phone, link
from tests.bot.conftest import STRANGER
from tests.bot.test_frame import VOICE
from tests.bot.test_linking import code, share
from tests.case_work import case_of
from tests.cast import Cast
from tests.domain.day_of_food import order

ANNA, COOK = 71, 72
AWAITS, PORTIONS = "📋 Какво ме чака днес", "🍲 Колко порции"
HELLO = "Всяка работна сутрин тук ще Ви пиша какво Ви чака – с числа и без имена."
KIND = "Радвам се, че пишете. Тук мога само да Ви кажа какво Ви чака. За всичко друго отворете панела."
NOTHING = "Нищо не Ви чака днес, вторник, 24 ноември, нито в следващите 7 дни. Приятен ден!"
CALL = "Ако нещо не работи, обадете се на 02 111 1111."


@pytest.fixture
async def anna(house: House, sqlite_people: Cast) -> Phone:
    """The phone of Анна, a social worker."""
    await link(sqlite_people, ANNA, staff_id=sqlite_people.anna.key)
    return house.phone(ANNA)


async def rows_of(people: Cast, record) -> int:
    async with people.database.engine.connect() as connection:
        return len((await connection.execute(table_of(record).select())).all())


async def test_a_code_links_a_colleague_who_may_link_again_and_is_a_stranger_when_revoked(
    house: House, sqlite_people: Cast
):
    async with sqlite_people.database.unit(sqlite_people.job) as session:
        (await session.get_one(Staff, sqlite_people.anna.key)).phone = "0888 123 999"
    phone, other = house.phone(STRANGER), house.phone(ANNA)
    first = await code(sqlite_people, staff_id=sqlite_people.anna.key)
    assert await phone.say(f"/start {first}") == ["Вие ли сте Анна, наш колега?"]
    await phone.say("да")
    assert await share(phone, "359888123999") == ["Добре дошли, Анна! Телефонът Ви вече е свързан.", HELLO]
    assert phone.keyboard == [AWAITS]
    assert await phone.say(f"/start {first}") == [HELLO]
    await other.say(f"/start {await code(sqlite_people, staff_id=sqlite_people.anna.key)}")
    await other.say("да")
    assert (await share(other, "359888123999"))[-1] == HELLO
    assert AWAITS not in await phone.say("/start")
    assert phone.keyboard[-1] == "☎️ Обадете ми се"


async def test_anothers_phone_waits_for_the_office(house: House, sqlite_people: Cast):
    phone = house.phone(STRANGER)
    await phone.say(f"/start {await code(sqlite_people, staff_id=sqlite_people.anna.key)}")
    said = await phone.say("да")
    assert "ще потвърди телефона Ви" in said[0]
    assert (await phone.say(AWAITS)) != [NOTHING]
    assert await rows_of(sqlite_people, Task) == 1


async def test_the_button_says_what_the_panel_shows_and_whatever_else_is_answered_kindly(
    anna: Phone, sqlite_people: Cast
):
    assert await anna.say("/start") == [HELLO]
    assert [await anna.say(AWAITS) for _twice in range(2)] == [[NOTHING]] * 2
    async with sqlite_people.database.unit(sqlite_people.job) as session:
        case = await case_of(
            session, sqlite_people, sqlite_people.maria, sqlite_people.lunch, worker=sqlite_people.anna
        )
        case.review_on = date(2026, 11, 20)
    due = (
        "Ето какво Ви чака днес, вторник, 24 ноември.\n❗ Просрочено:\n– 1 преглед на план\n"
        "Имената и подробностите са в панела, в „Какво ме чака“."
    )
    for words in (AWAITS, "kakvo me chaka", "1"):
        assert await anna.say(words) == [due]
    for words in ("здравей", "Мария Иванова", "99", "да"):
        assert await anna.say(words) == [KIND], words
    only_words = ["Тук мога да чета само думи. Моля, натиснете бутона по-долу."]
    for odd in (VOICE, {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}):
        assert await anna.send(odd) == only_words
    for _often in range(4):
        assert await anna.send({"location": {"latitude": 42.0, "longitude": 23.0}})
    assert await anna.say("☎️ Обадете ми се") == [CALL]
    assert anna.keyboard == [AWAITS]
    assert await rows_of(sqlite_people, Task) == 0


async def test_no_words_and_no_open_question_of_others_do_anything_in_a_colleagues_chat(
    anna: Phone, sqlite_people: Cast
):
    assert set(STAFF_STEPS) - {"staff.home"} == {"linking.is_it_you", "linking.contact"}
    assert "staff.home" not in STEPS
    assert set(CONVERSATIONS) == {kind for kind in ActorKind if kind is not ActorKind.JOB}
    for step in sorted(set(STEPS) - set(STAFF_STEPS)):
        async with sqlite_people.database.unit(sqlite_people.job) as session:
            opened = await session.get(Dialogue, ANNA)
            facts = {"question": {"text": "?", "buttons": []}, "person": sqlite_people.maria.key}
            if opened is None:
                session.add(Dialogue(telegram_id=ANNA, flow="", step="", facts=facts, asked_at=clock.now()))
                opened = await session.get_one(Dialogue, ANNA)
            opened.flow, opened.step = step.split(".", 1)
            opened.facts = facts
        said = await anna.say("да")
        assert said in ([HELLO], [KIND]), step
    for words in ("🍲 Храна", "🆘 Помощ", "🚚 Тръгвам", "1 ✅ Доставено", "📝 Искам да се запиша"):
        assert await anna.say(words) == [KIND], words
    assert [await rows_of(sqlite_people, one) for one in (MealOrder, Task, Case)] == [0, 0, 0]


async def test_who_cooks_reads_the_portions_by_diet(house: House, sqlite_people: Cast):
    await link(sqlite_people, COOK, staff_id=sqlite_people.cook.key)
    cook = house.phone(COOK)
    await cook.say("/start")
    assert cook.keyboard == [PORTIONS]
    assert await cook.say(PORTIONS) == ["За днес и за следващия работен ден още няма поръчани порции."]
    async with sqlite_people.database.unit(sqlite_people.job) as session:
        await order(session, sqlite_people, sqlite_people.maria, portions=3)
        await order(session, sqlite_people, sqlite_people.ivanka)
    assert await cook.say(PORTIONS) == [
        "🍲 Кухня Младост, утре, сряда, 25 ноември: 3 порции.\n– обща диета: 3\nЗаявките са преброени."
    ]
    assert "колко са порциите" in (await cook.say("Мария"))[0]
