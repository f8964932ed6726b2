"""Signing in to the panel, and the sessions that follow: in the database, so that ending a row signs a browser out.

A session ends by itself after `idle_minutes` without a click and `session_hours` after sign-in (settings). Tries are
slowed down by login and by address; every failure says the same, whatever was wrong.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock, passwords
from domain.access import STRANGER, Actor, Deed, demand, find
from domain.database import Database, lock_day
from domain.refusals import NotFound, Refusal
from domain.secrets import token_hash
from domain.settings import settings
from domain.staff import actor_of_staff, visible_staff
from models.audit import AuditAction
from models.staff import PanelSession, SignInAttempt, Staff

WINDOW = timedelta(minutes=15)
TRIES_OF_A_LOGIN = 5
TRIES_OF_AN_ADDRESS = 30
#: A click is written down at most so often.
NOTED_EVERY = timedelta(seconds=60)


class WrongSignIn(Refusal):
    """Login or password is not right. Please try again, or ask the administrator for a new password."""


class TooManyTries(Refusal):
    """There were too many tries to sign in. Please wait {minutes} minutes and try again."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the token for the cookie, and who came in."""

    token: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A signed-in browser in the list of sessions; `handle` ends it and opens nothing."""

    handle: str
    staff_id: int
    staff_name: str
    created_at: datetime
    seen_at: datetime
    ip: str
    agent: str
    is_this: bool


async def sign_in(database: Database, *, login: str, password: str, ip: str, agent: str) -> SignedIn:
    """Open a session. The try is written down first, so a refusal leaves its trace and tries cannot run abreast.

    Takes the database: no transaction is held while the password is checked.
    """
    login = login.strip().casefold()[:80]
    attempt = await _noted_attempt(database, login, ip)
    async with database.reading(STRANGER) as session:
        rows = sa.select(Staff).where(col(Staff.login) == login, col(Staff.active))
        member = await session.scalar(rows)
    if not await passwords.is_right(password, member.password_hash if member else None) or member is None:
        if member:
            await _note_refusal(database, member, ip)
        raise WrongSignIn
    async with database.unit(STRANGER) as session:
        actor = await actor_of_staff(session, member)
    token = secrets.token_urlsafe(32)
    async with database.unit(actor) as session:
        now = clock.now()
        session.add(
            PanelSession(
                token_hash=token_hash(token), staff_id=member.key, created_at=now, seen_at=now, ip=ip, agent=agent[:300]
            )
        )
        await _succeeded(session, attempt)
        audit.record(session, AuditAction.SIGNED_IN, "staff", member.id, after={"ip": ip})
    return SignedIn(token, actor)


async def _noted_attempt(database: Database, login: str, ip: str) -> int:
    """Write the try down, or raise TooManyTries. A try that is turned away does not count itself."""

    async def work(session: AsyncSession) -> int:
        await lock_day(session, f"sign_in:{ip}", alone=True)
        await lock_day(session, f"sign_in:{login}", alone=True)
        if await _failures(session, login=login) >= TRIES_OF_A_LOGIN:
            raise TooManyTries(minutes=_minutes())
        if await _failures(session, ip=ip) >= TRIES_OF_AN_ADDRESS:
            raise TooManyTries(minutes=_minutes())
        attempt = SignInAttempt(login=login, ip=ip[:60], tried_at=clock.now())
        session.add(attempt)
        await session.flush()
        return attempt.id or 0

    return await database.run(STRANGER, work)


def _minutes() -> int:
    return int(WINDOW.total_seconds() // 60)


async def _failures(session: AsyncSession, **of: str) -> int:
    """Failed tries of a login or an address within the window; for a login, since it was last right."""
    rows = sa.select(sa.func.count()).select_from(SignInAttempt)
    rows = rows.where(col(SignInAttempt.tried_at) > clock.now() - WINDOW, col(SignInAttempt.succeeded).is_(False))
    for name, value in of.items():
        rows = rows.where(getattr(SignInAttempt, name) == value)
    if "login" in of:
        last = sa.select(sa.func.max(col(SignInAttempt.id))).where(
            col(SignInAttempt.login) == of["login"], col(SignInAttempt.succeeded)
        )
        rows = rows.where(col(SignInAttempt.id) > sa.func.coalesce(last.scalar_subquery(), 0))
    return await session.scalar(rows) or 0


async def _succeeded(session: AsyncSession, attempt: int) -> None:
    change = sa.update(SignInAttempt).where(col(SignInAttempt.id) == attempt).values(succeeded=True)
    await session.execute(change.execution_options(audited=True, synchronize_session=False))


async def _note_refusal(database: Database, member: Staff, ip: str) -> None:
    async with database.unit(STRANGER) as session:
        audit.record(
            session, AuditAction.REFUSED, "staff", member.id, after={"ip": ip}, organisation_id=member.organisation_id
        )


async def actor_of_session(database: Database, token: str, *, clicked: bool = True) -> Actor | None:
    """Who is behind the cookie; None when the session has ended, was idle or too long, or the member has left.

    A page that renews itself has not been `clicked`, so it does not keep an absent person signed in.
    """
    now = clock.now()
    async with database.reading(STRANGER) as session:
        found = await session.execute(
            sa.select(PanelSession, Staff)
            .join(Staff, col(Staff.id) == col(PanelSession.staff_id))
            .where(col(PanelSession.token_hash) == token_hash(token), *_is_open(now), col(Staff.active))
        )
        row = found.first()
        if row is None:
            return None
        opened, member = row
        actor = await actor_of_staff(session, member)
    if clicked and now - opened.seen_at >= NOTED_EVERY:
        async with database.unit(STRANGER) as session:
            await _end_or_note(session, col(PanelSession.token_hash) == opened.token_hash, seen_at=now)
    return actor


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
    rows = sa.select(PanelSession).where(col(PanelSession.staff_id) == member.key, *_is_open(clock.now()))
    found = await session.scalars(rows.order_by(col(PanelSession.created_at).desc()))
    here = token_hash(token) if token else ""
    return [
        OpenSession(
            one.token_hash, member.key, member.name, one.created_at, one.seen_at, one.ip, one.agent,
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
