"""The second step of signing in: a code of an app on one's own telephone, or a recovery code when that is lost.

Everybody in the panel has it. Each code works once: its step of time is taken by a guarded update. Wrong codes are
slowed down as wrong passwords are. What is most private asks for password and code anew (`demand_renewed`).
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import audit, clock, passwords, totp
from domain.access import STRANGER, Actor, ActorKind, Deed, demand, find
from domain.attempts import name_of_codes, noted_attempt, succeeded
from domain.database import Database
from domain.refusals import NotAllowed, Refusal
from domain.secrets import keyed_hash, seal, token_hash, unseal
from domain.sessions import HalfSignedIn, note_refusal
from domain.staff import sign_out_everywhere, visible_staff
from models.audit import AuditAction
from models.staff import PanelSession, RecoveryCode, Staff

SCOPE = "staff.totp"
RECOVERY_CODES = 10
#: So long after password and code were asked anew the most private things open.
RENEWED_FOR = timedelta(minutes=10)


class WrongCode(Refusal):
    """This code is not right or was used already. Please type the next one that the app shows."""


class WrongRenewal(Refusal):
    """Password or code is not right, or the code was used already. Please wait for the next code and try again."""


class RenewalNeeded(Refusal):
    """This is asked for once more: please type your password and the code of the app."""


class NotBegun(Refusal):
    """Nobody with this login has begun the second step. Sign in with the password first; then ask for the code."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the page of the first sign-in shows: the picture for the app, and the same as a text to be typed."""

    picture: str
    key: str


async def begin(session: AsyncSession, half: HalfSignedIn) -> Enrolment:
    """What is to be put into the app. Asked twice, it is the same: a page may be loaded anew."""
    fresh = seal(totp.new_secret(), SCOPE)
    change = sa.update(Staff).where(col(Staff.id) == half.actor.number, col(Staff.totp_sealed).is_(None))
    if await _changed(session, change.values(totp_sealed=fresh).returning(col(Staff.id))):
        audit.record(session, AuditAction.CHANGED, "staff", half.actor.number, after={"totp_sealed": "***"})
    secret = _secret_of(await _oneself(session, half.actor))
    address = totp.address_of(secret, half.login)
    return Enrolment(totp.picture_of(address), " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)))


async def finish(database: Database, half: HalfSignedIn, *, code: str, ip: str) -> list[str]:
    """Take the code and open the panel in this browser; at the first sign-in gives the recovery codes, shown once.

    Raises WrongCode, TooManyTries. Takes the database: a try is written down before it is judged.
    """
    attempt = await noted_attempt(database, name_of_codes(half.actor.number or 0), ip)

    async def work(session: AsyncSession) -> list[str]:
        member = await _oneself(session, half.actor)
        await _take(session, member, code)
        opened = sa.update(PanelSession).where(
            col(PanelSession.token_hash) == token_hash(half.token), col(PanelSession.ended_at).is_(None)
        )
        await _changed(session, opened.values(second_at=clock.now()).returning(col(PanelSession.staff_id)))
        await succeeded(session, attempt)
        audit.record(session, AuditAction.SIGNED_IN, "staff", member.id, after={"ip": ip})
        return await _confirmed(session, member)

    try:
        return await database.run(half.actor, work)
    except WrongCode:
        await _note_wrong(database, half.actor, ip)
        raise


async def _confirmed(session: AsyncSession, member: Staff) -> list[str]:
    """That the app is set up, which happens once; the recovery codes then."""
    change = sa.update(Staff).where(col(Staff.id) == member.key, col(Staff.totp_confirmed_at).is_(None))
    if not await _changed(session, change.values(totp_confirmed_at=clock.now()).returning(col(Staff.id))):
        return []
    audit.record(session, AuditAction.CHANGED, "staff", member.id, after={"totp_confirmed_at": clock.now().isoformat()})
    return await _new_codes(session, member)


async def renew(database: Database, actor: Actor, *, token: str, password: str, code: str, ip: str) -> None:
    """Password and code asked anew: this browser opens the most private things for ten minutes.

    Raises WrongRenewal, TooManyTries.
    """
    attempt = await noted_attempt(database, name_of_codes(actor.number or 0), ip)
    async with database.reading(actor) as session:
        known = (await _oneself(session, actor)).password_hash
    right = await passwords.is_right(password, known)

    async def work(session: AsyncSession) -> None:
        if not right:
            raise WrongCode
        await _take(session, await _oneself(session, actor), code)
        change = sa.update(PanelSession).where(
            col(PanelSession.token_hash) == token_hash(token), col(PanelSession.ended_at).is_(None)
        )
        await _changed(session, change.values(renewed_at=clock.now()).returning(col(PanelSession.staff_id)))
        await succeeded(session, attempt)

    try:
        await database.run(actor, work)
    except WrongCode:
        await _note_wrong(database, actor, ip)
        raise WrongRenewal from None


def demand_renewed(actor: Actor) -> None:
    """Raise RenewalNeeded unless this member of staff gave password and code anew within the last ten minutes."""
    if actor.kind is not ActorKind.STAFF:
        raise NotAllowed
    if actor.renewed_at is None or clock.now() - actor.renewed_at >= RENEWED_FOR:
        raise RenewalNeeded


async def recovery_codes_left(session: AsyncSession, actor: Actor) -> int:
    """How many of one's own recovery codes are still unused."""
    rows = sa.select(sa.func.count()).select_from(RecoveryCode)
    rows = rows.where(col(RecoveryCode.staff_id) == actor.number, col(RecoveryCode.used_at).is_(None))
    return await session.scalar(rows) or 0


async def new_recovery_codes(session: AsyncSession, actor: Actor) -> list[str]:
    """Ten new recovery codes for oneself, shown once; the old ones open nothing any more."""
    demand_renewed(actor)
    return await _new_codes(session, await _oneself(session, actor))


async def reset(session: AsyncSession, actor: Actor, *, staff_id: int) -> None:
    """Let a member of staff set the app up anew, as for a lost telephone; they are signed out everywhere."""
    demand(actor, Deed.MANAGE_STAFF)
    member = await find(session, visible_staff(actor), staff_id, fresh=True)
    demand_renewed(actor)
    member.totp_sealed = None
    member.totp_confirmed_at = None
    member.totp_step = 0
    await session.flush()
    await _forget_codes(session, member)
    await sign_out_everywhere(session, member)


async def present_code(database: Database, *, login: str) -> str:
    """The code that somebody's app would show now, for the operator at the command line; audited. Raises NotBegun.

    One that was used already is passed over for the next: it is taken up to half a minute early.
    """
    async with database.reading(STRANGER) as session:
        member = await session.scalar(sa.select(Staff).where(col(Staff.login) == login.strip().casefold()))
    if member is None or member.totp_sealed is None:
        raise NotBegun
    async with database.unit(Actor(ActorKind.JOB, organisation_id=member.organisation_id, name="command")) as session:
        audit.record(session, AuditAction.OPENED, "staff.code", member.id)
    return totp.code_of_step(_secret_of(member), max(totp.present_step(), member.totp_step + 1))


async def _oneself(session: AsyncSession, actor: Actor) -> Staff:
    rows = sa.select(Staff).where(col(Staff.active))
    return await find(session, rows, actor.number, fresh=True)


def _secret_of(member: Staff) -> str:
    if member.totp_sealed is None:
        raise WrongCode
    return unseal(member.totp_sealed, SCOPE)


async def _take(session: AsyncSession, member: Staff, code: str) -> None:
    """Use up a code of the app or, once the app is set up, a recovery code. Raises WrongCode."""
    typed = _figures(code)
    for step in totp.steps_of(_secret_of(member), typed):
        change = sa.update(Staff).where(col(Staff.id) == member.key, col(Staff.totp_step) < step)
        if await _changed(session, change.values(totp_step=step).returning(col(Staff.id))):
            return
    change = sa.update(RecoveryCode).where(
        col(RecoveryCode.staff_id) == member.key,
        col(RecoveryCode.code_hash) == _hash(member, typed),
        col(RecoveryCode.used_at).is_(None),
    )
    used = await _changed(session, change.values(used_at=clock.now()).returning(col(RecoveryCode.id)))
    if not used:
        raise WrongCode
    audit.record(session, AuditAction.CHANGED, "recovery_code", used, after={"used_at": clock.now().isoformat()})


async def _new_codes(session: AsyncSession, member: Staff) -> list[str]:
    await _forget_codes(session, member)
    codes = [" ".join(f"{secrets.randbelow(10_000):04}" for _group in range(3)) for _ in range(RECOVERY_CODES)]
    hashes = [_hash(member, _figures(code)) for code in codes]
    session.add_all(
        RecoveryCode(organisation_id=member.organisation_id, staff_id=member.key, code_hash=one) for one in hashes
    )
    await session.flush()
    return codes


async def _forget_codes(session: AsyncSession, member: Staff) -> None:
    for old in await session.scalars(sa.select(RecoveryCode).where(col(RecoveryCode.staff_id) == member.key)):
        await session.delete(old)
    await session.flush()


def _figures(code: str) -> str:
    return "".join(sign for sign in code if sign.isdecimal() and sign.isascii())


def _hash(member: Staff, figures: str) -> str:
    return keyed_hash(f"{member.key}:{figures}", "recovery_code")


async def _note_wrong(database: Database, actor: Actor, ip: str) -> None:
    async with database.reading(actor) as session:
        member = await _oneself(session, actor)
    await note_refusal(database, member, ip)


async def _changed(session: AsyncSession, change: sa.Executable) -> int | None:
    """Make a guarded change; the number of the one row that it reached, none when another was first."""
    found: int | None = await session.scalar(change.execution_options(audited=True, synchronize_session=False))
    return found
