"""The second step of signing in, and password and code asked anew before the most private things."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.asking import address, renewal_page, sign_in_page
from admin.onward import done_now, onward
from admin.rendering import open_page_of
from admin.security import cookie_name, own_path
from admin.visit import Visitor
from domain import second_factor, sessions
from domain.phrases import DEFAULT, refusal_text
from domain.refusals import Refusal
from domain.sessions import HalfSignedIn

ADDRESS = "/sign-in/second"


def routes() -> list[Route]:
    """The step itself, the way on from the recovery codes, and the renewal."""
    return [
        Route(ADDRESS, _ask, methods=["GET"]),
        Route(ADDRESS, _finish, methods=["POST"]),
        Route("/sign-in/onward", _onward, methods=["POST"]),
        Route("/renew", _renew, methods=["POST"]),
    ]


async def asked(
    request: Request, half: HalfSignedIn, *, wanted: str, kept: str, problem: str = "", status: int = 200
) -> Response:
    """The page that asks for the code; at the first sign-in with the picture for the app."""
    facts = {"next": wanted, "kept": kept, "problem": problem, "login": half.login}
    if half.enrolled:
        return open_page_of(request, "second_step/code.html", status=status, **facts)
    async with request.app.state.database.unit(half.actor) as session:
        enrolment = await second_factor.begin(session, half)
    picture = Markup(enrolment.picture)  # noqa: S704 - our own
    return open_page_of(request, "second_step/enrol.html", status=status, picture=picture, key=enrolment.key, **facts)


async def _ask(request: Request) -> Response:
    wanted = own_path(request.query_params.get("next", "/"))
    half = await _half(request)
    if half is None:
        return RedirectResponse(address(wanted), 303)
    return await asked(request, half, wanted=wanted, kept="")


async def _finish(request: Request) -> Response:
    code, wanted, sealed = await _typed(request, "code", "next", "kept")
    half = await _half(request)
    if half is None:
        return sign_in_page(request, status=401, wanted=own_path(wanted), kept=sealed)
    database = request.app.state.database
    try:
        codes = await second_factor.finish(database, half, code=code, ip=_from(request))
    except Refusal as refusal:
        problem = refusal_text(DEFAULT, refusal)
        return await asked(request, half, wanted=own_path(wanted), kept=sealed, problem=problem, status=401)
    request.state.visitor = Visitor(half.actor, half.token)
    if codes:
        return open_page_of(
            request, "second_step/codes.html", codes=codes, next=own_path(wanted), kept=sealed, problem=""
        )
    return await onward(request, half.actor, wanted=wanted, sealed=sealed)


async def _onward(request: Request) -> Response:
    wanted, sealed = await _typed(request, "next", "kept")
    return await onward(request, request.state.visitor.actor, wanted=wanted, sealed=sealed)


async def _renew(request: Request) -> Response:
    password, code, wanted, sealed = await _typed(request, "password", "code", "next", "kept")
    database, visitor = request.app.state.database, request.state.visitor
    try:
        await second_factor.renew(
            database, visitor.actor, token=visitor.token, password=password, code=code, ip=_from(request)
        )
    except Refusal as refusal:
        problem = refusal_text(visitor.actor.language, refusal)
        return renewal_page(request, wanted=own_path(wanted), kept=sealed, problem=problem, status=401)
    renewed = await sessions.actor_of_session(database, visitor.token)
    if renewed is None:
        return sign_in_page(request, status=401, wanted=own_path(wanted), kept=sealed)
    request.state.visitor = Visitor(renewed, visitor.token)
    return await done_now(request, renewed, wanted=wanted, sealed=sealed)


async def _half(request: Request) -> HalfSignedIn | None:
    token = request.cookies.get(cookie_name(request.app.state.settings), "")
    return await sessions.half_signed_in(request.app.state.database, token) if token else None


async def _typed(request: Request, *names: str) -> list[str]:
    form = await request.form(max_files=0, max_fields=10)
    return [str(form.get(name, "")) for name in names]


def _from(request: Request) -> str:
    return request.client.host if request.client else ""
