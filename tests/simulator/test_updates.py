"""How people's acts reach the bot: long polling and webhook, as the real server does them."""

import asyncio
import contextlib
import json

import pytest
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest, Conflict
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from tests.simulator.conftest import until

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Доставено", callback_data="v1:done:7")]])


@pytest.fixture
async def ivanka(simulator):
    return await simulator.phone("Иванка Петрова", "+359 888 000 001")


async def test_a_whole_talk_by_polling(simulator, bot, ivanka):
    async def start(update, context):
        key = KeyboardButton("☎️ Моят номер", request_contact=True)
        await update.message.reply_text(f"Код {context.args[0]}", reply_markup=ReplyKeyboardMarkup([[key]]))

    async def contact(update, _context):
        own = update.message.contact.user_id == update.message.from_user.id
        await update.message.reply_text(f"Номер {update.message.contact.phone_number} {own}", reply_markup=BUTTONS)

    async def press(update, _context):
        await update.callback_query.answer("Записах", show_alert=True)
        await update.callback_query.edit_message_text("Доставено е")

    application = ApplicationBuilder().bot(bot).build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.CONTACT, contact))
    application.add_handler(CallbackQueryHandler(press))
    async with application:
        await application.start()
        await application.updater.start_polling(timeout=10)
        await ivanka.open("https://t.me/simulator_bot?start=tok_AbC-123")
        await ivanka.wait_for("Код tok_AbC-123")
        await ivanka.key("☎️ Моят номер")
        await ivanka.wait_for("Номер 359888000001 True")
        await ivanka.foreign_contact("359888000002")
        await ivanka.wait_for("Номер 359888000002 False")
        await ivanka.press("Доставено")
        await ivanka.wait_for("Доставено е")
        await application.updater.stop()
        await application.stop()

    [pressed] = await ivanka.presses()
    assert (pressed["answered"], pressed["text"], pressed["alert"]) == (True, "Записах", True)
    assert (await simulator.state())["updates_waiting"] == 0


async def test_updates_wait_until_they_are_confirmed(bot, ivanka):
    for text in ("едно", "две", "три"):
        await ivanka.say(text)

    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first] == ["едно", "две"]
    assert await bot.get_updates(limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message.text for update in rest] == ["три"]
    assert rest[0].update_id == first[-1].update_id + 1


async def test_every_kind_of_act_is_an_update_that_telegrams_types_read(bot, ivanka):
    await ivanka.voice(seconds=4)
    await ivanka.location(42.7, 23.3)
    await ivanka.block()
    await ivanka.unblock()

    voice, place, blocked, unblocked = await bot.get_updates()
    assert voice.message.voice.to_dict()["duration"] == 4
    assert (place.message.location.latitude, place.message.location.longitude) == (42.7, 23.3)
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member.new_chat_member.status == "member"


async def test_only_the_kinds_asked_for_arrive(bot, ivanka):
    await bot.get_updates(allowed_updates=["callback_query"])
    await ivanka.say("Ехо")
    await bot.send_message(ivanka.chat_id, "Пристигнахте ли?", reply_markup=BUTTONS)
    await ivanka.press("Доставено")

    [update] = await bot.get_updates()
    assert update.callback_query.data == "v1:done:7"


async def test_a_text_waits_a_day_and_a_press_150_seconds(simulator, bot, ivanka):
    await bot.send_message(ivanka.chat_id, "Пристигнахте ли?", reply_markup=BUTTONS)
    await ivanka.press("Доставено")
    await ivanka.say("7 ✅ Доставено")

    await simulator.steer(ahead=151)
    assert [update.message.text for update in await bot.get_updates()] == ["7 ✅ Доставено"]
    await simulator.steer(ahead=24 * 3600 + 1)
    assert list(await bot.get_updates()) == []


async def test_a_press_is_answered_once_and_not_too_late(simulator, bot, ivanka):
    await bot.send_message(ivanka.chat_id, "Пристигнахте ли?", reply_markup=BUTTONS)
    first, second = await ivanka.press("Доставено"), await ivanka.press("v1:done:7")

    assert await bot.answer_callback_query(first["id"])
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(first["id"])
    await simulator.steer(ahead=3600)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(second["id"])


async def test_a_second_poller_ends_the_first(simulator, bot):
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await _until_polling(simulator)

    second = asyncio.create_task(bot.get_updates(timeout=20))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    second.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await second


async def _until_polling(simulator):
    async def polling():
        return (await simulator.state())["polling"]

    await until(polling)


class Receiver:
    """The bot's side of a webhook: answers as told, remembers what came."""

    def __init__(self):
        self.came = []
        self.answers = []

    async def take(self, request):
        update = await request.json()
        self.came.append((update, request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return self.answers.pop(0) if self.answers else web.Response()

    def texts(self):
        return [update["message"]["text"] for update, _ in self.came]

    async def until(self, count):
        async def enough():
            return len(self.came) >= count

        await until(enough)


@pytest.fixture
async def receiver():
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/hook"
    yield receiver
    await runner.cleanup()


async def _until_delivered(simulator):
    async def delivered():
        return not (await simulator.state())["updates_waiting"]

    await until(delivered)


async def test_the_webhook_gets_what_waited_and_what_comes_with_the_secret(simulator, bot, ivanka, receiver):
    await ivanka.say("преди")
    await bot.set_webhook(receiver.url, secret_token="s3cret_-")
    await ivanka.say("след")
    await receiver.until(2)
    await _until_delivered(simulator)

    assert receiver.texts() == ["преди", "след"]
    assert {secret for _, secret in receiver.came} == {"s3cret_-"}
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (receiver.url, 0)
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert list(await bot.get_updates()) == []


async def test_a_refused_update_comes_again_and_the_chats_order_holds(simulator, bot, ivanka, receiver):
    receiver.answers = [web.Response(status=503), web.Response(status=500, headers={"Retry-After": "2"})]
    await bot.set_webhook(receiver.url)
    for text in ("едно", "две"):
        await ivanka.say(text)
    await receiver.until(4)
    await _until_delivered(simulator)

    assert receiver.texts() == ["едно", "едно", "едно", "две"]
    assert (await bot.get_webhook_info()).last_error_message.startswith("Wrong response from the webhook: 500")


async def test_a_stuck_chat_does_not_hold_up_another(simulator, bot, ivanka, receiver):
    released = asyncio.Event()
    plain_take = receiver.take

    async def take(request):
        answer = await plain_take(request)
        if (await request.json())["message"]["text"] == "чакай":
            await released.wait()
        return answer

    receiver.take = take
    petar = await simulator.phone("Петър", "+359888000002")
    application = web.Application()
    application.router.add_post("/hook", take)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await bot.set_webhook(f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/hook")
    await ivanka.say("чакай")
    await receiver.until(1)
    await ivanka.say("после")
    await petar.say("аз")
    await receiver.until(2)
    assert receiver.texts() == ["чакай", "аз"]
    released.set()
    await receiver.until(3)
    assert receiver.texts() == ["чакай", "аз", "после"]
    await bot.delete_webhook()
    await runner.cleanup()


async def test_a_webhooks_answer_may_carry_one_call(bot, ivanka, receiver):
    call = {"method": "sendMessage", "chat_id": ivanka.chat_id, "text": "Веднага"}
    receiver.answers = [web.Response(text=json.dumps(call), content_type="application/json")]
    await bot.set_webhook(receiver.url)
    await ivanka.say("Ехо")

    await ivanka.wait_for("Веднага")


async def test_the_webhook_stays_on_this_machine(bot):
    with pytest.raises(BadRequest, match="only to this machine"):
        await bot.set_webhook("https://bot.example.org/hook")
