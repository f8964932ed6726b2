"""Linking a chat to a person, a relative, a driver or a colleague; approval by the office; taking a link back."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock, dialogues, phones, tasks
from domain.access import Actor, ActorKind, Deed
from domain.links import telling
from domain.links.codes import CodeUsed, still_good
from domain.links.knowing import who_is
from domain.links.owners import Owner, owner_of
from domain.refusals import Refusal
from models.chats import Chat, ChatStatus, LinkCode
from models.staff import Staff
from models.tasks import Task, TaskKind, TaskOutcome

_COLUMNS = {
    ActorKind.PERSON: "person_id",
    ActorKind.RELATIVE: "relative_id",
    ActorKind.DRIVER: "driver_id",
    ActorKind.STAFF: "staff_id",
}


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
    """Use up the code that the dialogue holds. `contact_phone` comes from a contact whose user is
    the sender, which the door checks.

    One chat a person, one person a chat: the old chat of the person is told and ends.
    Raises CodeUsed, CodeExpired, ContactNeeded.
    """
    code = await access.find(session, sa.select(LinkCode), code_id, fresh=True)
    owner = await owner_of(session, still_good(code))
    if owner.phones and contact_phone is None:
        raise ContactNeeded
    phone = _phone(contact_phone)
    try:
        async with session.begin_nested():
            await _use_up(session, code)
            if phone in owner.phones:
                chat = await _link(session, telegram_id, owner)
                return Linked(chat, await who_is(session, telegram_id))
            chat = await _wait(session, telegram_id, owner)
    except IntegrityError:
        raise CodeUsed from None  # two chats at the same instant: the partial unique indexes let one in
    task = await _ask_for_approval(session, chat, owner, phone)
    return Waiting(chat, task, phone_differs=bool(owner.phones))


def _phone(contact_phone: str | None) -> str:
    """The number of the contact; one that is no number matches nobody."""
    try:
        return phones.contact_phone(contact_phone or "")
    except phones.NotAPhone:
        return ""


async def _use_up(session: AsyncSession, code: LinkCode) -> None:
    """Mark the code as used, if nobody was quicker."""
    used = await session.scalar(
        sa.update(LinkCode)
        .where(col(LinkCode.id) == code.key, col(LinkCode.used_at).is_(None))
        .values(used_at=clock.now())
        .returning(col(LinkCode.id))
        .execution_options(audited=True, synchronize_session=False)
    )
    if used is None:
        raise CodeUsed
    await session.refresh(code)


async def _link(session: AsyncSession, telegram_id: int, owner: Owner) -> Chat:
    """The chat of the owner; every other chat of the owner, and every other owner of the chat, ends."""
    column = col(getattr(Chat, _COLUMNS[owner.kind]))
    known: Chat | None = None
    for chat in await _current(session, sa.or_(col(Chat.telegram_id) == telegram_id, column == owner.number)):
        mine = chat.telegram_id == telegram_id
        if mine and chat.status is ChatStatus.LINKED and getattr(chat, _COLUMNS[owner.kind]) == owner.number:
            known = chat
            continue
        await _end(session, chat)
        if not mine:
            await telling.moved_to_another_phone(session, chat, owner)
    if known:
        known.blocked = False
        await session.flush()
        return known
    return await _add(session, telegram_id, owner, ChatStatus.LINKED)


async def _wait(session: AsyncSession, telegram_id: int, owner: Owner) -> Chat:
    """A chat that speaks for nobody until the office approves; what it spoke for before ends."""
    for chat in await _current(session, col(Chat.telegram_id) == telegram_id):
        await _end(session, chat)
    return await _add(session, telegram_id, owner, ChatStatus.WAITING)


async def _current(session: AsyncSession, where: sa.ColumnElement[bool]) -> list[Chat]:
    """The chats that are linked or wait, locked in one order."""
    rows = sa.select(Chat).where(where, col(Chat.status) != ChatStatus.REVOKED)
    rows = rows.order_by(col(Chat.id)).with_for_update().execution_options(populate_existing=True)
    return list(await session.scalars(rows))


async def _add(session: AsyncSession, telegram_id: int, owner: Owner, status: ChatStatus) -> Chat:
    chat = Chat(
        organisation_id=owner.organisation_id,
        telegram_id=telegram_id,
        status=status,
        linked_at=clock.now(),
    )
    setattr(chat, _COLUMNS[owner.kind], owner.number)
    session.add(chat)
    await session.flush()
    return chat


async def _end(session: AsyncSession, chat: Chat) -> None:
    """End a link, at once in the database: the index must be free for the next one."""
    if chat.status is ChatStatus.WAITING:
        await _close_the_task(session, chat, TaskOutcome.NO_NEED, None)
    chat.status = ChatStatus.REVOKED
    chat.revoked_at = clock.now()
    await session.flush()
    await dialogues.forget(session, chat.telegram_id)


async def _ask_for_approval(session: AsyncSession, chat: Chat, owner: Owner, phone: str) -> Task:
    """A task for the office. It is the program that asks: the chat speaks for nobody yet."""
    return await tasks.open_task(
        session,
        access.job("link_chat", owner.organisation_id),
        kind=TaskKind.APPROVE_LINK,
        person_id=owner.person_id,
        office_id=owner.office_id,
        words=owner.name,
        phone=phone,
        chat=chat.telegram_id,
    )


async def approve_link(session: AsyncSession, actor: Actor, *, chat_id: int) -> Chat:
    """Let a waiting chat speak for its person; the chat is told, the task closed."""
    access.demand(actor, Deed.LINK_CHATS)
    waiting = await access.find(session, access.visible_chats(actor), chat_id)
    owner = await owner_of(session, waiting)
    column = col(getattr(Chat, _COLUMNS[owner.kind]))
    current = await _current(session, (column == owner.number) | (col(Chat.id) == chat_id))
    if waiting not in current or waiting.status is not ChatStatus.WAITING:
        raise NothingToApprove
    for chat in current:
        if chat.status is ChatStatus.LINKED:
            await _end(session, chat)
            await telling.moved_to_another_phone(session, chat, owner)
    await _close_the_task(session, waiting, TaskOutcome.DONE, actor)
    waiting.status = ChatStatus.LINKED
    waiting.linked_at = clock.now()
    await session.flush()
    await telling.approved(session, waiting, owner)
    return waiting


async def revoke_chat(session: AsyncSession, actor: Actor, *, chat_id: int) -> Chat:
    """Take a link back, or refuse a waiting one; the chat is told."""
    access.demand(actor, Deed.LINK_CHATS)
    chat = await access.find(session, access.visible_chats(actor).with_for_update(), chat_id, fresh=True)
    if chat.status is ChatStatus.REVOKED:
        return chat
    if chat.status is ChatStatus.WAITING:
        await _close_the_task(session, chat, TaskOutcome.NO_NEED, actor)
    await end_chat(session, chat)
    return chat


async def end_chat(session: AsyncSession, chat: Chat, *, tell: bool = True) -> None:
    """End a link, so that the chat speaks for nobody from now on, and tell it."""
    await _end(session, chat)
    if tell:
        await telling.ended(session, chat)


async def end_staff_chat(session: AsyncSession, member: Staff) -> None:
    """End the chat of a colleague who leaves or whose rights have changed; a new code links it anew."""
    for chat in await _current(session, col(Chat.staff_id) == member.key):
        await end_chat(session, chat)


async def _close_the_task(session: AsyncSession, chat: Chat, outcome: TaskOutcome, actor: Actor | None) -> None:
    """The office need not look at the chat any more."""
    rows = sa.select(Task).where(
        col(Task.kind) == TaskKind.APPROVE_LINK,
        col(Task.chat) == chat.telegram_id,
        col(Task.organisation_id) == chat.organisation_id,
        col(Task.closed_at).is_(None),
    )
    for task in await session.scalars(rows.order_by(col(Task.id))):
        task.closed_at, task.outcome = clock.now(), outcome
        task.closed_by = actor.number if actor and actor.kind is ActorKind.STAFF else None
