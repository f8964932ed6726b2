"""Sealing of what must not be read in the database, and hashes for what must only be recognised."""

import hashlib
import hmac
import os
import secrets
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.settings import settings

KEY_NUMBER = b"\x01"
KEY_FILE = "secret.key"


@cache
def _master() -> bytes:
    """The secret of this installation: from the settings, else a file made at first start."""
    given = settings().secret_key.get_secret_value()
    if given:
        return given.encode()
    path = settings().data_dir / KEY_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_urlsafe(32).encode())
    return path.read_bytes()


@cache
def _derived(purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(_master())


def seal(text: str, scope: str) -> bytes:
    """Encrypt a text (AES-GCM); it opens only in the same scope, such as "person.egn"."""
    nonce = secrets.token_bytes(12)
    return KEY_NUMBER + nonce + AESGCM(_derived("seal")).encrypt(nonce, text.encode(), scope.encode())


def unseal(sealed: bytes, scope: str) -> str:
    """The text that was sealed."""
    return AESGCM(_derived("seal")).decrypt(sealed[1:13], sealed[13:], scope.encode()).decode()


def keyed_hash(text: str, scope: str) -> str:
    """A hash that only this installation can compute: for exact search and uniqueness."""
    return hmac.new(_derived("hash"), f"{scope}:{text}".encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """The hash of a random token, which needs no key."""
    return hashlib.sha256(token.encode()).hexdigest()
