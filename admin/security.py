"""What stands in front of every page: the content policy with its nonce, and the refusal of other sites' forms."""

import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: No page of ours is read from, sent to, or shown inside anything but ourselves.
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STATIC = "/static/"


class Headed:
    """Gives every answer the headers that keep personal data on the screen it was asked for."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["Content-Security-Policy"] = POLICY.format(nonce=nonce)
                if not scope["path"].startswith(STATIC):
                    headers["Cache-Control"] = "no-store"
                if self.secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await self.app(scope, receive, headed)


class OwnOrigin:
    """Refuses whatever changes something unless the browser says that one of our own pages asked for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not asked_by_us(scope):
            refused = PlainTextResponse("This form came from another site. Nothing was done.", 403)
            await refused(scope, receive, send)
            return
        await self.app(scope, receive, send)


def asked_by_us(scope: Scope) -> bool:
    """Whether the request came from a page of this panel, by what only the browser can write."""
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == headers.get("host")


def cookie_name(settings: Settings) -> str:
    """The browser itself guards a name with __Host-: https, this host alone, every path."""
    return "__Host-panel" if settings.secure_cookies else "panel"


def own_path(address: str) -> str:
    """The address, if it can only lead to a page of this panel; otherwise the first page."""
    plain = address.isprintable() and "\\" not in address
    parts = urlsplit(address) if plain else None
    if parts and not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith("//"):
        return address
    return "/"
