"""The sender against flood control to the letter: how many messages a second it holds, and how often it is refused."""

import asyncio
import time
from collections.abc import Iterator

from bot.gateway import TelegramGateway, close_bot, open_bot
from domain import outbox
from domain.database import Database
from domain.demo.loading import Loaded
from domain.outbox import News, Reader
from domain.sending.sender import Sender
from domain.settings import settings
from tests.bench.figures import Figure
from tests.bench.ground import in_fresh_process, municipality, somebody
from tests.simulator.running import Simulator, serving_process

FIRST_CHAT = 7_000_000
#: The first messages go out in a burst; the rate is what is held after it.
BURST_SECONDS = 3
MESSAGES_A_CHAT = 3


def held(seconds: int = 60) -> Iterator[Figure]:
    """A broadcast for so many seconds: to each chat several messages, so that the pace within a chat matters too."""
    with serving_process() as simulator:
        rate, refused = in_fresh_process(_sent, seconds, simulator)
    yield Figure("outbox.rate", rate, "a second")
    yield Figure("outbox.refused", refused, "answers 429")


def _sent(seconds: int, url: str) -> tuple[float, int]:
    return asyncio.run(_send(seconds, url))


async def _send(seconds: int, url: str) -> tuple[float, int]:
    async with municipality(10, frozen=False) as (database, loaded), Simulator(url) as simulator:
        given = settings().model_copy(update={"telegram_api": url})
        chats = int((seconds + 2 * BURST_SECONDS) * given.send_rate / MESSAGES_A_CHAT) + 1
        phones = [{"name": f"Телефон {n}", "user_id": FIRST_CHAT + n} for n in range(chats)]
        await simulator.post("/sim/phones", phones)
        await _write(database, loaded, chats)
        await simulator.steer(flood="strict")
        bot = open_bot(given)
        sender = Sender(database, TelegramGateway(bot), worker="bench", rate=given.send_rate)
        sending = asyncio.create_task(sender.run())
        await asyncio.sleep(BURST_SECONDS)
        first, begun = await simulator.state(), time.monotonic()
        await asyncio.sleep(seconds)
        last, ended = await simulator.state(), time.monotonic()
        sender.stop()
        await sending
        await close_bot(bot)
        return (last["flood"]["passed"] - first["flood"]["passed"]) / (ended - begun), last["flood"]["refused"]


async def _write(database: Database, loaded: Loaded, chats: int) -> None:
    """The rows of the broadcast, in the order in which an evening's news are written."""
    news = News("bench", lambda _language: "Утре носим супа топчета и мусака. Приятен апетит!")
    rows = [
        outbox.row_of(Reader(FIRST_CHAT + number, "bg", loaded.sofia), news)
        for number in range(chats)
        for _ in range(MESSAGES_A_CHAT)
    ]
    await database.run(somebody(loaded), lambda session: outbox.put_rows(session, rows))
