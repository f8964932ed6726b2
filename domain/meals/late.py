"""Telling the kitchens' clerks that orders changed after they were counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, outbox, statements
from domain.outbox import News, Reader
from domain.phrases import _, spoken
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.staff import Role, Staff

#: Changes are told together, at most so often.
TOLD_EVERY = timedelta(minutes=5)
#: By then the food has left.
OF_USE_UNTIL = time(12, 0)
_CHANGED = _("Orders for {day} have changed after the count. Press “How many portions” for the new numbers.")


@dataclass(frozen=True)
class Changed:
    """That an order of a kitchen's day changed after it was counted."""

    kitchen_id: int
    day: date


_CHAT, _STAFF = table_of(Chat), table_of(Staff)
#: Run with a press, so it is built once.
_CLERKS = (
    sa.select(_STAFF.c.id, _STAFF.c.language, _STAFF.c.organisation_id, _CHAT.c.telegram_id)
    .join(_CHAT, _CHAT.c.staff_id == _STAFF.c.id)
    .where(
        _STAFF.c.kitchen_id == sa.bindparam("kitchen"),
        _STAFF.c.role == Role.KITCHEN,
        _STAFF.c.active,
        _CHAT.c.status == ChatStatus.LINKED,
        _CHAT.c.blocked.is_(False),
    )
    .order_by(_STAFF.c.id)
)


async def tell_of_late_changes(session: AsyncSession, changes: Iterable[Changed]) -> None:
    """Tell the clerks once, a few minutes later, so that whatever changes until then is in the numbers they ask for."""
    now = clock.now()
    turn = int(now.timestamp() // TOLD_EVERY.total_seconds()) + 1
    since_start = now.timestamp() % TOLD_EVERY.total_seconds()
    not_before = now + TOLD_EVERY - timedelta(seconds=since_start)
    for change in sorted(set(changes), key=lambda one: (one.day, one.kitchen_id)):
        expires_at = clock.at(change.day, OF_USE_UNTIL)
        if expires_at <= now:
            continue
        for clerk in await statements.fetch(session, _CLERKS, kitchen=change.kitchen_id):
            news = News(
                "kitchen_changed",
                spoken(_CHANGED, day=change.day),
                dedupe=f"kitchen_changed:{change.kitchen_id}:{change.day}:{turn}:{clerk.id}",
                must_arrive=True,
                not_before=not_before,
                expires_at=expires_at,
            )
            await outbox.put(session, Reader(clerk.telegram_id, clerk.language, clerk.organisation_id), news)
