"""Files in a form: read whole before the press is done, so that the work may begin again without the browser."""

from typing import Any

from starlette.datastructures import FormData, ImmutableMultiDict, UploadFile
from starlette.requests import Request

from domain.files import MOST_BYTES
from domain.refusals import Refusal

MOST_FIELDS = 500
#: What a form says beside its file.
_BESIDE = 64 * 1024


class FormTooLarge(Refusal):
    """What was sent is larger than 10 MB. Please go back and choose a smaller document."""


async def read_form(request: Request, most_files: int = 0) -> ImmutableMultiDict[str, Any]:
    """The fields of a form; its files lie in `request.state.files` by the name of their field. Raises FormTooLarge."""
    if most_files:
        _demand_size(request)
    form = await request.form(max_fields=MOST_FIELDS, max_files=most_files)
    request.state.files = await _files(form) if most_files else {}
    return ImmutableMultiDict([(name, value) for name, value in form.multi_items() if isinstance(value, str)])


def _demand_size(request: Request) -> None:
    """Browsers always say how much they send; whoever does not is not read at all."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES + _BESIDE:
        raise FormTooLarge


async def _files(form: FormData) -> dict[str, tuple[str, bytes]]:
    found = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            found[name] = (value.filename or "", await value.read())
    return found
