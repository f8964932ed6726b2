"""The end of service: by wish, move or term, or by death."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from models.people import Person, PersonStatus


async def end_service(
    session: AsyncSession, actor: Actor, *, person_id: int, reason: PersonStatus, day: date, version: int | None = None
) -> Person:
    """No food after `day`; chats of the person end. With DECEASED every message stops at once."""
    raise NotImplementedError


async def resume_service(session: AsyncSession, actor: Actor, *, person_id: int) -> Person:
    """Serve again a person whose service had ended; the weekly order is made anew."""
    raise NotImplementedError
