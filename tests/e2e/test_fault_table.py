"""What can go wrong between us and Telegram, each through real HTTP: what the phone got, and what the outbox keeps.

Every cause is tried with a message that must arrive and with one that is nice to have. Hours pass by the clock alone.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

import bot.request
from bot.conversations import CONVERSATIONS
from bot.gateway import TelegramGateway, close_bot, open_bot
from bot.polling import Polling
from bot.reception import Reception
from domain import clock
from domain.outbox import News, Reader, put_rows, row_of
from domain.phrases import Phrase, spoken
from domain.sending.claiming import Claimed
from domain.sending.sender import Sender, send_now
from domain.settings import Settings
from models.chats import Chat, ChatStatus
from models.outbox import MessageStatus, OutboxMessage
from models.tasks import Task, TaskKind
from tests.cast import Cast
from tests.e2e.house import until
from tests.simulator.running import Phone, Simulator, free_port, serving

LUNCH, AGAIN = "Обяд", "(повторно)\nОбяд"
NEW, SENT, UNKNOWN, DEAD = MessageStatus.NEW, MessageStatus.SENT, MessageStatus.UNKNOWN, MessageStatus.DEAD
MUST, NICE = True, False
A_MINUTE_AND_MORE = 70.0


@pytest.fixture(scope="module")
def simulator_url() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
async def simulator(simulator_url: str) -> AsyncIterator[Simulator]:
    async with Simulator(simulator_url) as simulator:
        await simulator.reset()
        yield simulator


@dataclass
class Line:
    """The outbox, the sender, the real way out, and Мария's phone at the end of it."""

    people: Cast
    simulator: Simulator
    phone: Phone
    passed: float = 1000.0

    async def put(self, *, must_arrive: bool, chat: int | None = None) -> None:
        reader = Reader(chat or self.phone.chat_id, "bg", self.people.sofia.key, self.people.maria.key)
        row = row_of(reader, News("test", spoken(Phrase(LUNCH)), must_arrive=must_arrive))
        async with self.people.database.unit(self.people.job) as session:
            await put_rows(session, [row])

    async def turn(self, *, api: str = "", token: str = "") -> None:
        """Let the sender do what is due now."""
        given = {"telegram_api": api or self.simulator.url} | ({"telegram_token": token} if token else {})
        async with _way_out(Settings(**given)) as gateway:
            sender = Sender(self.people.database, gateway, worker="one", rate=25.0, ticks=lambda: self.passed)
            await sender.turn()
            await sender.finish()

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.passed += seconds
        clock.set_to(clock.now() + timedelta(seconds=seconds))

    async def statuses(self) -> list[MessageStatus]:
        async with self.people.database.reading(self.people.job) as session:
            rows = sa.select(col(OutboxMessage.status)).order_by(col(OutboxMessage.id))
            return list(await session.scalars(rows))

    async def tasks(self) -> list[TaskKind]:
        async with self.people.database.reading(self.people.job) as session:
            return list(await session.scalars(sa.select(col(Task.kind)).order_by(col(Task.id))))

    async def got(self) -> list[str]:
        """What the phone shows."""
        return [said["text"] for said in await self.phone.transcript() if said["by_bot"]]


@asynccontextmanager
async def _way_out(settings: Settings) -> AsyncIterator[TelegramGateway]:
    opened = open_bot(settings)
    try:
        yield TelegramGateway(opened)
    finally:
        await close_bot(opened)


@pytest.fixture
async def line(sqlite_people: Cast, tuesday: object, simulator: Simulator) -> Line:
    """Мария's chat is linked."""
    phone = await simulator.phone("Мария", "+359888123456")
    async with sqlite_people.database.unit(sqlite_people.job) as session:
        session.add(
            Chat(
                organisation_id=sqlite_people.sofia.key,
                telegram_id=phone.chat_id,
                person_id=sqlite_people.maria.key,
                status=ChatStatus.LINKED,
                linked_at=clock.now(),
            )
        )
    return Line(sqlite_people, simulator, phone)


@pytest.mark.parametrize(
    ("kind", "importance", "first", "got", "last"),
    [
        # Nobody can say whether it went out; it did not.
        ("500", MUST, NEW, [AGAIN], SENT),
        ("500", NICE, UNKNOWN, [], UNKNOWN),
        ("502", MUST, NEW, [AGAIN], SENT),
        ("502", NICE, UNKNOWN, [], UNKNOWN),
        ("close_before", MUST, NEW, [AGAIN], SENT),
        ("close_before", NICE, UNKNOWN, [], UNKNOWN),
        # Nobody can say; it did, so that it comes twice and says so, or once.
        ("close_after", MUST, NEW, [LUNCH, AGAIN], SENT),
        ("close_after", NICE, UNKNOWN, [LUNCH], UNKNOWN),
        # Surely not sent: tried again, without a mark.
        ("429", MUST, NEW, [LUNCH], SENT),
        ("429", NICE, NEW, [LUNCH], SENT),
    ],
)
async def test_one_fault(line: Line, kind: str, importance: bool, first, got, last):
    await line.simulator.fault(kind, "sendMessage", line.phone.chat_id, seconds=7)
    await line.put(must_arrive=importance)
    await line.turn()
    assert await line.statuses() == [first]
    await line.turn()
    assert await line.statuses() == [first], "it is not tried again at once"
    line.later(A_MINUTE_AND_MORE)
    await line.turn()
    assert (await line.got(), await line.statuses(), await line.tasks()) == (got, [last], [])
    line.later(A_MINUTE_AND_MORE)
    await line.turn()
    assert await line.got() == got


@pytest.mark.parametrize("importance", [MUST, NICE])
@pytest.mark.parametrize(("kind", "arrives"), [("hang_before", []), ("hang_after", [LUNCH])])
async def test_no_answer_in_time(line: Line, monkeypatch: pytest.MonkeyPatch, kind: str, arrives, importance: bool):
    await line.simulator.fault(kind, "sendMessage", line.phone.chat_id, seconds=20)
    await line.put(must_arrive=importance)
    with monkeypatch.context() as patience:
        patience.setattr(bot.request, "ANSWER_SECONDS", 1.0)
        await line.turn()
    assert await line.statuses() == [NEW if importance else UNKNOWN]
    line.later(A_MINUTE_AND_MORE)
    await line.turn()
    expected = [*arrives, AGAIN] if importance else arrives

    async def all_there() -> bool:
        return len(await line.got()) == len(expected)

    await until(all_there, "what was on its way")
    assert sorted(await line.got()) == sorted(expected)
    assert await line.statuses() == [SENT if importance else UNKNOWN]


@pytest.mark.parametrize("importance", [MUST, NICE])
async def test_two_unknown_results_in_a_row_are_not_repeated_again(line: Line, importance: bool):
    await line.simulator.fault("close_after", "sendMessage", line.phone.chat_id, times=None)
    await line.put(must_arrive=importance)
    for _ in range(3):
        await line.turn()
        line.later(A_MINUTE_AND_MORE)
    assert (await line.got(), await line.statuses()) == ([LUNCH, AGAIN] if importance else [LUNCH], [UNKNOWN])


@pytest.mark.parametrize("importance", [MUST, NICE])
async def test_telegram_is_not_there_for_hours(line: Line, importance: bool):
    await line.put(must_arrive=importance)
    nobody = f"http://127.0.0.1:{free_port()}"
    for _ in range(5):
        await line.turn(api=nobody)
        line.later(3600)
    assert await line.statuses() == [NEW]
    await line.turn()
    assert (await line.got(), await line.statuses()) == ([LUNCH], [SENT])


@pytest.mark.parametrize("importance", [MUST, NICE])
@pytest.mark.parametrize("kind", ["blocked", "deactivated", "kicked"])
async def test_who_cannot_be_written_to_is_phoned(line: Line, kind: str, importance: bool):
    await line.simulator.fault(kind, "sendMessage", line.phone.chat_id, times=None)
    await line.put(must_arrive=importance)
    await line.put(must_arrive=importance)
    await line.turn()
    line.later(A_MINUTE_AND_MORE)
    await line.turn()
    assert await line.got() == []
    assert await line.statuses() == [DEAD, MessageStatus.CANCELLED]
    assert await line.tasks() == [TaskKind.CHAT_BLOCKED]
    assert len(await line.simulator.calls(method="sendMessage")) == 1


@pytest.mark.parametrize("importance", [MUST, NICE])
async def test_a_chat_that_is_not_there_is_phoned(line: Line, importance: bool):
    nowhere = 424242
    async with line.people.database.unit(line.people.job) as session:
        (await session.scalars(sa.select(Chat))).one().telegram_id = nowhere
    await line.put(must_arrive=importance, chat=nowhere)
    await line.turn()
    assert (await line.statuses(), await line.tasks()) == ([DEAD], [TaskKind.CHAT_BLOCKED])


@pytest.mark.parametrize("importance", [MUST, NICE])
async def test_a_group_that_became_a_large_one_gets_it_there(line: Line, importance: bool):
    group = (await line.simulator.post("/sim/groups", {"title": "Изпитание"}))["chat_id"]
    await line.simulator.fault("migrate", "sendMessage", group)
    await line.put(must_arrive=importance, chat=group)
    await line.turn()
    line.later(1)
    await line.turn()
    sent = [call for call in await line.simulator.calls(method="sendMessage") if call["status"] == 200]
    assert [call["params"]["text"] for call in sent] == [LUNCH]
    assert sent[0]["params"]["chat_id"] != group
    assert await line.statuses() == [SENT]


@pytest.mark.parametrize("importance", [MUST, NICE])
async def test_a_wrong_token_loses_nothing(line: Line, importance: bool):
    await line.put(must_arrive=importance)
    await line.turn(token="2:another")
    assert await line.statuses() == [NEW]
    await line.turn()
    assert (await line.got(), await line.statuses()) == ([LUNCH], [SENT])


async def test_the_switch_telegram_is_down_and_up_again(line: Line):
    await line.simulator.steer(down=True)
    await line.put(must_arrive=MUST)
    await line.put(must_arrive=NICE)
    await line.turn()
    await line.turn()
    line.later(A_MINUTE_AND_MORE)
    await line.simulator.steer(down=False)
    await line.turn()
    assert (await line.got(), await line.statuses()) == ([AGAIN], [SENT, UNKNOWN])


async def test_somebody_else_fetches_the_updates(line: Line, caplog: pytest.LogCaptureFixture):
    async with _way_out(Settings(telegram_api=line.simulator.url)) as gateway:

        async def send(rows: Sequence[Claimed]) -> None:
            await send_now(line.people.database, gateway, rows)

        reception = Reception(line.people.database, CONVERSATIONS, send, worker="bot:test")
        polling = Polling(gateway.bot, reception)
        await gateway.bot.set_webhook(f"http://127.0.0.1:{free_port()}/elsewhere")
        running = asyncio.create_task(polling.run())

        async def alarmed() -> bool:
            return any(one.levelname == "ERROR" and "Conflict" in one.getMessage() for one in caplog.records)

        await until(alarmed, "the alarm in the log")
        await gateway.bot.delete_webhook()
        await line.phone.say("Храна")
        await line.phone.wait_for("Ще я донесем.", seconds=60)
        polling.stop()
        await running
        await reception.close()
