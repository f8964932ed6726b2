"""The first start: tables, and where nothing is there yet the demonstration with its sign-ins."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from domain import migrating, passwords
from domain.database import Database
from domain.settings import Settings
from models.places import Organisation

SIGN_INS_FILE = "sign-ins.txt"
#: The sign-ins a newcomer needs, one for each kind of work; the others of the demonstration have no password yet.
#: A head of office is among them: what one person proposes, another decides; and those who watch over all of it.
SHOWN = (
    "administrator", "office.mladost", "head.mladost", "kitchen.mladost", "dispatcher", "partner.hospital", "head.cop",
    "inspector.cop", "protection",
)  # fmt: skip


@dataclass(frozen=True)
class SignIn:
    """A name and a password for the panel."""

    login: str
    password: str


async def prepare(database: Database, settings: Settings) -> int | None:
    """Bring the tables up to date and fill an empty database with the demonstration; the first organisation's number.

    A program that speaks to the real Telegram is never filled with invented people.
    """
    await migrating.migrate(database.engine)
    async with database.engine.connect() as connection:
        present = await connection.scalar(sa.select(sa.func.min(col(Organisation.id))))
    if present is not None:
        return int(present)
    if not settings.simulated:
        return None
    return await _demonstrated(database, settings)


async def _demonstrated(database: Database, settings: Settings) -> int:
    """Load the demonstration, and make its sign-ins."""
    # Only a first start needs the city and the planner: every later one begins sooner without them.
    from domain.demo.loading import load  # noqa: PLC0415
    from domain.demo.today import make_today_playable  # noqa: PLC0415

    sign_ins = [SignIn(login, passwords.made_up()) for login in SHOWN]
    hashes = await asyncio.gather(*(passwords.hashed(one.password) for one in sign_ins))
    loaded = await load(
        database,
        people=settings.demo_people,
        passwords={one.login: found for one, found in zip(sign_ins, hashes, strict=True)},
    )
    _keep(settings.data_dir, sign_ins)
    await make_today_playable(database, loaded.sofia)
    return loaded.sofia


def kept_sign_ins(data_dir: Path) -> list[SignIn]:
    """The demonstration's sign-ins, as they were made at the first start; none where the file has gone."""
    path = data_dir / SIGN_INS_FILE
    if not path.exists():
        return []
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return [SignIn(words[0], words[1]) for words in lines if len(words) > 1]


def _keep(data_dir: Path, sign_ins: list[SignIn]) -> None:
    """Write the sign-ins where only their owner can read them."""
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / SIGN_INS_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{one.login} {one.password}\n" for one in sign_ins)
