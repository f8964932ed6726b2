"""Who asks: the signed-in member of staff behind each request, or the sign-in page."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from admin import asking, second_step
from admin.answering import plain_form
from admin.kept import Kept
from admin.security import cookie_name
from admin.uploads import MOST_FIELDS
from admin.visit import Visitor
from domain import sessions
from domain.database import Database
from domain.settings import Settings

#: What is answered to somebody who is not signed in.
OPEN = ("/sign-in", second_step.ADDRESS, "/health")
STATIC = "/static/"


class SignedIn:
    """Lets nobody further who is not signed in, with both steps."""

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
        token = request.cookies.get(cookie_name(self.settings), "")
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
            return RedirectResponse(asking.address(path), 303)
        if request.headers.get("content-type", "").startswith("multipart/"):  # a document is not read from a stranger
            return RedirectResponse(asking.address(request.url.path), 303)
        form = plain_form(await request.form(max_fields=MOST_FIELDS, max_files=0))
        owner = await sessions.owner_of_session(self.database, token)
        return asking.asked_again(request, Kept(request.url.path, owner, form, request.url.query))
