"""Linking a chat to a person, a relative or a driver; approval by the office; taking a link back."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from domain.refusals import Refusal
from models.chats import Chat
from models.tasks import Task


class ContactNeeded(Refusal):
    """Please press the button that sends your phone number, so that we know it is you."""


class NothingToApprove(Refusal):
    """This chat does not wait for approval any more. Please look at the list again."""


@dataclass(frozen=True)
class Linked:
    """The chat speaks for somebody from now on; `actor` is who it is."""

    chat: Chat
    actor: Actor


@dataclass(frozen=True)
class Waiting:
    """The code was right, the office must still approve: no phone on file, or another one."""

    chat: Chat
    task: Task
    phone_differs: bool


async def link_chat(
    session: AsyncSession, *, telegram_id: int, code_id: int, contact_phone: str | None = None
) -> Linked | Waiting:
    """Use up the code that the dialogue holds. `contact_phone` is of a contact whose user is the sender (the door checks).

    One chat a person, one person a chat: the old chat of the person is told and ends.
    Raises CodeUsed, CodeExpired, ContactNeeded.
    """
    raise NotImplementedError


async def approve_link(session: AsyncSession, actor: Actor, *, chat_id: int) -> Chat:
    """Let a waiting chat speak for its person; the chat is told, the task closed."""
    raise NotImplementedError


async def revoke_chat(session: AsyncSession, actor: Actor, *, chat_id: int) -> Chat:
    """Take a link back, or refuse a waiting one; the chat is told."""
    raise NotImplementedError
