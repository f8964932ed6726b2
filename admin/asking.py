"""The pages that ask who somebody is: before anything is opened, and anew before what is most private."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from admin.kept import Kept, seal
from admin.rendering import open_page_of


def address(wanted: str) -> str:
    """The sign-in page that leads to the wanted one."""
    return f"/sign-in?{urlencode({'next': wanted})}" if wanted != "/" else "/sign-in"


def sign_in_page(
    request: Request, *, status: int = 200, wanted: str = "/", kept: str = "", login: str = "", problem: str = ""
) -> Response:
    """The page that asks for name and password, with what leads on from it."""
    return open_page_of(request, "sign_in.html", status=status, next=wanted, kept=kept, login=login, problem=problem)


def asked_again(request: Request, kept: Kept) -> Response:
    """The sign-in page with a sealed form in it, which comes back filled afterwards."""
    return sign_in_page(request, status=401, kept=seal(kept))


def renewal_page(request: Request, *, wanted: str, kept: str = "", problem: str = "", status: int = 200) -> Response:
    """The page that asks for password and code anew."""
    return open_page_of(request, "second_step/renew.html", status=status, next=wanted, kept=kept, problem=problem)
