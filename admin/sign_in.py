"""The sign-in page, and the end of a session."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Mount, Route
from starlette.types import Message, Receive, Scope, Send

from admin.answering import look
from admin.kept import Kept, seal, unseal
from admin.pages import PageRoute
from admin.rendering import open_page_of
from admin.security import own_path
from admin.visit import Visitor
from domain import sessions
from domain.access import Actor
from domain.phrases import DEFAULT, refusal_text
from domain.refusals import Refusal
from domain.settings import Settings


def cookie_name(settings: Settings) -> str:
    """The browser itself guards a name with __Host-: https, this host alone, every path."""
    return "__Host-panel" if settings.secure_cookies else "panel"


def routes() -> list[Route]:
    """Signing in and out."""
    return [
        Route("/sign-in", _ask, methods=["GET"]),
        Route("/sign-in", _sign_in, methods=["POST"]),
        Route("/sign-out", _sign_out, methods=["POST"]),
    ]


def address(wanted: str) -> str:
    """The sign-in page that leads to the wanted one."""
    return f"/sign-in?{urlencode({'next': wanted})}" if wanted != "/" else "/sign-in"


def asked_again(request: Request, kept: Kept) -> Response:
    """The sign-in page with a sealed form in it, which comes back filled afterwards."""
    return _page(request, status=401, kept=seal(kept))


async def _ask(request: Request) -> Response:
    return _page(request, wanted=own_path(request.query_params.get("next", "/")))


def _page(
    request: Request, *, status: int = 200, wanted: str = "/", kept: str = "", login: str = "", problem: str = ""
) -> Response:
    return open_page_of(request, "sign_in.html", status=status, next=wanted, kept=kept, login=login, problem=problem)


async def _sign_in(request: Request) -> Response:
    form = await request.form(max_files=0, max_fields=10)
    login, password, wanted, sealed = (str(form.get(name, "")) for name in ("login", "password", "next", "kept"))
    try:
        signed_in = await sessions.sign_in(
            request.app.state.database,
            login=login,
            password=password,
            ip=request.client.host if request.client else "",
            agent=request.headers.get("user-agent", ""),
        )
    except Refusal as refusal:
        problem = refusal_text(DEFAULT, refusal)
        return _page(request, status=401, wanted=own_path(wanted), kept=sealed, login=login, problem=problem)
    request.state.visitor = Visitor(signed_in.actor, signed_in.token)
    kept = unseal(sealed, signed_in.actor.number or 0)
    answer = await _brought_back(request, signed_in.actor, kept) if kept else _onward(request, signed_in.actor, wanted)
    settings: Settings = request.app.state.settings
    answer.set_cookie(
        cookie_name(settings), signed_in.token, httponly=True, samesite="lax", secure=settings.secure_cookies, path="/"
    )
    return answer


def _onward(request: Request, actor: Actor, wanted: str) -> Response:
    """The wanted page, or the first one where the role opens no such page: whoever just signed in is not refused."""
    path = own_path(wanted)
    asked = {"type": "http", "path": urlsplit(path).path, "method": "GET", "root_path": ""}
    for route in request.app.routes:
        if isinstance(route, PageRoute) and route.matches(asked)[0] is Match.FULL:
            deed = route.page.deed
            return RedirectResponse(path if deed is None or actor.may(deed) else "/", 303)
    return RedirectResponse(path, 303)


async def _brought_back(request: Request, actor: Actor, kept: Kept) -> Response:
    """The page whose form was sent too late, filled as it was."""
    asked = {"type": "http", "path": kept.path, "method": "POST", "root_path": ""}
    for route in request.app.routes:
        match, found = route.matches(asked)
        if match is Match.FULL and isinstance(route, PageRoute):
            there = {"path": kept.path, "query_string": kept.query.encode(), "path_params": found["path_params"]}
            try:
                return await look(Request({**request.scope, **there}), actor, route.page, kept)
            except Refusal:
                break
        if match is Match.FULL and isinstance(route, Mount):
            request.state.typed = kept.fields
            return Forwarded(route, {**asked, **found, "method": "GET", "query_string": kept.query.encode()})
    return RedirectResponse("/", 303)


class Forwarded(Response):
    """What a part of the panel answers at another address, with the cookies of this answer."""

    def __init__(self, part: Mount, there: Scope) -> None:
        super().__init__()
        self.part = part
        self.there = there

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookies = [header for header in self.raw_headers if header[0] == b"set-cookie"]
                message["headers"] = [*message["headers"], *cookies]
            await send(message)

        await self.part.handle({**scope, **self.there}, receive, with_cookies)


async def _sign_out(request: Request) -> Response:
    visitor = request.state.visitor
    async with request.app.state.database.unit(visitor.actor) as session:
        await sessions.sign_out(session, visitor.actor, token=visitor.token)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(cookie_name(request.app.state.settings), path="/")
    return answer
