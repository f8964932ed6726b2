"""Every page of the panel: its address, who may open it, and how it answers a look and a press."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.routing import Route

from admin.visit import Shown, Visit
from domain.access import Deed
from domain.phrases import Phrase

Answer = Shown | Response
Handler = Callable[[Visit], Awaitable[Answer]]


@dataclass(frozen=True)
class Press:
    """What a POST to a page (or below it) does, and the deed that it needs.

    `own_units`: long work whose domain function opens its own transactions; the visit's session only reads.
    `files`: how many files its form may bring; `visit.sent(name)` hands one over.
    `hands_out`: the answer is a file to be saved, so the browser stays on the page from which it was asked.
    """

    path: str
    deed: Deed | None
    does: Handler
    own_units: bool = False
    files: int = 0
    hands_out: bool = False


@dataclass(frozen=True)
class Page:
    """One page. `deed` None: every signed-in member of staff may open it."""

    path: str
    deed: Deed | None
    title: Phrase
    shows: Handler
    writes: bool = False
    presses: list[Press] = field(default_factory=list)

    def post(
        self,
        below: str = "",
        *,
        deed: Deed | None = None,
        own_units: bool = False,
        files: int = 0,
        hands_out: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Declare what a POST to the page does; a refusal shows the page again."""

        def declared(does: Handler) -> Handler:
            self.presses.append(Press(self.path + below, deed or self.deed, does, own_units, files, hands_out))
            return does

        return declared


#: Filled when the modules of `admin.subjects` are imported.
PAGES: list[Page] = []


def page(path: str, *, deed: Deed | None, title: Phrase, writes: bool = False) -> Callable[[Handler], Page]:
    """Declare a page of the panel."""

    def declared(shows: Handler) -> Page:
        made = Page(path, deed, title, shows, writes)
        PAGES.append(made)
        return made

    return declared


def routes(answer: Callable[..., Awaitable[Response]]) -> list[Route]:
    """The addresses of all pages, each answered by `answer(request, page, press)`."""
    return [route for one in PAGES for route in _routes_of(one, answer)]


def _routes_of(one: Page, answer: Callable[..., Awaitable[Response]]) -> list[Route]:
    def look(request: object) -> Awaitable[Response]:
        return answer(request, one, None)

    def pressed(press: Press) -> Callable[[object], Awaitable[Response]]:
        return lambda request: answer(request, one, press)

    asked = [PageRoute(one.path, look, one, methods=["GET"])]
    return [*asked, *(PageRoute(press.path, pressed(press), one, methods=["POST"]) for press in one.presses)]


class PageRoute(Route):
    """A route that knows its page, so that a form can come back after signing in anew."""

    def __init__(
        self, path: str, endpoint: Callable[..., Awaitable[Response]], shown: Page, methods: list[str]
    ) -> None:
        async def asked(request: object) -> Response:
            return await endpoint(request)

        super().__init__(path, asked, methods=methods)
        self.page = shown
