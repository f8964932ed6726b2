"""Tries to sign in, written down before they are judged: guessing is slowed down by name and by address."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import STRANGER
from domain.database import Database, lock_day
from domain.refusals import Refusal
from models.staff import SignInAttempt

WINDOW = timedelta(minutes=15)
TRIES_OF_A_LOGIN = 5
TRIES_OF_AN_ADDRESS = 30


class TooManyTries(Refusal):
    """There were too many tries to sign in. Please wait {minutes} minutes and try again."""


async def noted_attempt(database: Database, login: str, ip: str) -> int:
    """Write a try down and give its number, or raise TooManyTries. A try that is turned away does not count itself.

    It is kept in a transaction of its own, so a refusal leaves its trace and tries cannot run abreast.
    """

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


def name_of_codes(staff_id: int) -> str:
    """Under which name the codes of a member of staff are counted: a right password must not forgive wrong codes.

    In capitals, so that no login that is typed can be counted with them.
    """
    return f"CODE:{staff_id}"


async def succeeded(session: AsyncSession, attempt: int) -> None:
    """A try was right: those before it under the same name are forgiven."""
    change = sa.update(SignInAttempt).where(col(SignInAttempt.id) == attempt).values(succeeded=True)
    await session.execute(change.execution_options(audited=True, synchronize_session=False))


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
