"""What comes of each try to send, by its cause. Effects happen once, messages at least once, none is lost.

    sent                                sent, with Telegram's number of the message
    surely not sent                     tried again with growing pauses, until it expires
    nobody can say, must arrive         once more after a minute, marked as repeated; after that it stays unknown
    nobody can say, nice to have        stays unknown
    too fast (429)                      after the time that Telegram asks for; it was no try
    blocked                             the chat is marked, its waiting messages are cancelled, the office phones
    moved                               the chat gets its new number, the message goes there
    refused                             dead; the office phones
    no entry (wrong token)              back in the queue; the sender stops

A row whose lease has ended was in the hands of a process that died: nobody can say either. What must arrive is then
repeated even where it was marked already, since it may never have gone out; but not for ever.
"""

import random
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import job
from domain.phrases import DEFAULT, _, say
from domain.sending.chats import chat_blocked, chat_moved, phone_instead
from domain.sending.claiming import Claimed, held_by_the_dead
from domain.sending.gateway import Blocked, MaybeSent, Moved, NoEntry, NotSent, Refused, Result, Sent, TooFast
from models.base import table_of
from models.chats import Chat
from models.outbox import MessageStatus, OutboxMessage
from models.people import Person, Relative
from models.routes import Driver
from models.staff import Staff

SENDER = job("sender")
REPEATED_AFTER = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(minutes=1)
SWEPT_AT_ONCE = 500
#: What so many tries have not got out may itself be what its processes die of.
MOST_TRIES_AFTER_DEATHS = 6

_ROWS = table_of(OutboxMessage)
_UNTOLD = {"lease_until": None, "worker": ""}
_IN_HAND = sa.update(_ROWS).where(
    _ROWS.c.id == sa.bindparam("held"),
    _ROWS.c.status == MessageStatus.SENDING,
    _ROWS.c.worker == sa.bindparam("by"),
    _ROWS.c.attempts == sa.bindparam("tries"),
)


async def settle(session: AsyncSession, claimed: Claimed, result: Result) -> None:
    """Write down what came of a try. A row that somebody else has meanwhile is left alone."""
    match result:
        case Sent(message_id):
            await _set(
                session, claimed, status=MessageStatus.SENT, message_id=message_id, sent_at=clock.now(), error=""
            )
        case NotSent(why):
            await _again(session, claimed, _pause(claimed.attempts), why)
        case MaybeSent(why):
            await _nobody_can_say(session, claimed, why)
        case TooFast(seconds):
            wait = timedelta(seconds=seconds + random.uniform(0.1, 1.0))  # noqa: S311 - jitter
            await _again(session, claimed, wait, "too fast", attempts=claimed.attempts - 1)
        case Moved(telegram_id):
            await chat_moved(session, claimed.outgoing.telegram_id, telegram_id)
            await _again(session, claimed, timedelta(0), "moved")
        case NoEntry(why):
            await _again(session, claimed, timedelta(0), why, attempts=claimed.attempts - 1)
        case Blocked(why) | Refused(why):
            await _cannot_arrive(session, claimed, why, blocked=isinstance(result, Blocked))


async def _cannot_arrive(session: AsyncSession, claimed: Claimed, why: str, *, blocked: bool) -> None:
    if not await _set(session, claimed, status=MessageStatus.DEAD, error=why):
        return
    if blocked:
        await chat_blocked(session, claimed.outgoing.telegram_id)
    await phone_instead(session, claimed)


def _pause(attempts: int) -> timedelta:
    return min(LONGEST_PAUSE, timedelta(seconds=2 ** min(attempts - 1, 10)))


async def _set(session: AsyncSession, claimed: Claimed, **values: object) -> bool:
    """Change the row while it is still in this worker's hands; says whether it was."""
    values["error"] = str(values["error"])[:500]
    held = {"held": claimed.id, "by": claimed.worker, "tries": claimed.attempts}
    done = await (await session.connection()).execute(_IN_HAND, held | _UNTOLD | values)
    return done.rowcount > 0


async def _again(session: AsyncSession, claimed: Claimed, after: timedelta, why: str, **values: int) -> None:
    await _set(
        session, claimed, status=MessageStatus.NEW, not_before=clock.now() + after, error=why or "again", **values
    )


async def _nobody_can_say(session: AsyncSession, claimed: Claimed, why: str, *, died: bool = False) -> None:
    over = claimed.attempts >= MOST_TRIES_AFTER_DEATHS if died else claimed.repeated
    if not claimed.must_arrive or over:
        await _set(session, claimed, status=MessageStatus.UNKNOWN, error=why)
        return
    text = claimed.outgoing.text
    if not claimed.repeated:
        language = await _language_of_chat(session, claimed.outgoing.telegram_id)
        text = say(language, _("(again)\n{text}"), text=text)
    await _set(
        session,
        claimed,
        status=MessageStatus.NEW,
        not_before=clock.now() + REPEATED_AFTER,
        text=text,
        repeated=True,
        error=why,
    )


async def _language_of_chat(session: AsyncSession, telegram_id: int) -> str:
    rows = (
        sa.select(
            sa.func.coalesce(
                col(Person.language), col(Relative.language), col(Driver.language), col(Staff.language), DEFAULT
            ),
        )
        .select_from(Chat)
        .outerjoin(Person, col(Person.id) == col(Chat.person_id))
        .outerjoin(Relative, col(Relative.id) == col(Chat.relative_id))
        .outerjoin(Driver, col(Driver.id) == col(Chat.driver_id))
        .outerjoin(Staff, col(Staff.id) == col(Chat.staff_id))
        .where(col(Chat.telegram_id) == telegram_id)
        .order_by(col(Chat.id).desc())
        .limit(1)
    )
    return await session.scalar(rows) or DEFAULT


async def release(session: AsyncSession, claimed: Claimed) -> None:
    """Give back a message that was taken and not tried."""
    await _set(session, claimed, status=MessageStatus.NEW, attempts=claimed.attempts - 1, error="")


async def sweep(session: AsyncSession) -> None:
    """Cancel what has expired unsent, and treat what a dead process held as "nobody can say"."""
    now = clock.now()
    connection = await session.connection()
    await connection.execute(
        sa.update(_ROWS)
        .where(_ROWS.c.status == MessageStatus.NEW, _ROWS.c.expires_at <= now)
        .values(status=MessageStatus.CANCELLED, error="expired")
    )
    for claimed in await held_by_the_dead(session, most=SWEPT_AT_ONCE):
        await _nobody_can_say(session, claimed, "its process died", died=True)
