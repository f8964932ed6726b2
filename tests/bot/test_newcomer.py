"""What somebody whom the service does not know can ask the bot, and what becomes of it."""

import pytest
import sqlalchemy as sa

from models.base import table_of
from models.places import District
from models.tasks import Task, TaskKind
from tests.bot.chat import House, Phone
from tests.bot.conftest import STRANGER
from tests.cast import Cast

HOME = ["ℹ️ Какво е това", "📝 Искам да се запиша", "🔑 Имам код", "☎️ Обадете ми се"]
WHICH_DISTRICT = "В кой район е нужна помощта? Изберете или напишете името му."
CALL_BACK = "Да Ви се обадим ли? Изпратете номера си с бутона долу или го напишете с цифри."
WILL_CALL = "Служба Младост ще Ви се обади"


@pytest.fixture
def new(house: House) -> Phone:
    """A phone that nobody knows."""
    return house.phone(STRANGER)


async def tasks(house: House) -> list[tuple]:
    """Every task: its kind, office, phone, words and chat."""
    task = table_of(Task)
    rows = sa.select(task.c.kind, task.c.office_id, task.c.phone, task.c.words, task.c.chat).order_by(task.c.id)
    async with house.database.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(rows)]


async def more_districts(people: Cast, *names: str) -> None:
    """Districts of Младост's office."""
    async with people.database.engine.begin() as connection:
        for name in names:
            await connection.execute(
                table_of(District).insert().values(
                    organisation_id=people.sofia.key, name=name, office_id=people.mladost.key,
                    kitchen_id=people.mladost_kitchen.key, lat=42.6, lon=23.3,
                )
            )  # fmt: skip


async def test_a_stranger_is_greeted_and_asked_what_they_want(new: Phone):
    assert await new.say("/start") == ["Добър ден! Аз съм помощникът на социалния патронаж. Какво желаете?"]
    assert new.keyboard == HOME


async def test_what_the_service_is_who_may_enrol_and_how(new: Phone):
    assert await new.say("ℹ️ Какво е това") == [
        "Социалният патронаж носи топъл обяд у дома и помага в домакинството на хора, които не могат сами.",
        "Може да се запишат възрастни хора и хора с увреждания. Вместо тях може да го направи и близък.",
        "Ако е спешно, веднага се обадете на 112.",
        "Записва Ви службата за Вашия район. Социален работник ще Ви обясни какви документи са нужни.",
    ]
    assert new.keyboard == HOME


async def test_enrolling_finds_the_office_and_leaves_a_phone(sqlite_people: Cast, house: House, new: Phone):
    assert (await new.say("искам да се запиша"))[-1] == WHICH_DISTRICT
    assert new.keyboard == ["🏠 Начало", "Люлин", "Младост", "Приморие", "☎️ Обадете ми се"]
    assert await new.say("mladost") == [
        "За район Младост се грижи Служба Младост.\n☎ 02 975 0000",
        CALL_BACK,
    ]
    noted, promised = await new.say("0888 111 222")
    assert (noted, promised.startswith(WILL_CALL)) == ("Записах телефона Ви: 0888 111 222.", True)
    assert new.keyboard == HOME
    assert await tasks(house) == [
        (TaskKind.NEWCOMER, sqlite_people.mladost.key, "+359888111222", "0888 111 222", STRANGER)
    ]


async def test_a_contact_shared_before_anything_was_asked_is_a_phone_to_call_back(house: House, new: Phone):
    contact = {"phone_number": "359888111222", "first_name": "x", "user_id": STRANGER}
    said = await new.send({"contact": contact})
    assert said[0] == "Записах телефона Ви: 0888 111 222."
    assert new.keyboard == HOME
    assert [(kind, phone) for kind, _, phone, *_ in await tasks(house)] == [(TaskKind.NEWCOMER, "+359888111222")]


async def test_a_shared_contact_is_a_phone_too_and_a_second_number_reaches_the_same_office(house: House, new: Phone):
    await new.say("☎️ Обадете ми се")
    await new.say("Младост")
    contact = {"phone_number": "359888111222", "first_name": "x", "user_id": STRANGER}
    assert (await new.send({"contact": contact}))[0] == "Записах телефона Ви: 0888 111 222."
    await new.say("☎️ Обадете ми се")
    await new.say("Младост")
    await new.say("0888 111 333")
    assert [words for *_, words, _chat in await tasks(house)] == ["0888 111 222\n0888 111 333"]


async def test_what_is_no_phone_is_asked_again(house: House, new: Phone):
    await new.say("☎️ Обадете ми се")
    await new.say("Младост")
    assert await new.say("12") == [
        "Това не е телефонен номер. Моля, напишете всичките му цифри, например 0888 123 456.",
        CALL_BACK,
    ]
    assert await tasks(house) == []


async def test_many_districts_are_parted_into_four_groups(sqlite_people: Cast, new: Phone):
    await more_districts(sqlite_people, "Банкя", "Витоша", "Изгрев", "Илинден", "Искър", "Надежда")
    await new.say("☎️ Обадете ми се")
    assert new.keyboard == [
        "🏠 Начало",
        "Банкя – Изгрев",
        "Илинден – Люлин",
        "Младост – Приморие",
        "☎️ Обадете ми се",
    ]
    assert await new.say("1") == ["Кой от тези райони?"]
    assert new.keyboard == ["🏠 Начало", "Банкя", "Витоша", "Изгрев", "☎️ Обадете ми се"]
    assert (await new.say("витоша"))[-1] == CALL_BACK


async def test_a_part_of_a_name_is_enough_and_an_unknown_one_is_no_dead_end(sqlite_people: Cast, new: Phone):
    await more_districts(sqlite_people, "Красна поляна", "Красно село")
    await new.say("☎️ Обадете ми се")
    assert await new.say("красн") == ["Кой от тези райони?"]
    assert new.keyboard == ["🏠 Начало", "Красна поляна", "Красно село", "☎️ Обадете ми се"]
    assert await new.say("Атлантида") == [
        "Не познавам такъв район. Изберете от бутоните или се обадете: 02 111 1111.",
        WHICH_DISTRICT,
    ]


@pytest.mark.parametrize("words", ["аз съм дете", "на 15 години съм", "ПОД 18", "dete sam"])
async def test_a_child_is_given_the_number_for_children_and_the_office_is_alarmed(house: House, new: Phone, words: str):
    assert await new.say(words) == [
        "Казах на службата, че имаш нужда от помощ.",
        "Ако имаш нужда от помощ, обади се безплатно на 116 111, по всяко време. При опасност – 112.",
    ]
    ((kind, _, phone, said, chat),) = await tasks(house)
    assert (kind, phone, chat) == (TaskKind.CHILD_ASKS, "", STRANGER)
    assert said.startswith("Човек под 18 години търси помощ в чата. Уведомете веднага")


@pytest.mark.parametrize("words", ["на 82 години съм", "на 18 години съм", "от 3 години е болна"])
async def test_a_grown_up_is_not_taken_for_a_child(new: Phone, words: str):
    assert await new.say(words) == ["Добър ден! Аз съм помощникът на социалния патронаж. Какво желаете?"]


async def test_in_an_emergency_112_comes_first(new: Phone):
    assert await new.say("Помощ!") == ["Ако е спешно, веднага се обадете на 112.", WHICH_DISTRICT]


async def test_whoever_does_not_get_on_is_given_a_number_and_the_office_hears_of_it(house: House, new: Phone):
    await new.say("/start")
    for words in ("абракадабра", "ала бала"):
        assert (await new.say(words))[0] == "Не Ви разбрах. Натиснете бутон или напишете числото му."
    assert await new.say("хокус покус") == [
        "Още не Ви разбирам. Предадох на службата.",
        "Още не знам телефона Ви. Обадете се на 02 111 1111 или натиснете „Обадете ми се“ и го оставете.",
    ]
    assert [kind for kind, *_ in await tasks(house)] == [TaskKind.NOT_UNDERSTOOD]


async def test_a_code_is_asked_for_and_a_sentence_is_none(new: Phone):
    assert await new.say("имам код") == [
        "Напишете тук кода от бележката на службата. Може и да насочите камерата към квадратчето."
    ]
    assert await new.say("къде е кодът") == [
        "Не Ви разбрах.",
        "Напишете кода, както е на бележката. Ако не става, обадете се на службата: 02 111 1111.",
    ]
    assert (await new.say("abc123"))[0].startswith("Не познавам този код.")
