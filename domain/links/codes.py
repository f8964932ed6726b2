"""One-time codes that the office hands out: only the hash is kept, they live 72 hours and are used once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import access, clock
from domain.access import Actor, ActorKind, Deed
from domain.links.colleagues import linkable_staff
from domain.links.knowing import who_is
from domain.links.owners import Owner, owner_of
from domain.refusals import NotAllowed, NotFound, Refusal
from domain.secrets import token_hash
from models.chats import LinkCode
from models.routes import Driver
from models.staff import SignInAttempt

LIFE = timedelta(hours=72)
WRONG_TRIES = 5
TRIES_WITHIN = timedelta(hours=1)


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
    staff_id: int | None = None,
) -> NewCode:
    """Make a code for one person, relative, driver or colleague; earlier codes for the same one stop working."""
    owner = {"person_id": person_id, "relative_id": relative_id, "driver_id": driver_id, "staff_id": staff_id}
    organisation_id = await _allowed_owner(session, actor, owner)
    await _end_earlier_codes(session, owner)
    code = secrets.token_urlsafe(24)
    row = LinkCode(
        organisation_id=organisation_id,
        code_hash=token_hash(code),
        person_id=person_id,
        relative_id=relative_id,
        driver_id=driver_id,
        staff_id=staff_id,
        made_by=actor.number,
        made_at=clock.now(),
        expires_at=clock.now() + LIFE,
    )
    session.add(row)
    await session.flush()
    return NewCode(code, row.expires_at)


async def _allowed_owner(session: AsyncSession, actor: Actor, owner: Mapping[str, int | None]) -> int:
    """The organisation of the one named, whom the actor must be allowed to link. Raises NotFound, NotAllowed."""
    access.demand(actor, Deed.LINK_CHATS)
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    if owner["person_id"] is not None:
        return (await access.find(session, access.visible_people(actor), owner["person_id"])).organisation_id
    if owner["relative_id"] is not None:
        return (await access.find(session, access.visible_relatives(actor), owner["relative_id"])).organisation_id
    if owner["staff_id"] is not None:
        return (await access.find(session, linkable_staff(actor), owner["staff_id"])).organisation_id
    access.demand(actor, Deed.PLAN_ROUTES)
    return (await access.find(session, sa.select(Driver), owner["driver_id"])).organisation_id


async def _end_earlier_codes(session: AsyncSession, owner: Mapping[str, int | None]) -> None:
    rows = sa.select(LinkCode).where(
        *(col(getattr(LinkCode, name)).is_not_distinct_from(number) for name, number in owner.items()),
        col(LinkCode.used_at).is_(None),
        col(LinkCode.expires_at) > clock.now(),
    )
    for code in await session.scalars(rows.order_by(col(LinkCode.id)).with_for_update()):
        code.expires_at = clock.now()


async def look_at_code(session: AsyncSession, *, telegram_id: int, code: str) -> Linkable | Refusal:
    """Whom the code would link. A refusal is returned, not raised: the wrong try must stay counted."""
    if await _tried_too_often(session, telegram_id):
        return TooManyCodes()
    try:
        row = await _usable(session, code)
        owner = await owner_of(session, row)
    except (CodeUnknown, CodeUsed, CodeExpired, NotFound) as refusal:
        session.add(SignInAttempt(login=_guesser(telegram_id), ip="", tried_at=clock.now()))
        await session.flush()
        return CodeUnknown() if isinstance(refusal, NotFound) else refusal
    return Linkable(
        code_id=row.key,
        kind=owner.kind,
        first_name=owner.first_name,
        street=owner.street,
        needs_contact=bool(owner.phones),
        replaces=await _replaced(session, telegram_id, owner),
        language=owner.language,
    )


async def _usable(session: AsyncSession, code: str) -> LinkCode:
    row = await session.scalar(sa.select(LinkCode).where(col(LinkCode.code_hash) == token_hash(code.strip())))
    if row is None:
        raise CodeUnknown
    return still_good(row)


def still_good(row: LinkCode) -> LinkCode:
    """The code, if it may still be used. Raises CodeUsed, CodeExpired."""
    if row.used_at is not None:
        raise CodeUsed
    if row.expires_at <= clock.now():
        raise CodeExpired
    return row


async def _tried_too_often(session: AsyncSession, telegram_id: int) -> bool:
    """Whether the chat has used up its wrong tries: guessing must not pay."""
    rows = sa.select(sa.func.count()).where(
        col(SignInAttempt.login) == _guesser(telegram_id),
        col(SignInAttempt.succeeded).is_(False),
        col(SignInAttempt.tried_at) > clock.now() - TRIES_WITHIN,
    )
    return (await session.scalar(rows) or 0) >= WRONG_TRIES


def _guesser(telegram_id: int) -> str:
    return f"chat:{telegram_id}"


async def _replaced(session: AsyncSession, telegram_id: int, owner: Owner) -> str:
    known = await who_is(session, telegram_id)
    same = (known.kind, known.number) == (owner.kind, owner.number)
    return "" if same or known.kind is ActorKind.STRANGER else known.name
