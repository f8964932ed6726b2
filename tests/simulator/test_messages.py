"""What python-telegram-bot sends arrives on the phone; what Telegram refuses is refused in its words."""

import httpx
import pytest
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, NetworkError

from simulator.app import create_app
from tests.simulator.running import NO_TLS

HELP = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data="yes", style="success")]])


@pytest.fixture
async def ivanka(simulator):
    return await simulator.phone("Иванка Петрова", "+359888000001")


async def test_a_message_with_tall_buttons_arrives(bot, ivanka):
    keyboard = ReplyKeyboardMarkup([["🍲 Храна"], ["☎️ Обадете ми се"]], is_persistent=True, resize_keyboard=False)

    sent = await bot.send_message(ivanka.chat_id, "<b>Добър</b> ден & мир", parse_mode="HTML", reply_markup=keyboard)

    [message] = await ivanka.transcript()
    assert message["message_id"] == sent.message_id
    assert (message["text"], message["by_bot"]) == ("Добър ден & мир", True)
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    card = await ivanka.card()
    assert [row[0]["text"] for row in card["keyboard"]["keyboard"]] == ["🍲 Храна", "☎️ Обадете ми се"]

    await bot.send_message(ivanka.chat_id, "Край", reply_markup=ReplyKeyboardRemove())
    assert (await ivanka.card())["keyboard"] is None


async def test_entities_count_as_telegram_counts(bot, ivanka):
    sent = await bot.send_message(ivanka.chat_id, '🍲 <a href="https://example.org/">път</a>', parse_mode="HTML")

    [link] = sent.entities
    assert (link.offset, link.length, link.url) == (3, 3, "https://example.org/")


async def test_messages_are_edited_and_deleted_in_place(bot, ivanka):
    sent = await bot.send_message(ivanka.chat_id, "Да я донесем ли?", reply_markup=HELP)

    edited = await bot.edit_message_text("Записах.", ivanka.chat_id, sent.message_id)
    assert (edited.text, edited.reply_markup) == ("Записах.", None)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Записах.", ivanka.chat_id, sent.message_id)
    await bot.edit_message_reply_markup(ivanka.chat_id, sent.message_id, reply_markup=HELP)
    [shown] = await ivanka.transcript()
    assert (shown["text"], shown["edits"], shown["markup"]) == ("Записах.", 2, HELP.to_dict())

    await bot.delete_message(ivanka.chat_id, sent.message_id)
    assert [message["deleted"] for message in await ivanka.transcript()] == [True]
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("Пак", ivanka.chat_id, sent.message_id)


async def test_old_messages_cannot_be_deleted(simulator, bot, ivanka):
    sent = await bot.send_message(ivanka.chat_id, "Адресът")
    await simulator.steer(ahead=48 * 3600 + 60)

    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(ivanka.chat_id, sent.message_id)


async def test_a_reply_names_its_message(bot, ivanka):
    first = await bot.send_message(ivanka.chat_id, "Първо")

    second = await bot.send_message(ivanka.chat_id, "Второ", reply_parameters=ReplyParameters(first.message_id))
    assert second.reply_to_message.message_id == first.message_id
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ivanka.chat_id, "Трето", reply_parameters=ReplyParameters(first.message_id + 999))


async def test_the_bots_account(bot, ivanka):
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (1, True, "simulator_bot")
    assert await bot.set_my_commands([BotCommand("start", "Начало")])
    assert await bot.get_my_commands() == (BotCommand("start", "Начало"),)
    assert await bot.set_my_description("Патронаж")
    assert (await bot.get_my_description()).description == "Патронаж"
    assert await bot.set_my_short_description("Храна")
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert await bot.send_chat_action(ivanka.chat_id, "typing")
    chat = await bot.get_chat(ivanka.chat_id)
    assert (chat.type, chat.first_name, chat.last_name) == ("private", "Иванка", "Петрова")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "ж" * 4097}, "message is too long"),
        ({"text": "Здравей", "chat_id": 404}, "chat not found"),
        ({"text": "Здравей", "greeting": "да"}, 'unknown parameter "greeting"'),
        ({"text": ["Здравей"]}, "can't parse parameter"),
        ({"text": "Здравей", "disable_notification": "може би"}, "can't parse parameter"),
        ({"text": "<b>Здравей", "parse_mode": "HTML"}, "Can't find end tag"),
        ({"text": "5 < 6", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "<h1>Здравей</h1>", "parse_mode": "HTML"}, 'Unsupported start tag "h1"'),
        ({"text": "а", "reply_markup": "да"}, "object expected as reply markup"),
        ({"text": "а", "reply_markup": {"keyboard": [[{"text": "а", "big": True}]]}}, 'unknown parameter "big"'),
        ({"text": "а", "reply_markup": {"keyboard": [[{}]]}}, "can't parse reply keyboard markup"),
        ({"text": "а", "reply_markup": {"keyboard": []}}, "at least one button"),
        (
            {"text": "а", "reply_markup": {"keyboard": [["а"]], "input_field_placeholder": "ж" * 65}},
            "can't parse reply keyboard markup",
        ),
        ({"text": "а", "reply_markup": {"inline_keyboard": [[{"text": "а"}]]}}, "Text buttons are unallowed"),
        (
            {"text": "а", "reply_markup": {"inline_keyboard": [[{"text": "а", "callback_data": "ж" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "а", "reply_markup": {"inline_keyboard": [[{"text": "а", "callback_data": 5}]]}},
            "can't parse reply keyboard markup",
        ),
        (
            {
                "text": "а",
                "reply_markup": {"inline_keyboard": [[{"text": "а", "callback_data": "а", "style": "pink"}]]},
            },
            "invalid button style",
        ),
        (
            {"text": "а", "reply_markup": {"inline_keyboard": [[{"text": "а", "callback_data": "а"}] * 9]}},
            "reply markup is too long",
        ),
        (
            {"text": "а", "reply_markup": {"inline_keyboard": [[{"text": "а", "copy_text": {"text": "ж" * 257}}]]}},
            "BUTTON_COPY_TEXT_INVALID",
        ),
    ],
)
async def test_a_wrong_message_is_refused_and_does_not_arrive(raw_call, ivanka, fields, words):
    status, description = await raw_call("sendMessage", {"chat_id": ivanka.chat_id} | fields)

    assert (status, words in description) == (400, True), description
    assert await ivanka.transcript() == []


async def test_the_longest_allowed_message_arrives(bot, ivanka):
    longest = InlineKeyboardMarkup([[InlineKeyboardButton("а", callback_data="ж" * 32)]])
    sent = await bot.send_message(ivanka.chat_id, "ж" * 4096, reply_markup=longest)
    assert (len(sent.text), sent.reply_markup) == (4096, longest)


async def test_every_call_is_written_down_with_its_result(simulator, bot, ivanka):
    await bot.send_message(ivanka.chat_id, "Добър ден")
    with pytest.raises(BadRequest):
        await bot.send_message(ivanka.chat_id + 1, "Никому")

    calls = await simulator.calls(method="sendMessage")
    assert [(call["status"], call["params"]["text"]) for call in calls] == [(200, "Добър ден"), (400, "Никому")]
    assert [call["params"]["text"] for call in await simulator.calls(chat_id=ivanka.chat_id)] == ["Добър ден"]


async def test_methods_not_modelled_are_still_checked(bot, raw_call, ivanka):
    assert await raw_call("sendDice", {"chat_id": ivanka.chat_id, "emoji": {}}) == (
        400,
        'Bad Request: can\'t parse parameter "emoji": Input should be a valid string',
    )
    with pytest.raises(NetworkError, match="does not model sendDice"):
        await bot.send_dice(ivanka.chat_id)


async def test_an_unknown_method_is_not_found(raw_call):
    assert await raw_call("sendPigeon", {}) == (404, "Not Found: method not found")


async def test_a_wrong_token_is_refused_and_a_real_one_is_told_why(simulator):
    async with httpx.AsyncClient(base_url=simulator.url, verify=NO_TLS) as client:
        wrong = await client.post("/bot2:other/getMe")
        real = await client.post(f"/bot123456789:{'A' * 35}/getMe")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    assert (real.status_code, "SIMULATOR" in real.json()["description"]) == (401, True)


def test_the_simulator_does_not_start_with_a_token_of_the_real_form():
    with pytest.raises(ValueError, match="SIMULATOR"):
        create_app(f"123456789:{'A' * 35}", [], 1)
