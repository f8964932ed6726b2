"""What holds for every question of every conversation: nobody gets lost, and nothing is done twice."""

import sqlalchemy as sa

from models.base import table_of
from models.chats import Chat, Dialogue
from models.outbox import OutboxMessage
from models.tasks import Task
from tests.bot.chat import House, Phone
from tests.bot.conftest import MARIA

VOICE = {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}
PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": "рецепта"}
STICKER = {
    "sticker": {
        "file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
        "is_animated": False, "is_video": False,
    }
}  # fmt: skip
WHO_CALLS = "Служба Младост ще Ви се обади днес до 16 часа."
NOT_UNDERSTOOD = "Не Ви разбрах. Натиснете бутон или напишете числото му."


async def tasks(house: House) -> list[tuple]:
    table = table_of(Task)
    async with house.database.engine.connect() as connection:
        found = await connection.execute(sa.select(table.c.kind, table.c.words).order_by(table.c.id))
        return [tuple(row) for row in found]


async def count(house: House, record) -> int:
    async with house.database.engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table_of(record)))


async def test_a_button_its_words_its_number_and_latin_letters_mean_the_same(maria: Phone):
    await maria.say("/start")
    for words in ("🚚 Къде е храната", "КЪДЕ Е ХРАНАТА", "kade e hranata", "2", "второто", "къде"):
        assert await maria.say(words) == ["Храната Ви ще дойде днес. Часът още не се знае."], words


async def test_home_and_call_me_work_in_the_middle_of_anything(house: House, maria: Phone):
    await maria.say("храна")
    await maria.say("друг ден")
    assert await maria.say("🏠 Начало") == ["Добър ден, Мария! Какво желаете?"]
    await maria.say("храна")
    assert await maria.say("ОБАДЕТЕ МИ СЕ") == [WHO_CALLS]
    await maria.say("храна")
    assert await maria.say("5") == [WHO_CALLS]  # the last of five buttons
    assert await tasks(house) == [("call_me", "")]


async def test_the_buttons_of_home_work_whatever_is_asked(maria: Phone):
    await maria.say("в болница съм")
    assert await maria.say("🚚 Къде е храната") == ["Храната Ви ще дойде днес. Часът още не се знае."]


async def test_twice_in_other_words_and_then_the_office_calls(house: House, maria: Phone):
    await maria.say("/start")
    other_words = "Какво желаете?\n1 – 🍲 Храна\n2 – 🚚 Къде е храната\n3 – 🆘 Помощ\n4 – ☎️ Обадете ми се"
    assert await maria.say("абра") == [NOT_UNDERSTOOD, other_words]
    assert await maria.say("кадабра") == [NOT_UNDERSTOOD, other_words]
    assert await tasks(house) == []
    assert await maria.say("симсалабим") == ["Още не Ви разбирам. Предадох на службата.", WHO_CALLS]
    assert await tasks(house) == [("not_understood", "симсалабим")]
    assert await maria.say("3") == ["Ако е спешно, веднага се обадете на 112.", WHO_CALLS.replace("16", "11")]


async def test_greetings_and_thanks_are_answered_and_misunderstand_nobody(house: House, maria: Phone):
    assert (await house.phone(987654).say("Здравейте!"))[0].startswith("Добър ден! Аз съм помощникът")
    assert await maria.say("Добро утро") == ["Добър ден, Мария! Какво желаете?"]
    await maria.say("спрете храната")
    best = "И аз Ви благодаря. Всичко добро!"
    for words in ("Благодаря", "мерси много!", "blagodarya", "Лека нощ."):
        assert await maria.say(words) == [best], words
    assert await maria.say("здравей") == ["Здравейте!", "Защо да не носим храна?"]
    assert await maria.say("1") == ["От кой ден да носим пак? Изберете ден или го напишете."]
    assert await tasks(house) == []


async def test_an_egn_that_was_not_understood_is_not_kept(house: House, maria: Phone):
    await maria.say("/start")
    never = "Тук ЕГН никога не е нужно и не го запазих. Моля, никога не пишете ЕГН в чат."
    assert (await maria.say("егн-то ми е 610104 7500"))[:2] == [never, NOT_UNDERSTOOD]
    await maria.say("абра")
    said = await maria.say("6101047500 запишете го")
    assert said == [never, "Още не Ви разбирам. Предадох на службата.", WHO_CALLS]
    await maria.send(PHOTO | {"caption": "лична карта, ЕГН 6101047500"})
    assert await tasks(house) == [("not_understood", "Написа нещо с ЕГН в него; чатът не го е запазил.")]
    async with house.database.engine.connect() as connection:
        kept = [str(row) for row in await connection.execute(sa.select(table_of(Dialogue)))]
    assert "6101047500" not in "".join(kept)


async def test_a_voice_message_goes_to_the_office_and_the_question_stays_open(house: House, maria: Phone):
    await maria.say("спрете храната")
    said = await maria.send(VOICE)
    assert said == ["Не мога да слушам гласови съобщения. Предадох на службата.", WHO_CALLS]
    assert await tasks(house) == [("voice", "")]
    assert await maria.say("1") == ["От кой ден да носим пак? Изберете ден или го напишете."]


async def test_a_picture_goes_to_the_office_with_its_words(house: House, maria: Phone):
    assert await maria.send(PHOTO) == ["Не мога да гледам снимки и документи. Предадох на службата.", WHO_CALLS]
    assert await tasks(house) == [("not_understood", "рецепта")]


async def test_a_sticker_is_answered_by_the_question_and_troubles_nobody(house: House, maria: Phone):
    await maria.say("/start")
    assert (await maria.send(STICKER))[0] == NOT_UNDERSTOOD
    assert await tasks(house) == []


async def test_help_shows_the_emergency_number_before_anything_else(house: House, maria: Phone):
    said = await maria.say("🆘 Помощ")
    assert said[0] == "Ако е спешно, веднага се обадете на 112."
    assert [kind for kind, _words in await tasks(house)] == ["help"]


async def test_yes_but_not_today_is_no_yes(house: House, maria: Phone):
    await maria.say("храна")
    await maria.say("петък")
    assert (await maria.say("да не ме търсите"))[0] == NOT_UNDERSTOOD


async def test_an_update_that_comes_again_is_answered_once(house: House, maria: Phone):
    update = {"update_id": 5, "message": maria.message({"text": "обадете ми се"})}
    for _time in range(3):
        await house.arrive(update)
    assert await tasks(house) == [("call_me", "")]
    assert await count(house, OutboxMessage) == 1


async def test_in_a_group_the_bot_says_once_that_it_speaks_with_each_alone(house: House):
    group = {"id": -5, "type": "group", "title": "x"}
    user = {"id": MARIA, "is_bot": False, "first_name": "x"}
    for number in (1, 2):
        message = {"message_id": number, "date": 0, "chat": group, "from": user, "text": "храна"}
        await house.arrive({"update_id": number, "message": message})
    assert [given["text"] for _name, given in house.telegram.calls] == [
        "Говоря с всеки насаме. Моля, пишете ми в отделен разговор."
    ]
    assert await count(house, Dialogue) == 0


async def test_blocking_and_unblocking_the_bot_is_noted_without_an_answer(house: House, maria: Phone):
    async def blocked() -> bool:
        async with house.database.engine.connect() as connection:
            chat = table_of(Chat)
            return await connection.scalar(sa.select(chat.c.blocked).where(chat.c.telegram_id == MARIA))

    def member(status: str) -> dict:
        bot = {"id": 1, "is_bot": True, "first_name": "bot"}
        old = {"user": bot, "status": "member"}
        until = {"until_date": 0} if status == "kicked" else {}
        new = {"user": bot, "status": status, **until}
        return {"my_chat_member": {"chat": maria.chat, "from": maria.user, "date": 0,
                                   "old_chat_member": old, "new_chat_member": new}}  # fmt: skip

    assert await maria.give(member("kicked")) == []
    assert await blocked()
    assert await maria.give(member("member")) == []
    assert not await blocked()
