"""Each fault as python-telegram-bot meets it, and whether the message was sent all the same (the sender's table)."""

from datetime import timedelta

import httpx
import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from simulator.flood import Flood, Mode
from tests.simulator.conftest import make_bot


@pytest.fixture
async def ivanka(simulator):
    return await simulator.phone("Иванка Петрова", "+359888000001")


async def arrived(phone):
    return [message["text"] for message in await phone.transcript() if message["by_bot"]]


@pytest.mark.parametrize(
    ("kind", "error", "cause", "sent"),
    [
        ("429", RetryAfter, None, []),
        ("500", NetworkError, None, []),
        ("502", NetworkError, None, []),
        ("hang_before", TimedOut, httpx.ReadTimeout, []),
        ("hang_after", TimedOut, httpx.ReadTimeout, ["Обяд"]),
        ("close_before", NetworkError, httpx.TransportError, []),
        ("close_after", NetworkError, httpx.TransportError, ["Обяд"]),
        ("blocked", Forbidden, None, []),
        ("deactivated", Forbidden, None, []),
        ("kicked", Forbidden, None, []),
    ],
)
async def test_a_scripted_fault_happens_once(simulator, ivanka, kind, error, cause, sent):
    await simulator.fault(kind, "sendMessage", ivanka.chat_id, seconds=20)
    async with make_bot(simulator, read_timeout=1) as bot:
        with pytest.raises(error) as met:
            await bot.send_message(ivanka.chat_id, "Обяд")
        assert cause is None or isinstance(met.value.__cause__, cause)
        assert await arrived(ivanka) == sent

        await bot.send_message(ivanka.chat_id, "Пак")
    assert await arrived(ivanka) == [*sent, "Пак"]
    assert [(fault["kind"], fault["met"]) for fault in await simulator.get("/sim/faults")] == [(kind, 1)]


async def test_a_fault_meets_only_its_chat_and_method_and_ends_when_cleared(simulator, bot, ivanka):
    petar = await simulator.phone("Петър", "+359888000002")
    await simulator.fault("429", "sendMessage", ivanka.chat_id, times=None, seconds=7)

    await bot.send_message(petar.chat_id, "Обяд")
    await bot.send_location(ivanka.chat_id, 42.7, 23.3)
    for _ in range(2):
        with pytest.raises(RetryAfter, match="Retry in 0:00:07"):
            await bot.send_message(ivanka.chat_id, "Обяд")
    await simulator.clear_faults()
    assert await bot.send_message(ivanka.chat_id, "Обяд")


async def test_a_group_that_moved_tells_its_new_id(simulator, bot):
    group = await simulator.post("/sim/groups", {"title": "Шофьори"})
    await simulator.fault("migrate", "sendMessage", group["chat_id"])

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group["chat_id"], "Ехо")
    with pytest.raises(ChatMigrated):
        await bot.send_message(group["chat_id"], "Ехо")
    assert (await bot.send_message(moved.value.new_chat_id, "Ехо")).chat.type == "supergroup"


async def test_who_blocked_the_bot_is_not_reached_until_unblocked(bot, ivanka):
    await ivanka.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ivanka.chat_id, "Обяд")
    await ivanka.unblock()
    assert await bot.send_message(ivanka.chat_id, "Обяд")


async def test_a_doubled_update_comes_twice_and_no_more(simulator, bot, ivanka):
    await simulator.fault("duplicate", chat_id=ivanka.chat_id)
    await ivanka.say("Храна")

    [first] = await bot.get_updates()
    [again] = await bot.get_updates(offset=first.update_id + 1)
    assert again == first
    assert list(await bot.get_updates(offset=first.update_id + 1)) == []


async def test_when_telegram_is_down_nothing_is_answered_and_what_people_write_waits(simulator, bot, ivanka):
    await simulator.steer(down=True)
    with pytest.raises(NetworkError) as met:
        await bot.send_message(ivanka.chat_id, "Обяд")
    assert not isinstance(met.value, BadRequest)
    await ivanka.say("Храна")
    await simulator.steer(down=False)

    [update] = await bot.get_updates()
    assert update.message.text == "Храна"
    assert await arrived(ivanka) == []


async def test_strict_flood_control_refuses_the_fourth_at_once(simulator, bot, ivanka):
    await simulator.steer(flood="strict")
    flood = Flood()
    flood.set_mode(Mode.STRICT)
    assert [flood.ask(7, now=0.0) for _ in range(4)] == [0, 0, 0, 1]
    assert flood.ask(7, now=1.0) == 0
    assert flood.ask(7, now=1.5) == 1
    assert (flood.passed, flood.refused) == (4, 2)
    await bot.send_message(ivanka.chat_id, "Обяд")
    counted = (await simulator.state())["flood"]
    assert counted == {"mode": "strict", "passed": 1, "refused": 0}


def test_strict_flood_control_lets_thirty_a_second_pass_overall():
    flood = Flood()
    flood.set_mode(Mode.STRICT)
    assert [flood.ask(chat, now=0.0) for chat in range(30)] == [0] * 30
    assert flood.ask(99, now=0.0) == 1
    assert [flood.ask(100 + chat, now=1.0) for chat in range(31)] == [0] * 30 + [1]


def test_a_group_takes_twenty_a_minute():
    flood = Flood()
    flood.set_mode(Mode.NORMAL)
    answers = [flood.ask(-5, now=0.0) for _ in range(21)]
    assert answers == [0] * 20 + [3]


async def test_a_429_says_how_long_to_wait(simulator, bot, ivanka):
    await simulator.fault("429", seconds=9)
    with pytest.raises(RetryAfter) as met:
        await bot.send_message(ivanka.chat_id, "Обяд")
    assert met.value.retry_after == timedelta(seconds=9)
