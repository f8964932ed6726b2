"""Who is writing: the first step of every update."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.people import Person, Relative
from models.routes import Driver

_CHAT, _PERSON, _RELATIVE, _DRIVER = (table_of(record) for record in (Chat, Person, Relative, Driver))

#: Built once and read past the ORM: every update of every chat begins with it.
_WHO = (
    sa.select(
        _CHAT.c.organisation_id,
        _CHAT.c.person_id,
        _CHAT.c.relative_id,
        _CHAT.c.driver_id,
        sa.func.coalesce(_PERSON.c.language, _RELATIVE.c.language, _DRIVER.c.language),
        sa.func.coalesce(_PERSON.c.first_name, _RELATIVE.c.name, _DRIVER.c.name),
    )
    .select_from(
        _CHAT.outerjoin(_PERSON, _PERSON.c.id == _CHAT.c.person_id)
        .outerjoin(_RELATIVE, _RELATIVE.c.id == _CHAT.c.relative_id)
        .outerjoin(_DRIVER, _DRIVER.c.id == _CHAT.c.driver_id)
    )
    .where(
        _CHAT.c.telegram_id == sa.bindparam("telegram_id"),
        _CHAT.c.status == ChatStatus.LINKED,
        sa.or_(_CHAT.c.driver_id.is_(None), _DRIVER.c.active),
    )
)


def first_name(name: str) -> str:
    """What somebody is greeted by."""
    return name.split(maxsplit=1)[0] if name.strip() else ""


async def who_is(session: AsyncSession, telegram_id: int) -> Actor:
    """The person, relative or driver whose chat this is, with language and first name; else a stranger.

    A stranger's `number` is the telegram id.
    """
    connection = await session.connection()
    found = (await connection.execute(_WHO, {"telegram_id": telegram_id})).first()
    if found is None:
        return Actor(ActorKind.STRANGER, telegram_id)
    organisation_id, person_id, relative_id, driver_id, language, name = found
    for kind, number in (
        (ActorKind.PERSON, person_id),
        (ActorKind.RELATIVE, relative_id),
        (ActorKind.DRIVER, driver_id),
    ):
        if number is not None:
            return Actor(kind, number, organisation_id, language=language, name=first_name(name))
    raise AssertionError("the database keeps one owner for each chat")


async def act_as(session: AsyncSession, actor: Actor) -> None:
    """Go on with the unit of work in the name of the actor who was recognised."""
    session.sync_session.info["actor"] = actor


async def waiting_chat(session: AsyncSession, telegram_id: int) -> Chat | None:
    """The link of this chat that the office has not approved yet."""
    rows = sa.select(Chat).where(col(Chat.telegram_id) == telegram_id, col(Chat.status) == ChatStatus.WAITING)
    return await session.scalar(rows)
