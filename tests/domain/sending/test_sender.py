"""The sender keeps order and pace, and does with each result what its cause asks for."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain import clock
from domain.access import job
from domain.outbox import News, Reader, row_of
from domain.sending.chats import chat_unblocked
from domain.sending.claiming import LEASE as HOLD
from domain.sending.claiming import claim_due, put_claimed
from domain.sending.gateway import Blocked, MaybeSent, Moved, NoEntry, NotSent, Refused, Sent, TooFast
from domain.sending.sender import Sender, send_now
from domain.sending.settling import SENDER, sweep
from models.chats import Chat
from models.outbox import MessageStatus, OutboxMessage, Priority
from models.tasks import Task, TaskKind
from tests.domain.sending.conftest import OTHER_PHONE, PHONE, Mailbox, Ticks, Told

AGAIN = "(повторно)\n"


def a_sender(mailbox: Mailbox, told: Told, *, worker: str = "one", ticks: Ticks | None = None) -> Sender:
    return Sender(mailbox.database, told, worker=worker, rate=25.0, ticks=ticks or Ticks())


async def turns(sender: Sender, count: int) -> None:
    for _ in range(count):
        await sender.turn()
        await sender.settled()


def later(seconds: float) -> None:
    clock.set_to(clock.now() + timedelta(seconds=seconds))


async def tasks(mailbox: Mailbox) -> list[Task]:
    async with mailbox.database.reading(job("test")) as session:
        return list(await session.scalars(sa.select(Task)))


async def test_messages_of_a_chat_go_out_in_their_order_and_the_urgent_first(mailbox: Mailbox) -> None:
    await mailbox.put("менюто", priority=Priority.BROADCAST)
    await mailbox.put("първо", "второ")
    await mailbox.put("тревога", priority=Priority.ALARM)
    told = Told()
    await turns(a_sender(mailbox, told), 2)
    assert told.texts == ["тревога", "първо"]
    ticks = Ticks()
    await turns(a_sender(mailbox, told, ticks=ticks), 4)
    assert told.texts == ["тревога", "първо", "второ", "менюто"]
    rows = await mailbox.rows()
    assert [(row.status, row.attempts, row.message_id) for row in rows] == [
        (MessageStatus.SENT, 1, 4), (MessageStatus.SENT, 1, 2), (MessageStatus.SENT, 1, 3), (MessageStatus.SENT, 1, 1),
    ]  # fmt: skip


async def test_a_chat_gets_three_at_once_and_then_one_a_second(mailbox: Mailbox) -> None:
    await mailbox.put(*(str(n) for n in range(6)))
    await mailbox.put("за другия", chat=OTHER_PHONE, priority=Priority.BROADCAST)
    told, ticks = Told(), Ticks()
    sender = a_sender(mailbox, told, ticks=ticks)
    await turns(sender, 9)
    assert sorted(told.texts) == ["0", "1", "2", "за другия"]
    ticks.now += 1.1
    await turns(sender, 3)
    assert told.texts[4:] == ["3"]


async def test_what_did_not_go_out_is_tried_again_and_keeps_its_place(mailbox: Mailbox) -> None:
    await mailbox.put("първо", "второ")
    told = Told([NotSent("connection refused")])
    sender = a_sender(mailbox, told)
    await turns(sender, 3)
    assert told.texts == ["първо"]
    later(1.5)
    await turns(sender, 2)
    assert told.texts == ["първо", "първо", "второ"]


async def test_an_unknown_result_of_what_must_arrive_is_sent_once_more_and_marked(mailbox: Mailbox) -> None:
    (number,) = await mailbox.put("поръчката е приета", must_arrive=True)
    told = Told([MaybeSent("no answer"), MaybeSent("no answer")])
    sender = a_sender(mailbox, told)
    await turns(sender, 2)
    later(59)
    await turns(sender, 1)
    assert told.texts == ["поръчката е приета"]
    later(2)
    await turns(sender, 1)
    later(3600)
    await turns(sender, 1)
    assert told.texts == ["поръчката е приета", AGAIN + "поръчката е приета"]
    assert (await mailbox.row(number)).status is MessageStatus.UNKNOWN


async def test_an_unknown_result_of_what_is_nice_to_have_stays_unknown(mailbox: Mailbox) -> None:
    (number,) = await mailbox.put("менюто")
    told = Told([MaybeSent("no answer")])
    sender = a_sender(mailbox, told)
    await turns(sender, 1)
    later(3600)
    await turns(sender, 1)
    assert told.texts == ["менюто"]
    assert (await mailbox.row(number)).status is MessageStatus.UNKNOWN


async def test_a_message_waiting_to_be_repeated_holds_back_nobody(mailbox: Mailbox) -> None:
    await mailbox.put("първо", must_arrive=True)
    await mailbox.put("второ")
    told = Told([MaybeSent("no answer")])
    await turns(a_sender(mailbox, told), 2)
    assert told.texts == ["първо", "второ"]


async def test_telegram_says_how_long_to_wait_and_it_is_no_try(mailbox: Mailbox) -> None:
    (number,) = await mailbox.put("първо")
    told, ticks = Told([TooFast(7)]), Ticks()
    sender = a_sender(mailbox, told, ticks=ticks)
    await turns(sender, 1)
    row = await mailbox.row(number)
    assert (row.status, row.attempts) == (MessageStatus.NEW, 0)
    assert timedelta(seconds=7) < row.not_before - clock.now() <= timedelta(seconds=8.1)
    later(9)
    ticks.now += 9
    await turns(sender, 1)
    assert told.texts == ["първо", "първо"]


async def test_a_blocked_chat_is_written_to_no_more_and_the_office_phones(mailbox: Mailbox) -> None:
    first, second = await mailbox.put("първо", "второ")
    told = Told([Blocked("bot was blocked by the user")])
    await turns(a_sender(mailbox, told), 2)
    assert told.texts == ["първо"]
    assert (await mailbox.row(first)).status is MessageStatus.DEAD
    assert (await mailbox.row(second)).status is MessageStatus.CANCELLED
    (task,) = await tasks(mailbox)
    people = mailbox.people
    assert (task.kind, task.person_id, task.office_id) == (TaskKind.CHAT_BLOCKED, people.maria.id, people.mladost.id)
    async with mailbox.database.unit(people.job) as session:
        assert (await session.scalars(sa.select(Chat))).one().blocked
        await chat_unblocked(session, PHONE)
        assert not (await session.scalars(sa.select(Chat))).one().blocked


async def test_a_message_that_can_never_arrive_is_dead_and_the_office_phones(mailbox: Mailbox) -> None:
    first, second = await mailbox.put("първо", "второ")
    told = Told([Refused("chat not found")])
    await turns(a_sender(mailbox, told), 2)
    assert [(await mailbox.row(n)).status for n in (first, second)] == [MessageStatus.DEAD, MessageStatus.SENT]
    assert [task.kind for task in await tasks(mailbox)] == [TaskKind.CHAT_BLOCKED]


async def test_a_strangers_chat_gives_the_office_no_task(mailbox: Mailbox) -> None:
    await mailbox.put("кои сме ние", chat=OTHER_PHONE)
    await turns(a_sender(mailbox, Told([Blocked("bot was blocked by the user")])), 1)
    assert await tasks(mailbox) == []


async def test_a_chat_that_moved_gets_the_message_at_its_new_number(mailbox: Mailbox) -> None:
    await mailbox.put("първо", "второ")
    told = Told([Moved(-100777)])
    await turns(a_sender(mailbox, told), 3)
    assert [(message.telegram_id, message.text) for message in told.given] == [
        (PHONE, "първо"), (-100777, "първо"), (-100777, "второ"),
    ]  # fmt: skip
    async with mailbox.database.reading(mailbox.people.job) as session:
        assert (await session.scalars(sa.select(Chat))).one().telegram_id == -100777


async def test_a_wrong_token_stops_the_sender_and_loses_nothing(mailbox: Mailbox) -> None:
    (number,) = await mailbox.put("първо")
    told, ticks = Told([NoEntry("Unauthorized")]), Ticks()
    sender = a_sender(mailbox, told, ticks=ticks)
    await turns(sender, 3)
    assert told.texts == ["първо"]
    assert (await mailbox.row(number)).status is MessageStatus.NEW
    ticks.now += 61
    await turns(sender, 1)
    assert (await mailbox.row(number)).status is MessageStatus.SENT


async def test_what_is_of_no_use_any_more_is_not_sent(mailbox: Mailbox) -> None:
    (number,) = await mailbox.put("обядът идва", expires_at=clock.now() + timedelta(minutes=5))
    later(301)
    told = Told()
    await turns(a_sender(mailbox, told), 1)
    assert told.texts == []
    assert (await mailbox.row(number)).status is MessageStatus.CANCELLED


async def test_a_message_is_not_sent_before_its_hour(mailbox: Mailbox) -> None:
    await mailbox.put("утре", not_before=clock.now() + timedelta(minutes=10))
    await mailbox.put("сега")
    told = Told()
    sender = a_sender(mailbox, told)
    await turns(sender, 2)
    assert told.texts == ["сега"]
    later(601)
    await turns(sender, 1)
    assert told.texts == ["сега", "утре"]


@pytest.mark.parametrize("must_arrive", [True, False])
async def test_what_a_dead_process_held_may_have_arrived(mailbox: Mailbox, must_arrive: bool) -> None:
    (number,) = await mailbox.put("първо", must_arrive=must_arrive)
    async with mailbox.database.unit(SENDER) as session:
        assert [one.id for one in await claim_due(session, worker="dead", most=5)] == [number]
    told = Told()
    await turns(a_sender(mailbox, told), 2)
    assert told.texts == []
    later(HOLD.total_seconds() + 1)
    async with mailbox.database.unit(SENDER) as session:
        await sweep(session)
    later(61)
    await turns(a_sender(mailbox, told), 1)
    assert told.texts == ([AGAIN + "първо"] if must_arrive else [])


@pytest.mark.parametrize(("deaths", "arrives"), [(2, True), (5, True), (6, False)])
async def test_what_must_arrive_outlives_several_processes_but_not_all(
    mailbox: Mailbox, deaths: int, arrives: bool
) -> None:
    (number,) = await mailbox.put("първо", must_arrive=True)
    for death in range(deaths):
        async with mailbox.database.unit(SENDER) as session:
            assert [one.id for one in await claim_due(session, worker=f"dead {death}", most=5)] == [number]
        later(HOLD.total_seconds() + 1)
        async with mailbox.database.unit(SENDER) as session:
            await sweep(session)
        later(61)
    told = Told()
    await turns(a_sender(mailbox, told), 1)
    assert told.texts == ([AGAIN + "първо"] if arrives else [])


async def test_one_of_two_senders_works_and_the_other_takes_over(mailbox: Mailbox) -> None:
    await mailbox.put("първо")
    told = Told()
    one, two = a_sender(mailbox, told, worker="one"), a_sender(mailbox, told, worker="two")
    assert (await one.turn(), await two.turn()) == (1, 0)
    await one.settled()
    await mailbox.put("второ")
    later(21)
    assert await two.turn() == 1
    await two.settled()
    assert told.texts == ["първо", "второ"]


async def test_a_reply_is_sent_by_the_one_who_wrote_it(mailbox: Mailbox) -> None:
    reader = Reader(PHONE, "bg", mailbox.people.sofia.key)
    replies = [row_of(reader, News("reply", lambda _: text, priority=Priority.REPLY)) for text in ("А", "Б")]  # noqa: B023
    replies[0]["text"] = "А"
    async with mailbox.database.unit(mailbox.people.job) as session:
        claimed = await put_claimed(session, replies, worker="bot")
    told = Told()
    await turns(a_sender(mailbox, told), 1)
    assert told.texts == []
    assert await send_now(mailbox.database, told, claimed) == [Sent(1), Sent(2)]
    assert told.texts == ["А", "Б"]
    assert [row.status for row in await mailbox.rows()] == [MessageStatus.SENT, MessageStatus.SENT]


async def test_a_reply_that_does_not_get_out_is_left_to_the_sender_with_those_after_it(mailbox: Mailbox) -> None:
    reader = Reader(PHONE, "bg", mailbox.people.sofia.key)
    replies = [row_of(reader, News("reply", str)) | {"text": text} for text in ("А", "Б")]
    async with mailbox.database.unit(mailbox.people.job) as session:
        claimed = await put_claimed(session, replies, worker="bot")
    told = Told([NotSent("connection refused")])
    await send_now(mailbox.database, told, claimed)
    assert told.texts == ["А"]
    later(2)
    await turns(a_sender(mailbox, told), 2)
    assert told.texts == ["А", "А", "Б"]


async def test_a_late_answer_changes_nothing_of_what_somebody_else_has_taken(mailbox: Mailbox) -> None:
    (number,) = await mailbox.put("първо", must_arrive=True)
    async with mailbox.database.unit(SENDER) as session:
        claimed = await claim_due(session, worker="slow", most=1)
    later(HOLD.total_seconds() + 1)
    async with mailbox.database.unit(SENDER) as session:
        await sweep(session)
    await send_now(mailbox.database, Told([Refused("chat not found")]), claimed)
    row: OutboxMessage = await mailbox.row(number)
    assert (row.status, row.repeated) == (MessageStatus.NEW, True)
    assert await tasks(mailbox) == []
