"""The sign-in page with the password, the first of two steps; and the end of a session."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin import second_step
from admin.asking import sign_in_page
from admin.security import cookie_name, own_path
from domain import sessions
from domain.phrases import DEFAULT, refusal_text
from domain.refusals import Refusal
from domain.settings import Settings


def routes() -> list[Route]:
    """Signing in and out."""
    return [
        Route("/sign-in", _ask, methods=["GET"]),
        Route("/sign-in", _sign_in, methods=["POST"]),
        Route("/sign-out", _sign_out, methods=["POST"]),
    ]


async def _ask(request: Request) -> Response:
    return sign_in_page(request, wanted=own_path(request.query_params.get("next", "/")))


async def _sign_in(request: Request) -> Response:
    form = await request.form(max_files=0, max_fields=10)
    login, password, wanted, sealed = (str(form.get(name, "")) for name in ("login", "password", "next", "kept"))
    try:
        half = await sessions.sign_in(
            request.app.state.database,
            login=login,
            password=password,
            ip=request.client.host if request.client else "",
            agent=request.headers.get("user-agent", ""),
        )
    except Refusal as refusal:
        problem = refusal_text(DEFAULT, refusal)
        return sign_in_page(request, status=401, wanted=own_path(wanted), kept=sealed, login=login, problem=problem)
    answer = await second_step.asked(request, half, wanted=own_path(wanted), kept=sealed)
    settings: Settings = request.app.state.settings
    answer.set_cookie(
        cookie_name(settings), half.token, httponly=True, samesite="lax", secure=settings.secure_cookies, path="/"
    )
    return answer


async def _sign_out(request: Request) -> Response:
    visitor = request.state.visitor
    async with request.app.state.database.unit(visitor.actor) as session:
        await sessions.sign_out(session, visitor.actor, token=visitor.token)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(cookie_name(request.app.state.settings), path="/")
    return answer
