"""How a phone is linked: a code from the office, "are you this person?", and a proof."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain import clock
from domain.links.codes import make_code
from domain.links.linking import approve_link
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.outbox import OutboxMessage
from models.people import Person
from models.routes import Driver
from models.tasks import Task, TaskKind
from tests.bot.chat import House, Phone
from tests.bot.conftest import MARIA, PETAR, STRANGER
from tests.cast import Cast
from tests.conftest import TUESDAY_AT_TEN

ARE_YOU_MARIA = "Вие ли сте Мария, ж.к. Младост 1?"
SHARE = "Моля, изпратете номера си с големия бутон долу. Така знаем, че сте Вие."
MARIAS_HOME = ["🍲 Храна", "🚚 Къде е храната", "🆘 Помощ", "☎️ Обадете ми се"]
STRANGERS_HOME = ["ℹ️ Какво е това", "📝 Искам да се запиша", "🔑 Имам код", "☎️ Обадете ми се"]
OFFICE = "Телефон на службата: 02 111 1111."


async def code(people: Cast, **owner: int) -> str:
    """A code that the administrator has just made."""
    actor = people.staff(people.admin)
    async with people.database.unit(actor) as session:
        return (await make_code(session, actor, **owner)).code


async def links(people: Cast, telegram_id: int) -> list[tuple]:
    """Every link this phone ever had: its state, and whose it is."""
    chat = table_of(Chat)
    rows = sa.select(chat.c.status, chat.c.person_id, chat.c.relative_id, chat.c.driver_id)
    async with people.database.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(rows.where(chat.c.telegram_id == telegram_id))]


async def share(phone: Phone, number: str, *, of: int | None = None) -> list[str]:
    """Share a contact: the phone's own, or that of another account."""
    return await phone.send(
        {"contact": {"phone_number": number, "first_name": "x", "user_id": of or phone.telegram_id}}
    )


@pytest.fixture
def new(house: House) -> Phone:
    """A phone that nobody knows."""
    return house.phone(STRANGER)


async def test_a_code_and_ones_own_number_link_the_phone_and_the_old_one_is_told(sqlite_people: Cast, new: Phone):
    assert await new.say(f"/start {await code(sqlite_people, person_id=sqlite_people.maria.key)}") == [ARE_YOU_MARIA]
    assert new.keyboard == ["🏠 Начало", "✅ Да, това съм аз", "❌ Не, не съм аз", "☎️ Обадете ми се"]
    assert await new.say("да") == [SHARE]
    assert await share(new, "359888123456") == [
        "Добре дошли, Мария! Телефонът Ви вече е свързан.",
        "Добър ден, Мария! Какво желаете?",
    ]
    assert new.keyboard == MARIAS_HOME
    maria = sqlite_people.maria.key
    assert await links(sqlite_people, STRANGER) == [(ChatStatus.LINKED, maria, None, None)]
    assert await links(sqlite_people, MARIA) == [(ChatStatus.REVOKED, maria, None, None)]
    message = table_of(OutboxMessage)
    rows = sa.select(message.c.telegram_id).where(message.c.kind == "link_moved")
    async with sqlite_people.database.engine.connect() as connection:
        assert list(await connection.scalars(rows)) == [MARIA]


async def test_only_first_name_and_street_are_shown_before_the_proof(sqlite_people: Cast, new: Phone):
    said = " ".join(await new.say(f"/start {await code(sqlite_people, person_id=sqlite_people.maria.key)}"))
    said += " ".join(await new.say("да"))
    assert [secret for secret in ("Иванова", "312", "ап. 17", "0888", "123 456") if secret in said] == []


async def test_a_foreign_or_a_typed_number_proves_nothing(sqlite_people: Cast, new: Phone):
    await new.say(f"/start {await code(sqlite_people, person_id=sqlite_people.maria.key)}")
    await new.say("1")
    assert await share(new, "359888123456", of=MARIA) == [
        "Това е чужд номер. Моля, изпратете своя с големия бутон долу.",
        SHARE,
    ]
    assert await new.send({"contact": {"phone_number": "359888123456", "first_name": "x"}}) == [
        "Това е чужд номер. Моля, изпратете своя с големия бутон долу.",
        SHARE,
    ]
    assert await new.say("0888 123 456") == [
        "Написан номер не стига. Моля, натиснете големия бутон долу и после „Споделяне“.",
        SHARE,
    ]
    assert await links(sqlite_people, STRANGER) == []
    name, given = new.house.telegram.calls[-1]
    assert (name, given["reply_markup"]["keyboard"][1]) == (
        "sendMessage",
        [{"text": "📱 Изпращам номера си", "request_contact": True}],
    )


async def test_another_number_than_on_file_waits_for_the_office(sqlite_people: Cast, new: Phone):
    await new.say(f"/start {await code(sqlite_people, person_id=sqlite_people.maria.key)}")
    await new.say("да")
    assert await share(new, "+359899000111") == [
        (
            "При нас е записан друг Ваш номер. Служба Младост ще провери и ще Ви пиша тук. "
            "Може и да се обадите: 02 975 0000."
        )
    ]
    assert new.keyboard == STRANGERS_HOME
    assert await new.say("/start") == [
        "Службата още не е потвърдила телефона Ви. Щом го направи, ще Ви пиша. Телефон на службата: 02 111 1111."
    ]


async def test_without_a_phone_on_file_the_office_confirms(sqlite_people: Cast, new: Phone):
    async with sqlite_people.database.engine.begin() as connection:
        await connection.execute(sa.update(table_of(Person)).values(phone=None))
    await new.say(f"/start {await code(sqlite_people, person_id=sqlite_people.maria.key)}")
    assert await new.say("да") == [
        "Благодаря! Служба Младост ще потвърди телефона Ви и ще Ви пиша тук. Може и да се обадите: 02 975 0000."
    ]
    maria = sqlite_people.maria.key
    assert await links(sqlite_people, STRANGER) == [(ChatStatus.WAITING, maria, None, None)]
    async with sqlite_people.database.engine.connect() as connection:
        task, chat = table_of(Task), table_of(Chat)
        assert list(await connection.scalars(sa.select(task.c.kind))) == [TaskKind.APPROVE_LINK]
        waiting = await connection.scalar(sa.select(chat.c.id).where(chat.c.status == ChatStatus.WAITING))
    actor = sqlite_people.staff(sqlite_people.anna)
    async with sqlite_people.database.unit(actor) as session:
        await approve_link(session, actor, chat_id=waiting)
    assert await new.say("/start") == ["Добър ден, Мария! Какво желаете?"]


async def test_a_relative_and_a_driver_come_in_the_same_way(sqlite_people: Cast, house: House):
    abroad, van = house.phone(201), house.phone(202)
    key = await code(sqlite_people, relative_id=sqlite_people.stoyanka.key)
    assert await abroad.say(f"/start {key}") == ["Вие ли сте Стоянка, от близките на човек от ж.к. Младост 1?"]
    await abroad.say("да")
    assert (await share(abroad, "359888999000"))[-1] == "Добър ден, Стоянка! За кого питате?"
    key = await code(sqlite_people, driver_id=sqlite_people.ivan.key)
    assert await van.say(f"/start {key}") == ["Вие ли сте Иван, шофьор?"]
    await van.say("да")
    assert (await share(van, "359888555666"))[0] == "Добре дошли, Иван! Телефонът Ви вече е свързан."
    assert await links(sqlite_people, 201) == [(ChatStatus.LINKED, None, sqlite_people.stoyanka.key, None)]
    assert await links(sqlite_people, 202) == [(ChatStatus.LINKED, None, None, sqlite_people.ivan.key)]


async def test_a_relative_abroad_is_asked_in_their_own_language(sqlite_people: Cast, new: Phone):
    async with sqlite_people.database.engine.begin() as connection:
        await connection.execute(sa.update(table_of(Driver)).values(language="en"))
    key = await code(sqlite_people, driver_id=sqlite_people.ivan.key)
    assert await new.say(f"/start {key}") == ["Are you Иван, a driver?"]
    assert await new.say("✅ Yes, that is me") == [
        "Please send your phone number with the button below. That is how we know it is you."
    ]
    assert (await share(new, "359888555666"))[0] == "Welcome, Иван! Your phone is linked now."


async def test_no_links_nothing_and_says_whom_to_tell(sqlite_people: Cast, new: Phone):
    await new.say(f"/start {await code(sqlite_people, person_id=sqlite_people.maria.key)}")
    assert await new.say("не съм") == [
        "Добре, нищо не свързах. Моля, кажете на службата, че кодът не е Ваш: 02 111 1111."
    ]
    assert await links(sqlite_people, STRANGER) == []


async def test_a_phone_that_speaks_for_another_is_warned_first(sqlite_people: Cast, petar: Phone):
    key = await code(sqlite_people, person_id=sqlite_people.ivanka.key)
    assert await petar.say(f"/start {key}") == [
        "Досега на този телефон пишехме на Петър. Ако продължите, това спира.",
        "Вие ли сте Иванка, ж.к. Люлин 1?",
    ]
    await petar.say("❌ Не, не съм аз")
    assert await links(sqlite_people, PETAR) == [(ChatStatus.LINKED, None, sqlite_people.petar.key, None)]


async def test_a_linked_phone_that_reads_its_slip_again_is_simply_at_home(sqlite_people: Cast, new: Phone):
    key = await code(sqlite_people, person_id=sqlite_people.maria.key)
    await new.say(f"/start {key}")
    await new.say("да")
    await share(new, "359888123456")
    assert await new.say(f"/start {key}") == ["Добър ден, Мария! Какво желаете?"]
    assert await new.say("/start") == ["Добър ден, Мария! Какво желаете?"]


async def test_a_code_typed_or_pasted_as_a_link_is_a_code(sqlite_people: Cast, new: Phone):
    key = await code(sqlite_people, person_id=sqlite_people.maria.key)
    assert await new.say(key) == [ARE_YOU_MARIA]
    assert await new.say("не") != [ARE_YOU_MARIA]
    assert await new.say(f"https://t.me/GrizhaBot?start={key}") == [ARE_YOU_MARIA]


async def test_wrong_used_and_old_codes_are_told_apart_and_the_office_named(sqlite_people: Cast, house: House):
    old = await code(sqlite_people, person_id=sqlite_people.ivanka.key)
    used = await code(sqlite_people, person_id=sqlite_people.maria.key)
    first, second = house.phone(301), house.phone(302)
    await first.say(f"/start {used}")
    await first.say("да")
    await share(first, "359888123456")
    assert await second.say("/start nonsense") == [
        f"Не познавам този код. Моля, проверете го на бележката или поискайте нов от службата. {OFFICE}"
    ]
    assert await second.say(f"/start {used}") == [
        f"Този код вече е използван. Моля, поискайте нов от службата. {OFFICE}"
    ]
    clock.set_to(TUESDAY_AT_TEN + timedelta(hours=73))
    assert await second.say(f"/start {old}") == [
        f"Срокът на този код е изтекъл. Моля, поискайте нов от службата. {OFFICE}"
    ]
    assert second.keyboard == STRANGERS_HOME


async def test_guessing_codes_does_not_pay(sqlite_people: Cast, new: Phone):
    for guess in range(5):
        await new.say(f"/start guess{guess}")
    key = await code(sqlite_people, person_id=sqlite_people.maria.key)
    assert await new.say(f"/start {key}") == [
        (
            "От този телефон имаше твърде много грешни кодове. Моля, опитайте отново след един час или се обадете "
            f"в службата. {OFFICE}"
        )
    ]
