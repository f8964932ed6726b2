"""Handing out a paper: shown in the browser, kept nowhere."""

from urllib.parse import quote

from starlette.responses import Response


def pdf(content: bytes, name: str) -> Response:
    """The PDF as an answer; `name` is what it is called when somebody keeps it."""
    called = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": called})
