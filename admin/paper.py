"""Handing out a paper or a spreadsheet: kept nowhere."""

from urllib.parse import quote

from starlette.responses import Response

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf(content: bytes, name: str) -> Response:
    """The PDF as an answer; `name` is what it is called when somebody keeps it."""
    called = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": called})


def xlsx(content: bytes, name: str) -> Response:
    """The spreadsheet as a download of that name."""
    called = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    return Response(content, media_type=_XLSX, headers={"Content-Disposition": called})
