"""A copy of everything about one person, handed out as a download and kept nowhere."""

from urllib.parse import quote

from starlette.responses import StreamingResponse

from admin.pages import Answer, page
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.rights.export import archive, export_person, person_to_copy


@page("/people/{person_id:int}/copy", deed=Deed.EXPORT_PERSON, title=_("Copy of everything about a person"))
async def copy(visit: Visit) -> Answer:
    """What will be in it; password and code are asked before, so that the download begins at once."""
    person = await person_to_copy(visit.session, visit.actor, person_id=visit.number("person_id"))
    return visit.show("rights/copy.html", title=person.full_name, person=person)


@copy.post("/everything", hands_out=True)
async def everything(visit: Visit) -> Answer:
    """Records, documents and a page to be read."""
    return await _download(visit, portable=False)


@copy.post("/portable", hands_out=True)
async def portable(visit: Visit) -> Answer:
    """The records for another program."""
    return await _download(visit, portable=True)


async def _download(visit: Visit, *, portable: bool) -> Answer:
    made = await export_person(visit.session, visit.actor, person_id=visit.number("person_id"), portable=portable)
    called = f"attachment; filename*=UTF-8''{quote(made.name, safe='')}.zip"
    return StreamingResponse(archive(made), media_type="application/zip", headers={"Content-Disposition": called})
