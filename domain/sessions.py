"""Signing in to the panel, and the sessions that follow: in the database, so that ending a row signs a browser out.

The password opens a session that leads nowhere but to the second step (`domain.second_factor`); only after that there
is an actor. A session ends by itself after `idle_minutes` without a click and `session_hours` after sign-in (settings).
Tries are slowed down by login and by address (`domain.attempts`); every failure says the same, whatever was wrong.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock, passwords
from domain.access import STRANGER, Actor, Deed, demand, find
from domain.attempts import noted_attempt, succeeded
from domain.database import Database
from domain.refusals import NotFound, Refusal
from domain.secrets import token_hash
from domain.settings import settings
from domain.staff import visible_staff
from domain.staff_actors import OutsideThePeriod, actor_of_staff
from models.audit import AuditAction
from models.staff import PanelSession, Staff

#: A click is written down at most so often.
NOTED_EVERY = timedelta(seconds=60)


class WrongSignIn(Refusal):
    """Login or password is not right. Please try again, or ask the administrator for a new password."""


@dataclass(frozen=True, slots=True)
class HalfSignedIn:
    """Who gave the password and not yet the second step; the token opens nothing else.

    `actor` is in whose name the step is done. `enrolled`: the app has been set up before.
    """

    token: str
    actor: Actor
    login: str
    enrolled: bool


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A signed-in browser in the list of sessions; `handle` ends it and opens nothing."""

    handle: str
    staff_id: int
    created_at: datetime
    seen_at: datetime
    ip: str
    agent: str
    is_this: bool


async def sign_in(database: Database, *, login: str, password: str, ip: str, agent: str) -> HalfSignedIn:
    """Open a session that leads to the second step. Raises WrongSignIn, TooManyTries, OutsideThePeriod.

    Takes the database: no transaction is held while the password is checked.
    """
    login = login.strip().casefold()[:80]
    attempt = await noted_attempt(database, login, ip)
    async with database.reading(STRANGER) as session:
        rows = sa.select(Staff).where(col(Staff.login) == login, col(Staff.active))
        member = await session.scalar(rows)
    if not await passwords.is_right(password, member.password_hash if member else None) or member is None:
        if member:
            await note_refusal(database, member, ip)
        raise WrongSignIn
    token = secrets.token_urlsafe(32)
    async with database.unit(STRANGER) as session:
        actor = await actor_of_staff(session, member)
        now = clock.now()
        session.add(
            PanelSession(
                token_hash=token_hash(token), staff_id=member.key, created_at=now, seen_at=now, ip=ip, agent=agent[:300]
            )
        )
        await succeeded(session, attempt)
    return HalfSignedIn(token, actor, login, member.totp_confirmed_at is not None)


async def note_refusal(database: Database, member: Staff, ip: str) -> None:
    """Write into the audit that a password or a code of somebody was wrong."""
    async with database.unit(STRANGER) as session:
        audit.record(
            session, AuditAction.REFUSED, "staff", member.id, after={"ip": ip}, organisation_id=member.organisation_id
        )


async def actor_of_session(database: Database, token: str, *, clicked: bool = True) -> Actor | None:
    """Who is behind the cookie; None before the second step, and when the session has ended or the member has left.

    A page that renews itself has not been `clicked`, so it does not keep an absent person signed in.
    """
    now = clock.now()
    async with database.reading(STRANGER) as session:
        found = await _behind(session, token, col(PanelSession.second_at).is_not(None))
        if found is None:
            return None
        opened, _member, actor = found
    if clicked and now - opened.seen_at >= NOTED_EVERY:
        async with database.unit(STRANGER) as session:
            await _end_or_note(session, col(PanelSession.token_hash) == opened.token_hash, seen_at=now)
    return replace(actor, renewed_at=opened.renewed_at)


async def half_signed_in(database: Database, token: str) -> HalfSignedIn | None:
    """Who has given the password in this browser and owes the second step; None for everybody else."""
    async with database.reading(STRANGER) as session:
        found = await _behind(session, token, col(PanelSession.second_at).is_(None))
    if found is None:
        return None
    _opened, member, actor = found
    return HalfSignedIn(token, actor, member.login, member.totp_confirmed_at is not None)


async def _behind(
    session: AsyncSession, token: str, second: sa.ColumnElement[bool]
) -> tuple[PanelSession, Staff, Actor] | None:
    """The open session of a token, whose it is, and as whom they act now."""
    rows = (
        sa.select(PanelSession, Staff)
        .join(Staff, col(Staff.id) == col(PanelSession.staff_id))
        .where(col(PanelSession.token_hash) == token_hash(token), second, *_is_open(clock.now()), col(Staff.active))
    )
    row = (await session.execute(rows)).first()
    if row is None:
        return None
    opened, member = row
    try:
        return opened, member, await actor_of_staff(session, member)
    except OutsideThePeriod:
        return None


async def owner_of_session(database: Database, token: str) -> int | None:
    """Whose session the cookie was, ended ones included: a form sent too late comes back to its writer alone."""
    async with database.reading(STRANGER) as session:
        rows = sa.select(col(PanelSession.staff_id)).where(col(PanelSession.token_hash) == token_hash(token))
        found: int | None = await session.scalar(rows)
        return found


def _is_open(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    limits = settings()
    return (
        col(PanelSession.ended_at).is_(None),
        col(PanelSession.seen_at) > now - timedelta(minutes=limits.idle_minutes),
        col(PanelSession.created_at) > now - timedelta(hours=limits.session_hours),
    )


async def _end_or_note(session: AsyncSession, which: sa.ColumnElement[bool], **values: datetime) -> int:
    change = sa.update(PanelSession).where(which, col(PanelSession.ended_at).is_(None)).values(**values)
    ended = await session.execute(
        change.returning(col(PanelSession.token_hash)).execution_options(audited=True, synchronize_session=False)
    )
    return len(ended.all())


async def sign_out(session: AsyncSession, actor: Actor, *, token: str) -> None:
    """End the session behind the cookie; once more changes nothing."""
    if await _end_or_note(session, col(PanelSession.token_hash) == token_hash(token), ended_at=clock.now()):
        audit.record(session, AuditAction.SIGNED_OUT, "staff", actor.number)


async def open_sessions(
    session: AsyncSession, actor: Actor, *, staff_id: int | None = None, token: str = ""
) -> list[OpenSession]:
    """The open sessions of a member of staff, newest first: one's own, or with MANAGE_STAFF another's."""
    member = await _whose(session, actor, staff_id)
    rows = sa.select(PanelSession).where(
        col(PanelSession.staff_id) == member.key, col(PanelSession.second_at).is_not(None), *_is_open(clock.now())
    )
    found = await session.scalars(rows.order_by(col(PanelSession.created_at).desc()))
    here = token_hash(token) if token else ""
    return [
        OpenSession(
            one.token_hash, member.key, one.created_at, one.seen_at, one.ip, one.agent,
            one.token_hash == here,
        )
        for one in found
    ]  # fmt: skip


async def end_session(session: AsyncSession, actor: Actor, *, handle: str) -> None:
    """Sign one browser out: one's own, or with MANAGE_STAFF another's."""
    rows = sa.select(PanelSession).where(col(PanelSession.token_hash) == handle)
    opened = await session.scalar(rows)
    if opened is None:
        raise NotFound
    member = await _whose(session, actor, opened.staff_id)
    if await _end_or_note(session, col(PanelSession.token_hash) == handle, ended_at=clock.now()):
        audit.record(session, AuditAction.SIGNED_OUT, "staff", member.id)


async def end_sessions(session: AsyncSession, actor: Actor, *, staff_id: int | None = None, but: str = "") -> int:
    """Sign every browser of a member of staff out, except that of the token `but`. Says how many."""
    member = await _whose(session, actor, staff_id)
    which = col(PanelSession.staff_id) == member.key
    if but:
        which &= col(PanelSession.token_hash) != token_hash(but)
    ended = await _end_or_note(session, which, ended_at=clock.now())
    if ended:
        audit.record(session, AuditAction.SIGNED_OUT, "staff", member.id, after={"sessions": ended})
    return ended


async def _whose(session: AsyncSession, actor: Actor, staff_id: int | None) -> Staff:
    if staff_id is None or staff_id == actor.number:
        return await find(session, sa.select(Staff).where(col(Staff.id) == actor.number), actor.number)
    demand(actor, Deed.MANAGE_STAFF)
    return await find(session, visible_staff(actor), staff_id)
