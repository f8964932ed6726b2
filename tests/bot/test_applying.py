"""Somebody new applies in the chat: short parts, finished days later if need be, read back, sent, and followed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain import clock
from domain.access import job
from domain.applications.unfinished import forget_unfinished, remind_of_unfinished
from models.applications import Application, ApplicationChannel, ApplicationStatus
from models.outbox import OutboxMessage
from models.people import Person
from models.tasks import Task, TaskKind
from tests.bot.chat import House, Phone
from tests.bot.conftest import STRANGER

HOME, CALL_ME, LATER, BACK = "🏠 Начало", "☎️ Обадете ми се", "🤷 Не знам, после", "⬅️ Назад"
WHOM = "Кой има нужда от помощ: въпрос 1 от 3.\nЗа кого е помощта?"
PHONE = (
    "Адрес и телефон: въпрос 2 от 2.\n"
    "На кой телефон да се обадим? Изпратете номера си с бутона долу или го напишете с цифри."
)
SHALL_I = "Вярно ли е? Да го изпратя ли на службата?"
AT_HOME = ["ℹ️ Какво е това", "📝 Искам да се запиша", "🔑 Имам код", CALL_ME]


class Writer(Phone):
    """Somebody who takes time to write, and never sees a keyboard without a way out."""

    async def say(self, text: str) -> list[str]:
        clock.set_to(clock.now() + timedelta(seconds=30))
        said = await super().say(text)
        assert (self.keyboard[0] in (HOME, AT_HOME[0]), self.keyboard[-1]) == (True, CALL_ME), text
        return said


@pytest.fixture
def new(house: House) -> Writer:
    """A phone that nobody knows."""
    return Writer(house, STRANGER)


async def written(house: House, record):
    async with house.database.reading(job("test")) as session:
        return list(await session.scalars(sa.select(record).order_by(record.id)))


async def begun(phone: Phone, *answers: str) -> list[str]:
    """As far as the last of the answers."""
    for text in ("искам да се запиша", "Младост", "заявление", "Храна у дома"):
        said = await phone.say(text)
    for text in answers:
        said = await phone.say(text)
    return said


#: A daughter abroad, for her mother; with what is wrong on the way.
DAUGHTER = ("за майка ми", "Петя Илиева", "Дора Стоянова Христова", "1940", "ж.к. Младост 2, бл. 225")


async def test_a_daughter_abroad_applies_for_her_mother_and_follows_it(house: House, new: Writer):
    assert await begun(new) == [
        "Няколко кратки въпроса. Може да спрете по всяко време с „Начало“: пазя казаното.",
        WHOM,
    ]
    assert new.keyboard == [
        HOME, "🙋 За мен", "👩 За майка ми", "👨 За баща ми", "👥 За друг човек", LATER, BACK, CALL_ME,
    ]  # fmt: skip
    for text in DAUGHTER:
        said = await new.say(text)
    assert said == [PHONE]
    contact = {"phone_number": "4915112345678", "first_name": "x", "user_id": STRANGER}
    assert (await new.send({"contact": contact}))[-1].endswith("Сама ли живее майка Ви?")
    for text in ("да", "после операцията трудно ходи"):
        await new.say(text)
    lines, ask = await new.say("ot 3 meseca")
    assert (lines.split("\n"), ask) == (
        [
            "Ето какво записах:", "Услуга: Храна у дома", "За кого: за майка ми", "Кой пише: Петя Илиева",
            "Име: Дора Стоянова Христова", "Година на раждане: 1940", "Адрес: ж.к. Младост 2, бл. 225",
            "Телефон: +49 1511 2345678", "Сам ли живее: да", "Каква помощ е нужна: после операцията трудно ходи",
            "Откога: ot 3 meseca",
        ],
        SHALL_I,
    )  # fmt: skip
    sent, then = await new.say("da")
    assert sent.startswith("Заявлението е записано. Номерът му е P02-З-2026-00001. Службата ще Ви се обади")
    assert then.startswith("После социален работник идва у дома")
    (one,) = await written(house, Application)
    assert (one.channel, one.status, one.phone) == (
        ApplicationChannel.CHAT, ApplicationStatus.RECEIVED, "+4915112345678",
    )  # fmt: skip
    assert (one.first_name, one.middle_name, one.last_name) == ("Дора", "Стоянова", "Христова")
    assert (one.applicant, one.address_words) == ("Петя Илиева, за майка си", "ж.к. Младост 2, бл. 225")
    assert one.answers == {
        "household": "Живее без други хора.", "wanted": "после операцията трудно ходи", "since": "ot 3 meseca",
    }  # fmt: skip
    assert [(task.phone, task.words) for task in await written(house, Task)] == [("+4915112345678", one.number)]
    state = "Получихме заявлението.\nСлужбата го преглежда и ще Ви се обади."
    told = f"Дора: заявление P02-З-2026-00001, Храна у дома.\n{state}"
    for words in ("заявление", "Докъде е заявлението?", "📄 Моето заявление"):
        assert await new.say(words) == [told]
    assert new.keyboard == [*AT_HOME[:2], "📄 Моето заявление", *AT_HOME[2:]]
    stranger = Writer(house, STRANGER + 1)
    await stranger.say("Докъде е заявлението?")
    assert stranger.keyboard == [HOME, "Люлин", "Младост", "Приморие", CALL_ME]


async def test_it_goes_on_days_later_from_where_it_stopped_and_is_sent_without_what_is_not_known(
    house: House, new: Writer
):
    await begun(new, "за друг човек", "съседка", LATER, "Дора Христова", "не знам", "после")
    kept = "Пазя казаното до вторник, 8 декември. Щом пожелаете, натиснете „Продължаваме заявлението“."
    for words in ("начало", "стоп"):
        assert await new.say(words) == [kept]
        assert new.keyboard == [AT_HOME[0], "✍️ Продължаваме заявлението", *AT_HOME[2:]]
        clock.set_to(clock.now() + timedelta(days=4))
        assert await new.say("заявление") == ["Продължаваме: „Адрес и телефон“.", PHONE]
    await new.say("не знам")
    for _question in range(3):
        said = await new.say("не знам, после")
    assert said[-1] == SHALL_I
    assert await new.say("да") == ["За да го изпратя, на службата ѝ трябват име и телефон. Моля, напишете ги.", PHONE]
    assert (await new.say("0888 111 222"))[-1] == SHALL_I
    await new.say("да")
    (one,) = await written(house, Application)
    assert (one.status, one.born, one.applicant) == (
        ApplicationStatus.RECEIVED, None, "близък човек, за: съседка",
    )  # fmt: skip
    assert one.answers == {"open": ["asker", "year", "address", "alone", "needs", "since"]}


async def test_every_answer_can_be_changed_and_every_step_goes_back(new: Writer):
    await begun(new, *DAUGHTER, "0888 111 222", "не", "пазаруване", "от пролетта")
    assert await new.say("поправи") == ["Какво да поправим?"]
    assert new.keyboard == [
        HOME, "Услуга", "Кой има нужда от помощ", "Адрес и телефон", "Каква помощ е нужна", BACK, CALL_ME,
    ]  # fmt: skip
    await new.say("2")
    assert new.keyboard == [HOME, "За кого", "Кой пише", "Име", "Година на раждане", BACK, CALL_ME]
    assert (await new.say("godina na razhdane"))[0] == "Сега е записано: 1940."
    assert new.keyboard == [HOME, "👌 Нека остане", BACK, CALL_ME]
    lines, _ = await new.say("на 83 години")
    assert "Година на раждане: 1943" in lines.split("\n")
    for text in ("поправи", "Услуга", "Не знам"):
        said = await new.say(text)
    assert said[0].split("\n")[1] == "Услуга: службата ще помогне да се избере"
    for question in ("от пролетта.", "пазаруване.", "не.", "0888 111 222.", DAUGHTER[4] + ".", "1943."):
        assert (await new.say("назад"))[0] == f"Сега е записано: {question}"
    assert await new.say("остави") == said


@pytest.mark.parametrize("number", ["7501020018", "ЕГН 750102 0018", "7501020010"])
async def test_what_looks_like_an_egn_is_not_kept(house: House, new: Writer, number: str):
    asked = await begun(new, *DAUGHTER[:2])
    warned = await new.say(number)
    assert warned == ["Това прилича на ЕГН и не го запазих. Моля, никога не пишете ЕГН в чат.", *asked]
    (draft,) = await written(house, Application)
    assert {"whom": "mother", "asker": "Петя Илиева"}.items() <= draft.answers.items()
    assert "name" not in draft.answers
    assert await written(house, Task) == []


async def test_of_a_child_nothing_is_kept_and_one_who_asks_for_itself_is_an_alarm(house: House, new: Writer):
    assert "116 111" in (await begun(new, *DAUGHTER[:3], "2015"))[-1]
    assert (await written(house, Application), await written(house, Task)) == ([], [])
    said = await begun(new, "за мен", "Ема Петрова", "на 15 години")
    assert said[0] == "Казах на службата, че имаш нужда от помощ."
    assert "116 111" in said[1]
    assert await written(house, Application) == []
    assert [(task.kind, task.chat, "Ема" in task.words) for task in await written(house, Task)] == [
        (TaskKind.CHILD_ASKS, STRANGER, False)
    ]


async def test_what_nobody_finishes_is_reminded_of_once_and_forgotten(house: House, new: Writer):
    await begun(new, *DAUGHTER)

    async def next_day(days: int) -> list[int]:
        clock.set_to(clock.now() + timedelta(days=days))
        return [await house.database.run(job("test"), one) for one in (remind_of_unfinished, forget_unfinished)]

    assert [await next_day(2), await next_day(2), await next_day(1)] == [[0, 0], [1, 0], [0, 0]]
    (reminder,) = [one for one in await written(house, OutboxMessage) if one.kind == "unfinished"]
    assert (reminder.text, reminder.telegram_id) == (
        "Започнахте заявление тук и може да продължите оттам, докъдето стигнахте. Пазя го до вторник, 8 декември.",
        STRANGER,
    )
    assert await new.say("✍️ Продължаваме заявлението") == ["Продължаваме: „Адрес и телефон“.", PHONE]
    assert [await next_day(8), await next_day(2)] == [[0, 0], [0, 1]]
    assert await written(house, Application) == []
    assert await new.say("0888 111 222") == [
        "В този чат няма започнато заявление. За да започнете, натиснете „Искам да се запиша“."
    ]
    assert new.keyboard == AT_HOME


async def test_of_a_card_that_became_guarded_the_chat_that_applied_reads_nothing(
    house: House, new: Writer, sqlite_people
):
    await begun(new, *DAUGHTER, "0888 111 222", "да", "пазаруване", "от пролетта", "да")
    assert "P02-З-2026-00001" in (await new.say("моето заявление"))[0]
    async with house.database.unit(sqlite_people.job) as session:
        (one,) = await session.scalars(sa.select(Application))
        one.person_id = sqlite_people.ivanka.key
        (await session.get_one(Person, sqlite_people.ivanka.key)).guarded = True
    assert "P02-З" not in "".join(await new.say("моето заявление"))
