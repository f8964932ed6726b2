"""starlette-admin inside our panel: its lists and forms, our sign-in, our transaction, our pages around them."""

import logging
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_admin.base import BaseAdmin
from starlette_admin.flash import get_flashed_messages
from starlette_admin.helpers import list_url
from starlette_admin.i18n import set_locale
from starlette_admin.routing import route

from admin.answering import alarms_for, plain_form, refused
from admin.records import words
from admin.records.fields import chosen_bits
from admin.records.plain import PlainView
from admin.records.views import LISTS, kind_of
from admin.rendering import page_of
from admin.security import SAFE_METHODS
from admin.visit import Visit
from domain.access import Actor, Deed
from domain.database import Database
from domain.phrases import say
from domain.places import referred_to
from domain.refusals import NotAllowed, NotFound, WrongInput
from domain.secrets import keyed_hash

ADDRESS = "/records"
#: Of the library's addresses only these answer; the page of one record does not open but has to have an address.
KEPT_ROUTES = frozenset({"list", "create", "edit", "detail", "row-action"})


class _NotSavedError(Exception):
    """The answer was an error: nothing of the request may be kept."""


class OneTransaction:
    """One unit of work for each request to the lists, kept only when the answer is not an error."""

    def __init__(self, app: ASGIApp, database: Database) -> None:
        self.app = app
        self.database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = await self._answer(scope, receive)
        for message in answer:
            await send(message)

    async def _answer(self, scope: Scope, receive: Receive) -> list[Message]:
        request = Request(scope, receive)
        actor: Actor = request.state.visitor.actor
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        if not actor.may(Deed.MANAGE_LISTS):
            await (await refused(request, actor, NotAllowed()))(scope, receive, hold)
            return held
        changes = scope["method"] not in SAFE_METHODS
        try:
            async with self.database.unit(actor) if changes else self.database.reading(actor) as session:
                await self._prepare(request, session, actor)
                await self.app(scope, receive, hold)
                _demand_success(held)
        except _NotSavedError:
            pass
        return held

    async def _prepare(self, request: Request, session: AsyncSession, actor: Actor) -> None:
        set_locale(actor.language)
        request.state.session = session
        request.state.alarms = await alarms_for(session, actor)
        request.state.choices = await referred_to(session)


def _demand_success(held: list[Message]) -> None:
    if held[0]["status"] >= 400:
        raise _NotSavedError


class Records(BaseAdmin):
    """starlette-admin, drawn by our templates."""

    def _template_response(
        self, request: Request, name: str, context: dict[str, Any] | None = None, status_code: int = 200
    ) -> Response:
        facts = dict(context or {})
        view: PlainView = facts["view"]
        actor: Actor = request.state.visitor.actor
        errors = {name: str(text) for name, text in facts.get("errors", {}).items()}
        visit = Visit(request, request.state.session, actor, refusal=WrongInput(**errors) if errors else None)
        if quicker := getattr(request.state, "stale", None):
            visit.refusal, visit.last_change, facts["obj"] = quicker.refusal, quicker.change, quicker.on_file
        visit.says = " ".join(str(one["message"]) for one in get_flashed_messages(request))
        visit.form = getattr(request.state, "typed", None)
        visit.brought_back = visit.form is not None and request.method == "GET"
        facts.update(
            title=say(actor.language, view.names[0] if "rows" in facts else view.names[1]),
            pk=request.query_params.get("pk"),
            version=visit.editing(facts["raw_obj"].version) if "raw_obj" in facts else "",
            chosen_bits=chosen_bits,
            fields=[one for one in facts.get("fields") or view.get_fields_list(request) if one.name != "id"],
            kind_of=kind_of,
            list_url=lambda **changes: list_url(request, **changes),
            visit=visit,
            address=f"{request.url.path}?{request.url.query}" if visit.brought_back else "",
            alarms=request.state.alarms,
        )
        return page_of(request, actor, name, status=409 if visit.stale else status_code, **facts)

    async def _parse_form_data(self, request: Request, form_data: FormData, view: Any) -> dict[str, Any]:
        request.state.typed = plain_form(form_data)
        return await super()._parse_form_data(request, form_data, view)

    async def _render_form_body(self, *_facts: Any) -> None:
        """Our template draws the fields itself."""

    async def _render_error(self, request: Request, exc: Exception = HTTPException(500)) -> Response:  # noqa: B008
        reason = NotAllowed() if getattr(exc, "status_code", 404) == 403 else NotFound()
        return await refused(request, request.state.visitor.actor, reason)

    @route("/_api/{key}/row-action", methods=["POST"], name="row-action")
    async def handle_row_action(self, request: Request) -> Response:
        """A form of ours asks, so the answer is a page."""
        answer = await super().handle_row_action(request)
        if isinstance(answer, JSONResponse) and answer.status_code == 200:
            return RedirectResponse(f"{ADDRESS}/{request.path_params['key']}/list", 303)
        return PlainTextResponse("", answer.status_code)


def records(database: Database) -> Records:
    """The plain lists over a database."""
    words.load()
    logging.getLogger("starlette_admin").setLevel(logging.CRITICAL)  # its lines repeat what was searched and typed
    made = Records(
        title="",
        base_url=ADDRESS,
        route_name="records",
        secret_key=keyed_hash("records", "panel.records"),
        middlewares=[Middleware(OneTransaction, database=database)],
        timezone_config=None,
    )
    for view, model, key in LISTS:
        made.add_view(view(model, key))
    made.routes = [one for one in made.routes if one.name in KEPT_ROUTES]
    return made
