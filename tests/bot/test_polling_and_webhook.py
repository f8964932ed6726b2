"""How updates come in: nothing is acknowledged before it is in the database, and nothing is lost or done twice."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from telegram import Bot

from bot.conversations import CONVERSATIONS
from bot.gateway import TelegramGateway, open_bot
from bot.polling import Polling
from bot.process import introduce
from bot.reception import Reception
from bot.webhook import HEADER, create_app, path_of, secret_of
from domain.database import Database
from domain.sending.sender import send_now
from domain.settings import Settings
from models.base import table_of
from models.chats import HandledUpdate
from models.meals import MealOrder
from tests.bot.chat import House, Phone, link
from tests.cast import Cast
from tests.simulator.running import Simulator, running_simulator


class Flaky(Database):
    """A database that is away for the first tries."""

    def __init__(self, url: str, failures: int) -> None:
        super().__init__(url)
        self.failures = failures

    async def run(self, actor: Any, work: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise OperationalError("BEGIN", {}, Exception("unable to open database file"))
        return await super().run(actor, work)


def reception_of(database: Database, bot: Bot) -> Reception:
    gateway = TelegramGateway(bot)

    async def send(rows: Any) -> None:
        await send_now(database, gateway, rows)

    return Reception(database, CONVERSATIONS, send, worker="bot:test")


@asynccontextmanager
async def polling_bot(simulator: Simulator, database: Database) -> AsyncIterator[Polling]:
    """The bot as its own process runs it, asking this simulator."""
    bot = open_bot(Settings(telegram_api=simulator.url))
    polling = Polling(bot, reception_of(database, bot))
    running = asyncio.create_task(polling.run())
    try:
        yield polling
    finally:
        polling.stop()
        await asyncio.wait_for(running, 30)
        await polling.reception.close()
        for request in bot._request:
            await request.shutdown()


async def all_orders(database: Database) -> list[str]:
    async with database.engine.connect() as connection:
        return list(await connection.scalars(sa.select(table_of(MealOrder).c.status)))


async def test_an_order_by_long_polling_through_the_simulated_telegram(sqlite_people: Cast, tuesday):
    async with running_simulator() as simulator:
        phone = await simulator.phone("Мария", "+359888123456")
        await link(sqlite_people, phone.chat_id, person_id=sqlite_people.maria.key)
        async with polling_bot(simulator, sqlite_people.database):
            await phone.say("/start")
            await phone.wait_for("Какво желаете?")
            await phone.key("🍲 Храна")
            await phone.wait_for("Ще я донесем.")
            await phone.key("❌ Не я носете")
            await phone.wait_for("Няма да носим храна за утре")
        card = await phone.card()
        assert [row[0]["text"] for row in card["keyboard"]["keyboard"]] == [
            "🍲 Храна",
            "🚚 Къде е храната",
            "🆘 Помощ",
            "☎️ Обадете ми се",
        ]
    assert await all_orders(sqlite_people.database) == ["cancelled"]


async def test_what_a_dead_bot_did_not_acknowledge_is_handled_once_by_the_next(sqlite_people: Cast, tuesday):
    async with running_simulator() as simulator:
        phone = await simulator.phone("Мария", "+359888123456")
        await link(sqlite_people, phone.chat_id, person_id=sqlite_people.maria.key)
        for text in ("храна", "не", "храна", "да"):
            await phone.say(text)
        async with polling_bot(simulator, sqlite_people.database):
            await phone.wait_for("Записах храна за утре")
        # The second bot asks without an offset, as after a crash: what comes again is not done again.
        async with polling_bot(simulator, sqlite_people.database):
            after = (await phone.say("къде е"))["message_id"]
            await phone.wait_for("Храната Ви ще дойде днес.", after=after)
        texts = [entry["text"] for entry in await phone.transcript() if entry["by_bot"]]
    assert [text for text in texts if text.startswith(("Записах", "Добре."))] == [
        "Добре. Няма да носим храна за утре, сряда, 25 ноември.",
        "Записах храна за утре, сряда, 25 ноември. Добър апетит!",
    ]
    assert await all_orders(sqlite_people.database) == ["ordered"]


async def test_while_the_database_is_away_nothing_is_lost(sqlite_people: Cast, tuesday):
    database = Flaky(sqlite_people.database.url, failures=2)
    async with running_simulator() as simulator:
        phone = await simulator.phone("Мария", "+359888123456")
        await link(sqlite_people, phone.chat_id, person_id=sqlite_people.maria.key)
        await phone.say("храна")
        async with polling_bot(simulator, database):
            await phone.wait_for("Ще я донесем.")
    await database.close()


async def test_the_bot_introduces_itself_in_two_languages(sqlite_people: Cast):
    async with running_simulator() as simulator:
        bot = open_bot(Settings(telegram_api=simulator.url))
        await introduce(bot, webhook="")
        calls = await simulator.calls()
        for request in bot._request:
            await request.shutdown()
    assert [call["method"] for call in calls] == [
        "deleteWebhook",
        *["setMyCommands", "setMyDescription", "setMyShortDescription"] * 2,
    ]


@pytest.fixture
def settings() -> Settings:
    return Settings(public_url="https://example.org", webhook_secret="secret-of-the-test")


@pytest.fixture
async def web(house: House, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The bot's public address."""
    transport = httpx.ASGITransport(create_app(settings, house.reception))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def handled(database: Database) -> int:
    async with database.engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(table_of(HandledUpdate)))


def update_of(phone: Phone) -> dict[str, Any]:
    return {"update_id": 7, "message": phone.message({"text": "обадете ми се"})}


async def test_the_webhook_says_200_after_the_commit_and_once_is_enough(house, maria, web, settings):
    headers = {HEADER: secret_of(settings)}
    for _time in range(2):
        answer = await web.post(path_of(settings), json=update_of(maria), headers=headers)
        assert answer.status_code == 200
    await house.reception.close()
    assert [given["text"] for _name, given in house.telegram.calls] == [
        "Служба Младост ще Ви се обади днес до 16 часа."
    ]
    assert await handled(house.database) == 1


@pytest.mark.parametrize("secret", [b"", b"wrong", b"secret-of-the-test2", "тайна".encode()])
async def test_without_the_secret_nothing_comes_in(house, maria, web, settings, secret):
    answer = await web.post(path_of(settings), json=update_of(maria), headers={HEADER: secret})
    assert (answer.status_code, await handled(house.database)) == (403, 0)


async def test_what_is_no_update_is_refused(web, settings):
    headers = {HEADER: secret_of(settings)}
    for body, status in ((b"{", 400), (b"[]", 400), (b"{}", 400), (b"x" * 1_000_001, 413), (b"", 413)):
        assert (await web.post(path_of(settings), content=body, headers=headers)).status_code == status


async def test_while_the_database_is_away_the_webhook_asks_to_come_again(sqlite_people, tuesday, settings):
    database = Flaky(sqlite_people.database.url, failures=1)
    await link(sqlite_people, 11, person_id=sqlite_people.maria.key)

    async def send(_rows: Any) -> None: ...

    reception = Reception(database, CONVERSATIONS, send, worker="bot:test")
    headers = {HEADER: secret_of(settings)}
    transport = httpx.ASGITransport(create_app(settings, reception))
    update = {"update_id": 7, "my_chat_member": None}
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        codes = [(await client.post(path_of(settings), json=update, headers=headers)).status_code for _ in range(2)]
    assert codes == [503, 200]
    assert await handled(database) == 1
    await database.close()


async def test_the_path_of_the_webhook_cannot_be_guessed_and_stays(settings):
    assert path_of(settings) == path_of(settings)
    assert len(path_of(settings)) > 40


async def test_an_update_that_is_cut_off_half_way_is_not_acknowledged(sqlite_people: Cast) -> None:
    app = create_app(Settings(), Reception(sqlite_people.database, CONVERSATIONS, _nothing_to_send, worker="bot:test"))
    secret = (b"x-telegram-bot-api-secret-token", secret_of(Settings()).encode())
    scope = {
        "type": "http", "method": "POST", "path": path_of(Settings()), "headers": [secret, (b"content-length", b"9")],
        "query_string": b"", "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80), "root_path": "",
    }  # fmt: skip
    arriving = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    answered: list[int] = []

    async def receive() -> dict[str, object]:
        return next(arriving)

    async def send(message: MutableMapping[str, Any]) -> None:
        answered.extend([message["status"]] if message["type"] == "http.response.start" else [])

    await app(scope, receive, send)
    assert answered == [400]


async def _nothing_to_send(_rows: object) -> None:
    raise AssertionError("nothing was understood, so there is nothing to send")
