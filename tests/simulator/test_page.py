"""The chat page in a real browser: clear to a grandmother, usable by keyboard, at 390 pixels and at 200 % zoom."""

import contextlib

import pytest
import pytest_asyncio
from playwright.async_api import expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from tests.browser import axe_violations, opened_page, picture, running_browser
from tests.simulator.conftest import make_bot, until
from tests.simulator.running import PATIENCE, Simulator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=PATIENCE * 1000)
HOME = ReplyKeyboardMarkup(
    [["🍲 Храна"], ["🚚 Къде е храната ми"], ["🆘 Помощ"], ["☎️ Обадете ми се"]],
    is_persistent=True,
    resize_keyboard=False,
)
DRIVER = ReplyKeyboardMarkup([["40 ✅ Доставено"], ["40 🚪 Не отваря"], ["📋 Списък"]], resize_keyboard=True)
QUESTION = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("✅ Да", callback_data="yes", style="success"),
            InlineKeyboardButton("❌ Не", callback_data="no", style="danger"),
        ]
    ]
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    async with running_browser() as browser:
        yield browser


@contextlib.asynccontextmanager
async def played(url):
    """Three people in the middle of an ordinary day."""
    async with contextlib.AsyncExitStack() as stack:
        simulator = await stack.enter_async_context(Simulator(url))
        await simulator.reset()
        stack.push_async_callback(simulator.reset)  # a test that fails must not leave Telegram stopped
        bot = await stack.enter_async_context(make_bot(simulator))
        ivanka = await simulator.phone("Иванка Петрова", "+359888000001")
        sonya = await simulator.phone("Соня Иванова", "+359888000002")
        driver = await simulator.phone("Васил Колев", "+359888000003")
        await bot.send_message(ivanka.chat_id, "Добър ден! Какво желаете?", reply_markup=HOME)
        await ivanka.key("🍲 Храна")
        menu = "Утре, сряда, 25 ноември:\n• пилешка супа\n• мусака\n• ябълка, хляб"
        await bot.send_message(ivanka.chat_id, menu, reply_markup=QUESTION)
        await bot.send_message(sonya.chat_id, "⚠️ Днес в 11:18 майка Ви <b>не отвори</b> на шофьора.", parse_mode="HTML")
        await sonya.say("На лекар е до 12")
        await bot.send_message(
            driver.chat_id,
            "<b>40 от 55</b> · около 11:46\nбл. 312, вх. Б, ет. 4",
            parse_mode="HTML",
            reply_markup=DRIVER,
        )
        yield simulator, bot, ivanka


def phone_of(page, name):
    return page.get_by_role("region", name=f"Телефонът на {name}")


@pytest.mark.parametrize(("width", "zoom", "name"), [(1280, 1, "wide"), (390, 1, "narrow"), (1280, 2, "zoomed")])
async def test_the_page_is_clear_at_every_size(browser, simulator_url, width, zoom, name):
    async with played(simulator_url), opened_page(simulator_url, browser=browser, width=width, zoom=zoom) as page:
        ivanka = phone_of(page, "Иванка Петрова")
        await expect(ivanka.get_by_text("пилешка супа")).to_be_visible()
        await expect(page.get_by_role("heading", name="SIMULATOR")).to_be_visible()
        assert "SIMULATOR" in await page.title()
        await page.evaluate("document.fonts.ready")
        await picture(page, f"simulator-{name}")
        keys = ivanka.get_by_role("group", name="Бутони за отговор").get_by_role("button")
        boxes = [await key.bounding_box() for key in await keys.all()]
        assert [box["height"] >= 60 for box in boxes] == [True] * 4
        assert len({box["x"] for box in boxes}) == 1
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert await axe_violations(page) == []


async def test_what_happens_shows_at_once_and_in_place(browser, simulator_url):
    async with (
        played(simulator_url) as (_simulator, bot, ivanka),
        opened_page(simulator_url, browser=browser) as page,
    ):
        phone = phone_of(page, "Иванка Петрова")
        await phone.get_by_role("button", name="✅ Да").click()
        await expect(phone.locator("[aria-busy]")).to_have_count(1)
        await until(ivanka.presses)
        [press] = await ivanka.presses()
        await bot.answer_callback_query(press["id"], "Записах храна за утре.", show_alert=True)
        await page.get_by_role("dialog").get_by_role("button", name="Добре").click()
        await expect(phone.locator("[aria-busy]")).to_have_count(0)

        sent = await bot.send_message(ivanka.chat_id, "Първо")
        await expect(phone.get_by_text("Първо")).to_be_visible()
        await bot.edit_message_text("Второ", ivanka.chat_id, sent.message_id)
        await expect(phone.get_by_text("Второ")).to_be_visible()
        await expect(phone.get_by_text("Първо")).to_have_count(0)
        await bot.delete_message(ivanka.chat_id, sent.message_id)
        await expect(phone.get_by_text("Второ")).to_have_count(0)
        await bot.send_document(ivanka.chat_id, b"%PDF-1.4", filename="листче.pdf", caption="Вашето листче")
        await expect(phone.get_by_role("link", name="📄 листче.pdf (8 B)")).to_be_visible()
        await phone.get_by_role("button", name="Гласово съобщение").click()
        await expect(phone.get_by_text("🎤 Гласово съобщение, 3 сек.")).to_be_visible()
        playable = await phone.locator("audio").evaluate(
            "player => new Promise(done => { player.onloadedmetadata = () => done(true);"
            " player.onerror = () => done(player.error.message); player.preload = 'metadata'; player.load(); })"
        )
        assert playable is True


async def test_the_number_is_shared_only_after_a_question(browser, simulator_url):
    async with (
        played(simulator_url) as (_simulator, bot, ivanka),
        opened_page(simulator_url, browser=browser) as page,
    ):
        key = KeyboardButton("📱 Моят номер", request_contact=True)
        await bot.send_message(ivanka.chat_id, "Вие ли сте?", reply_markup=ReplyKeyboardMarkup([[key]]))
        phone = phone_of(page, "Иванка Петрова")
        await phone.get_by_role("button", name="📱 Моят номер").click()
        dialog = page.get_by_role("dialog", name="Да споделя ли Вашия номер?")
        await expect(dialog).to_contain_text("+359888000001")
        await dialog.get_by_role("button", name="Отказ").click()
        await phone.get_by_role("button", name="📱 Моят номер").click()
        await dialog.get_by_role("button", name="Споделям").click()
        await expect(phone.get_by_text("👤 Иванка")).to_be_visible()
        contacts = [message["contact"] for message in await ivanka.transcript() if "contact" in message]
        assert contacts == [{"phone_number": "359888000001", "first_name": "Иванка", "user_id": ivanka.chat_id}]


async def test_all_of_it_goes_by_keyboard(browser, simulator_url):
    async with (
        played(simulator_url) as (_simulator, bot, ivanka),
        opened_page(simulator_url, browser=browser) as page,
    ):
        phone = phone_of(page, "Иванка Петрова")
        await phone.get_by_role("textbox", name="Съобщение от Иванка Петрова").focus()
        await page.keyboard.type("добре")
        await page.keyboard.press("Enter")
        await expect(phone.get_by_text("добре")).to_be_visible()
        for _ in range(5):
            await page.keyboard.press("Tab")
        await expect(phone.get_by_role("button", name="🍲 Храна")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(phone.locator(".mine").get_by_text("🍲 Храна")).to_have_count(2)
        await bot.send_message(ivanka.chat_id, "Добре", reply_markup=ReplyKeyboardMarkup([["✅ Готово"]]))
        await expect(phone.get_by_role("button", name="✅ Готово")).to_be_focused()


async def test_a_new_phone_opens_its_code(browser, simulator_url):
    async with played(simulator_url):
        address = f"{simulator_url}/?start=Code-7&phone=%2B359888000009"
        async with opened_page(address, browser=browser) as page:
            dialog = page.get_by_role("dialog", name="Нов телефон")
            await dialog.get_by_label("Име").fill("Мария Донева")
            await dialog.get_by_role("button", name="Добави").click()
            await expect(phone_of(page, "Мария Донева").get_by_text("/start Code-7")).to_be_visible()

            await page.get_by_role("button", name="🔗 Връзка или код").click()
            dialog = page.get_by_role("dialog", name="Връзка или код")
            await dialog.get_by_label("Връзка или код").fill("https://t.me/simulator_bot?start=Code-8")
            await dialog.get_by_role("button", name="Покажи QR код").click()
            await expect(dialog.get_by_role("img", name="QR код на връзката")).to_be_visible()
            await dialog.get_by_label("На кой телефон").select_option("Иванка Петрова")
            await dialog.get_by_role("button", name="Отвори").click()
            await expect(phone_of(page, "Иванка Петрова").get_by_text("/start Code-8")).to_be_visible()


async def test_telegram_can_be_stopped_and_started(browser, simulator_url):
    async with (
        played(simulator_url) as (simulator, _, _),
        opened_page(simulator_url, browser=browser) as page,
    ):
        await expect(phone_of(page, "Иванка Петрова")).to_be_visible()  # by then the page shows what stands
        switch = page.get_by_role("switch", name="Telegram не работи")
        await switch.check()
        await expect(page.get_by_text("Telegram е „спрян“")).to_be_visible()
        assert (await simulator.state())["down"] is True
        await switch.uncheck()
        await expect(page.get_by_text("Telegram е „спрян“")).to_be_hidden()
        assert (await simulator.state())["down"] is False


async def test_a_long_talk_does_not_grow_the_page(browser, simulator_url):
    async with (
        played(simulator_url) as (_simulator, _, ivanka),
        opened_page(simulator_url, browser=browser) as page,
    ):
        for number in range(100):
            await ivanka.say(f"Съобщение {number}.")
        phone = phone_of(page, "Иванка Петрова")
        await expect(phone.get_by_text("Съобщение 99.")).to_be_visible()
        await expect(phone.locator("[data-id]")).to_have_count(80)
        await expect(phone.get_by_text("Показани са последните 80 съобщения.")).to_be_attached()
