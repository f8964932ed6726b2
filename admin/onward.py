"""Where a browser goes on after signing in: the wanted page, or the form that was sent too late."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Mount
from starlette.types import Message, Receive, Scope, Send

from admin.answering import answer, look
from admin.kept import Kept, unseal
from admin.pages import PageRoute
from admin.rendering import open_page_of
from admin.security import own_path
from domain.access import Actor
from domain.refusals import Refusal


async def onward(request: Request, actor: Actor, *, wanted: str, sealed: str) -> Response:
    """The page that was wanted before the sign-in; with its form, where one was kept for this reader."""
    kept = unseal(sealed, actor.number or 0)
    return await _brought_back(request, actor, kept) if kept else _wanted(request, actor, wanted)


async def done_now(request: Request, actor: Actor, *, wanted: str, sealed: str) -> Response:
    """What was asked for before password and code were asked anew: the press is made, the page is shown."""
    kept = unseal(sealed, actor.number or 0)
    if kept is None:
        return _wanted(request, actor, wanted)
    asked = {"type": "http", "path": kept.path, "method": "POST", "root_path": ""}
    for route in request.app.routes:
        match, found = route.matches(asked)
        if match is Match.FULL and isinstance(route, PageRoute):
            press = next(one for one in route.page.presses if one.path == route.path)
            if press.hands_out:
                return _handed_out(request, kept, wanted)
            there = {"path": kept.path, "query_string": kept.query.encode(), "path_params": found["path_params"]}
            return await answer(Request({**request.scope, **there}), route.page, press, kept.fields)
    return RedirectResponse("/", 303)


def _handed_out(request: Request, kept: Kept, wanted: str) -> Response:
    """A page that fetches the file and leads on; in answer to password and code it would leave the reader there."""
    path = kept.path + (f"?{kept.query}" if kept.query else "")
    fields = kept.fields.multi_items()
    return open_page_of(request, "second_step/handed.html", path=path, fields=fields, next=own_path(wanted), problem="")


def _wanted(request: Request, actor: Actor, wanted: str) -> Response:
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
