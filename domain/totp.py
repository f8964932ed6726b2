"""The codes of an authenticator app (RFC 6238): six figures, new every thirty seconds."""

import hmac

import pyotp
import segno

from domain import clock

ISSUER = "Grizha"
SECONDS = 30
#: So many steps before and after the present one are taken too: telephones go a little wrong.
STEPS_AROUND = 1


def new_secret() -> str:
    """What the app and we share, as a text that can be typed into the app."""
    return pyotp.random_base32()


def present_step() -> int:
    """The number of the present thirty seconds."""
    return int(clock.now().timestamp()) // SECONDS


def code_of_step(secret: str, step: int) -> str:
    """The code that the app shows in a step of time."""
    return pyotp.TOTP(secret).generate_otp(step)


def steps_of(secret: str, code: str) -> list[int]:
    """The steps of time about now whose code this is, the latest first."""
    now = present_step()
    around = range(now + STEPS_AROUND, now - STEPS_AROUND - 1, -1)
    return [step for step in around if hmac.compare_digest(code_of_step(secret, step).encode(), code.encode())]


def address_of(secret: str, login: str) -> str:
    """The otpauth address that an app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """The QR code of an address, as SVG to stand in a page."""
    picture: str = segno.make(address, error="m", micro=False).svg_inline(scale=5, border=4, omitsize=False)
    return picture
