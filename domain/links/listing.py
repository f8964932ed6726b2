"""What the office sees of chats and codes: who waits, which drivers and colleagues have a chat, what a slip says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access
from domain.access import Actor, ActorKind, Deed
from domain.links.codes import CodeUnknown, still_good
from domain.links.colleagues import linkable_staff
from domain.links.owners import owner_of
from domain.secrets import token_hash
from models.chats import Chat, ChatStatus, LinkCode
from models.people import Person, Relative
from models.routes import Driver
from models.staff import Staff


@dataclass(frozen=True)
class ChatRow:
    """A chat as a list shows it."""

    chat_id: int
    kind: ActorKind
    owner_id: int
    name: str
    phone: str | None
    status: ChatStatus
    since: datetime
    blocked: bool


@dataclass(frozen=True)
class DriverRow:
    """A driver, and the chat that is linked, if one is."""

    driver_id: int
    name: str
    phone: str | None
    chat: ChatRow | None


@dataclass(frozen=True)
class ColleagueRow:
    """A colleague who may have a chat, and the chat that is linked, if one is."""

    member: Staff
    chat: ChatRow | None


@dataclass(frozen=True)
class Slip:
    """What is printed for somebody who shall link a chat: first name and street, nothing more."""

    kind: ActorKind
    first_name: str
    street: str
    expires_at: datetime
    language: str


async def waiting_chats(session: AsyncSession, actor: Actor) -> list[ChatRow]:
    """Chats that wait for approval, the oldest first."""
    return await _chats(session, actor, col(Chat.status) == ChatStatus.WAITING)


async def driver_chats(session: AsyncSession, actor: Actor) -> list[DriverRow]:
    """The drivers who work now with their chats, by name; only for those who plan routes."""
    if not actor.may(Deed.PLAN_ROUTES) or not actor.may(Deed.LINK_CHATS):
        return []
    linked = (col(Chat.status) == ChatStatus.LINKED) & col(Chat.driver_id).is_not(None)
    chats = {row.owner_id: row for row in await _chats(session, actor, linked)}
    drivers = sa.select(Driver).where(col(Driver.active)).order_by(col(Driver.name), col(Driver.id))
    return [DriverRow(one.key, one.name, one.phone, chats.get(one.key)) for one in await session.scalars(drivers)]


async def colleague_chats(session: AsyncSession, actor: Actor) -> list[ColleagueRow]:
    """The colleagues to whom the actor may give a code, with their chats, by name."""
    linked = (col(Chat.status) == ChatStatus.LINKED) & col(Chat.staff_id).is_not(None)
    chats = {row.owner_id: row for row in await _chats(session, actor, linked)}
    rows = linkable_staff(actor).order_by(col(Staff.name), col(Staff.id))
    return [ColleagueRow(one, chats.get(one.key)) for one in await session.scalars(rows)]


async def _chats(session: AsyncSession, actor: Actor, where: sa.ColumnElement[bool]) -> list[ChatRow]:
    rows = (
        access.visible_chats(actor)
        .where(where)
        .outerjoin(Person, col(Person.id) == col(Chat.person_id))
        .outerjoin(Relative, col(Relative.id) == col(Chat.relative_id))
        .outerjoin(Driver, col(Driver.id) == col(Chat.driver_id))
        .outerjoin(Staff, col(Staff.id) == col(Chat.staff_id))
        .add_columns(Person, Relative, Driver, Staff)
        .order_by(col(Chat.linked_at), col(Chat.id))
    )
    return [_row(chat, owners) for chat, *owners in await session.execute(rows)]


def _row(chat: Chat, owners: list[Any]) -> ChatRow:
    kinds = (ActorKind.PERSON, ActorKind.RELATIVE, ActorKind.DRIVER, ActorKind.STAFF)
    kind, owner = next((kind, owner) for kind, owner in zip(kinds, owners, strict=True) if owner is not None)
    name = owner.full_name if isinstance(owner, Person) else owner.name
    return ChatRow(chat.key, kind, owner.key, name, owner.phone, chat.status, chat.linked_at, chat.blocked)


async def slip_of(session: AsyncSession, actor: Actor, *, code: str) -> Slip:
    """What stands on the slip of a code that was just made. Raises CodeUnknown for a code of somebody else's people."""
    access.demand(actor, Deed.LINK_CHATS)
    row = await session.scalar(sa.select(LinkCode).where(col(LinkCode.code_hash) == token_hash(code)))
    if row is None or not await _may_link(session, actor, row):
        raise CodeUnknown
    owner = await owner_of(session, still_good(row))
    return Slip(owner.kind, owner.first_name, owner.street, row.expires_at, owner.language)


async def _may_link(session: AsyncSession, actor: Actor, code: LinkCode) -> bool:
    if code.driver_id is not None:
        return actor.may(Deed.PLAN_ROUTES)
    if code.staff_id is not None:
        own = linkable_staff(actor).with_only_columns(col(Staff.id)).where(col(Staff.id) == code.staff_id)
        return await session.scalar(own) is not None
    if code.person_id is not None:
        rows = access.visible_people(actor).with_only_columns(col(Person.id)).where(col(Person.id) == code.person_id)
    else:
        rows = access.visible_relatives(actor).with_only_columns(col(Relative.id))
        rows = rows.where(col(Relative.id) == code.relative_id)
    return await session.scalar(rows) is not None
