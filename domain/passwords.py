"""Passwords of the panel: Argon2id with OWASP's parameters (19 MiB, 2 rounds, 1 lane), never in the event loop."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.refusals import Refusal

SHORTEST = 12
_HASHER = PasswordHash([Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)])
#: Two at a time: a flood of tries must not take the whole machine.
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_COMMON = ("123456", "password", "parola", "парола", "qwerty", "грижа", "grizha", "asdfgh", "patronaj", "патронаж")


class PasswordTooWeak(Refusal):
    """This password is easy to guess. Please choose one of at least {shortest} characters, such as four words."""


async def hashed(password: str) -> str:
    """The hash under which a password is kept."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one behind the hash; without a hash it takes as long and is never right."""
    known = password_hash or _nobodys()
    right = await asyncio.get_running_loop().run_in_executor(_THREADS, _verified, password, known)
    return right and password_hash is not None


def _verified(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password, password_hash)
    except UnknownHashError:
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe(24))


def demand_strong(password: str, *, login: str = "") -> None:
    """Raise PasswordTooWeak for what is short, common, or repeats the login."""
    plain = password.casefold()
    letters = len(set(plain))
    common = any(word in plain and len(plain) - len(word) <= SHORTEST // 2 for word in _COMMON)
    if len(password) < SHORTEST or letters < SHORTEST // 2 or common or (login and login.casefold() in plain):
        raise PasswordTooWeak(shortest=SHORTEST)


def made_up() -> str:
    """A password for a first sign-in: four groups that can be read aloud and typed."""
    letters = "abcdefghkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _group in range(4))
