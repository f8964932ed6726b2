"""What happened to a service user's record, in words, from the audit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.phrases import Spoken


@dataclass(frozen=True)
class Event:
    """One deed: when, who, and what, to be worded in the reader's language."""

    at: datetime
    who: Spoken
    what: Spoken


async def history_of(session: AsyncSession, actor: Actor, *, person_id: int, limit: int = 30) -> list[Event]:
    """The last deeds that concern the person, the newest first; lookings-in are left to the audit page."""
    raise NotImplementedError
