"""One-time codes that the office hands out: only the hash is kept, they live 72 hours and are used once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor, ActorKind
from domain.refusals import Refusal


class CodeUnknown(Refusal):
    """I do not know this code. Please check it on the slip, or ask the office for a new one."""


class CodeUsed(Refusal):
    """This code has been used already. Please ask the office for a new one."""


class CodeExpired(Refusal):
    """This code is too old. Please ask the office for a new one."""


class TooManyCodes(Refusal):
    """There were too many wrong codes from this phone. Please try again in an hour, or call the office."""


@dataclass(frozen=True)
class NewCode:
    """A code just made: shown once, on the slip, and never again."""

    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Linkable:
    """Whom a right code would link, said as "Are you this person?" allows: first name and street, nothing more.

    A dialogue keeps `code_id`, never the code itself.
    """

    code_id: int
    kind: ActorKind
    first_name: str
    street: str
    #: A phone is on file: the chat must share its contact.
    needs_contact: bool
    #: The first name of whom this chat speaks for until now, who would lose it; empty for a new chat.
    replaces: str
    language: str


async def make_code(
    session: AsyncSession,
    actor: Actor,
    *,
    person_id: int | None = None,
    relative_id: int | None = None,
    driver_id: int | None = None,
) -> NewCode:
    """Make a code for one person, relative or driver; earlier codes for the same one stop working."""
    raise NotImplementedError


async def look_at_code(session: AsyncSession, *, telegram_id: int, code: str) -> Linkable | Refusal:
    """Whom the code would link. A refusal is returned, not raised: the wrong try must stay counted."""
    raise NotImplementedError
