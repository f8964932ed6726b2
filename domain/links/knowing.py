"""Who is writing: the first step of every update."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from models.chats import Chat


async def who_is(session: AsyncSession, telegram_id: int) -> Actor:
    """The person, relative or driver whose chat this is, with language and first name; else a stranger.

    A stranger's `number` is the telegram id.
    """
    raise NotImplementedError


async def act_as(session: AsyncSession, actor: Actor) -> None:
    """Go on with the unit of work in the name of the actor who was recognised."""
    raise NotImplementedError


async def waiting_chat(session: AsyncSession, telegram_id: int) -> Chat | None:
    """The link of this chat that the office has not approved yet."""
    raise NotImplementedError
