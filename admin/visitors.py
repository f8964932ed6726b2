"""Who asks: the signed-in member of staff behind each request, or the sign-in page."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from admin import sign_in
from admin.answering import MOST_FIELDS, plain_form
from admin.kept import Kept
from admin.visit import Visitor
from domain import sessions
from domain.database import Database
from domain.settings import Settings

#: What is answered to somebody who is not signed in.
OPEN = ("/sign-in", "/health")
STATIC = "/static/"


class SignedIn:
    """Lets nobody further who is not signed in."""

    def __init__(self, app: ASGIApp, *, database: Database, settings: Settings) -> None:
        self.app = app
        self.database = database
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path in OPEN or path.startswith(STATIC):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        token = request.cookies.get(sign_in.cookie_name(self.settings), "")
        clicked = "x-live" not in request.headers
        actor = await sessions.actor_of_session(self.database, token, clicked=clicked) if token else None
        if actor is None:
            answer = await self._ask(request, token)
            await answer(scope, receive, send)
            return
        request.state.visitor = Visitor(actor, token)
        await self.app(scope, receive, send)

    async def _ask(self, request: Request, token: str) -> Response:
        if request.headers.get("x-live"):
            return PlainTextResponse("signed out", 401)
        if request.method in ("GET", "HEAD"):
            path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(sign_in.address(path), 303)
        form = plain_form(await request.form(max_fields=MOST_FIELDS, max_files=0))
        owner = await sessions.owner_of_session(self.database, token)
        return sign_in.asked_again(request, Kept(request.url.path, owner, form, request.url.query))
