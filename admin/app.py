"""The panel as one ASGI application."""

from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from admin import second_step, sign_in, subjects
from admin.answering import answer, refused
from admin.pages import routes
from admin.rendering import HERE, open_page_of
from admin.security import SAFE_METHODS, Headed, OwnOrigin
from admin.visitors import SignedIn
from domain.database import Database
from domain.refusals import NotFound, Refusal
from domain.settings import Settings

log = structlog.get_logger()


class OwnFiles(StaticFiles):
    """Files of ours, which browsers may keep: their addresses change when they do."""

    def file_response(self, *args: object, **options: object) -> Response:
        found = super().file_response(*args, **options)  # type: ignore[arg-type]
        found.headers["Cache-Control"] = "public, max-age=86400"
        return found


def create_app(database: Database, settings: Settings) -> Starlette:
    """The panel over one database."""
    app = Starlette(
        routes=[
            Route("/", _first_page, methods=["GET"]),
            Route("/health", _health, methods=["GET"]),
            Mount("/static", OwnFiles(directory=HERE / "static")),
            *sign_in.routes(),
            *second_step.routes(),
            *routes(answer),
            *subjects.mounts(database),
        ],
        middleware=[
            Middleware(Headed, secure=settings.secure_cookies),
            Middleware(OwnOrigin),
            Middleware(SignedIn, database=database, settings=settings),
        ],
        exception_handlers=ANSWERS,
    )
    app.state.database = database
    app.state.settings = settings
    return app


async def _first_page(_request: Request) -> Response:
    return RedirectResponse("/today", 303)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _refusal(request: Request, error: Refusal) -> Response:
    return await refused(request, request.state.visitor.actor, error)


async def _http_error(request: Request, error: HTTPException) -> Response:
    visitor = getattr(request.state, "visitor", None)
    looks = request.method in SAFE_METHODS
    if visitor and (error.status_code == 404 or (error.status_code == 405 and looks)):  # the address of a press alone
        return await refused(request, visitor.actor, NotFound())
    return PlainTextResponse(error.detail, error.status_code, error.headers)


async def _bug(request: Request, error: Exception) -> Response:
    """An apology; what happened is logged without a name or a text of anybody."""
    visitor = getattr(request.state, "visitor", None)
    log.error(
        "page_failed", path=request.scope.get("path"), actor=visitor.actor.label if visitor else "", exc_info=error
    )
    return open_page_of(request, "broken.html", status=500)


#: What is answered to an exception; Starlette hands each handler its own kind.
ANSWERS: dict[Any, Any] = {HTTPException: _http_error, Refusal: _refusal, Exception: _bug}
