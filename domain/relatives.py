"""Relatives: what they are to whom, and the rights that the person or the office gave them."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.access import Actor
from models.people import Kinship, KinshipKind, Person, Relative


@dataclass(frozen=True)
class RelativeFacts:
    """What a form says of a relative and of the rights for one person."""

    name: str
    kind: KinshipKind
    phone: str = ""
    language: str = "bg"
    may_see: bool = False
    may_order: bool = False
    is_told: bool = False
    call_order: int = 1


@dataclass(frozen=True)
class Kin:
    """A relative of one person, with the rights."""

    relative: Relative
    kinship: Kinship
    has_chat: bool


async def save_relative(
    session: AsyncSession,
    actor: Actor,
    *,
    person_id: int,
    facts: RelativeFacts,
    relative_id: int | None = None,
    version: int | None = None,
) -> Kin:
    """Write a relative of a person, new or known; a known relative of other people is joined to this one too."""
    raise NotImplementedError


async def end_kinship(session: AsyncSession, actor: Actor, *, person_id: int, relative_id: int) -> None:
    """The relative has nothing to do with the person any more; who has nobody left loses the chat link."""
    raise NotImplementedError


async def kin_of(session: AsyncSession, actor: Actor, *, person_id: int) -> list[Kin]:
    """The person's relatives, in the order in which they are called."""
    raise NotImplementedError


async def people_of(session: AsyncSession, actor: Actor) -> list[Person]:
    """The people for whom this relative's chat may speak, by name; of a person's chat, the person alone."""
    raise NotImplementedError


async def allow(
    session: AsyncSession,
    actor: Actor,
    *,
    relative_id: int,
    person_id: int | None = None,
    may_see: bool,
    may_order: bool,
    is_told: bool,
) -> Kin:
    """Give or withdraw rights: the person in the chat (for herself), or the office. The relative is told."""
    raise NotImplementedError
