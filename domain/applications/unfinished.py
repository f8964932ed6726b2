"""Applications that were begun in a chat and not sent: kept for a while, reminded of once, then forgotten."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import ActorKind
from domain.links.knowing import who_is
from domain.outbox import News, Reader, put
from domain.phrases import _, spoken
from models.applications import Application, ApplicationStatus
from models.outbox import OutboxMessage, Priority

#: Counted from the last answer.
KEPT = timedelta(days=14)
REMINDED_AFTER = timedelta(days=3)
_DEDUPE = "unfinished:"

GO_ON = _("✍️ Go on with the application")
_REMINDER = _("You have begun an application here and can go on where you stopped. I keep it until {day}.")


def drafts() -> sa.Select[Any]:
    """Applications that were not sent. `received_at` is when the last answer came."""
    return sa.select(Application).where(col(Application.status) == ApplicationStatus.DRAFT)


def is_kept() -> sa.ColumnElement[bool]:
    """Whether a draft can still be finished."""
    return col(Application.received_at) >= clock.now() - KEPT


async def remind_of_unfinished(session: AsyncSession) -> int:
    """Write once to each chat that stopped some days ago: a second reminder of the same application never goes out."""
    silent = col(Application.received_at) < clock.now() - REMINDED_AFTER
    rows = drafts().where(silent, is_kept(), ~_was_reminded()).order_by(col(Application.id))
    reminded = 0
    for draft in list(await session.scalars(rows)):
        reminded += await _remind(session, draft)
    return reminded


def _was_reminded() -> sa.ColumnElement[bool]:
    key = sa.literal(_DEDUPE) + sa.cast(col(Application.id), sa.String)
    return sa.exists().where(col(OutboxMessage.dedupe_key) == key)


async def _remind(session: AsyncSession, draft: Application) -> bool:
    """False where the chat has meanwhile become somebody's whom the office knows."""
    if draft.chat is None:
        return False
    actor = await who_is(session, draft.chat)
    if actor.kind is not ActorKind.STRANGER:
        return False
    reader = Reader(draft.chat, actor.language, draft.organisation_id)
    until = clock.local(draft.received_at + KEPT).date()
    news = News(
        kind="unfinished",
        text=spoken(_REMINDER, day=until),
        dedupe=f"{_DEDUPE}{draft.key}",
        priority=Priority.NEWS,
        buttons=(GO_ON,),
    )
    await put(session, reader, news)
    return True


async def forget_unfinished(session: AsyncSession) -> int:
    """What nobody finished is not kept for ever."""
    found = list(await session.scalars(drafts().where(~is_kept())))
    for forgotten in found:
        await session.delete(forgotten)
    await session.flush()
    return len(found)
