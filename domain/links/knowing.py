"""Who is writing: the first step of every update."""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain.access import Actor, ActorKind
from domain.staff_actors import OutsideThePeriod, actor_of_staff
from models.base import table_of
from models.chats import Chat, ChatStatus
from models.people import Person, Relative
from models.routes import Driver
from models.staff import Staff

_CHAT, _PERSON, _RELATIVE, _DRIVER, _STAFF = (table_of(one) for one in (Chat, Person, Relative, Driver, Staff))

#: Built once and read past the ORM: every update of every chat begins with it.
_WHO = (
    sa.select(
        _CHAT.c.organisation_id,
        _CHAT.c.person_id,
        _CHAT.c.relative_id,
        _CHAT.c.driver_id,
        _CHAT.c.staff_id,
        sa.func.coalesce(_PERSON.c.language, _RELATIVE.c.language, _DRIVER.c.language),
        sa.func.coalesce(_PERSON.c.first_name, _RELATIVE.c.name, _DRIVER.c.name),
    )
    .select_from(
        _CHAT.outerjoin(_PERSON, _PERSON.c.id == _CHAT.c.person_id)
        .outerjoin(_RELATIVE, _RELATIVE.c.id == _CHAT.c.relative_id)
        .outerjoin(_DRIVER, _DRIVER.c.id == _CHAT.c.driver_id)
        .outerjoin(_STAFF, _STAFF.c.id == _CHAT.c.staff_id)
    )
    .where(
        _CHAT.c.telegram_id == sa.bindparam("telegram_id"),
        _CHAT.c.status == ChatStatus.LINKED,
        sa.or_(_CHAT.c.driver_id.is_(None), _DRIVER.c.active),
        sa.or_(_CHAT.c.staff_id.is_(None), _STAFF.c.active),
    )
)


def first_name(name: str) -> str:
    """What somebody is greeted by."""
    return name.split(maxsplit=1)[0] if name.strip() else ""


async def who_is(session: AsyncSession, telegram_id: int) -> Actor:
    """The person, relative, driver or colleague whose chat this is, with language and first name; else a stranger.

    A stranger's `number` is the telegram id.
    """
    connection = await session.connection()
    found = (await connection.execute(_WHO, {"telegram_id": telegram_id})).first()
    if found is None:
        return Actor(ActorKind.STRANGER, telegram_id)
    organisation_id, person_id, relative_id, driver_id, staff_id, language, name = found
    if staff_id is not None:
        return await _colleague(session, staff_id) or Actor(ActorKind.STRANGER, telegram_id)
    for kind, number in (
        (ActorKind.PERSON, person_id),
        (ActorKind.RELATIVE, relative_id),
        (ActorKind.DRIVER, driver_id),
    ):
        if number is not None:
            return Actor(kind, number, organisation_id, language=language, name=first_name(name))
    raise AssertionError("the database keeps one owner for each chat")


async def _colleague(session: AsyncSession, staff_id: int) -> Actor | None:
    """A member of staff with the reach of the role; nobody outside the period for which the role is given."""
    member = await session.get_one(Staff, staff_id)
    try:
        actor = await actor_of_staff(session, member)
    except OutsideThePeriod:
        return None
    return replace(actor, name=first_name(member.name))


async def act_as(session: AsyncSession, actor: Actor) -> None:
    """Go on with the unit of work in the name of the actor who was recognised."""
    session.sync_session.info["actor"] = actor


async def waiting_chat(session: AsyncSession, telegram_id: int) -> Chat | None:
    """The link of this chat that the office has not approved yet."""
    rows = sa.select(Chat).where(col(Chat.telegram_id) == telegram_id, col(Chat.status) == ChatStatus.WAITING)
    return await session.scalar(rows)
