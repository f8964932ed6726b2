"""The documents of a case: sent in with the progress in words, handed out to be saved and never to be shown inside."""

from urllib.parse import quote

from starlette.responses import Response

from admin.pages import Answer, page
from admin.visit import Visit
from domain.access import Deed
from domain.cases.heads import case_head
from domain.files import MOST_BYTES, add_file, files_of, open_file
from domain.phrases import _
from domain.refusals import NotFound


@page("/cases/{case_id:int}/files", deed=Deed.SEE_FILES, title=_("Documents"), writes=True)
async def files(visit: Visit) -> Answer:
    case_id = visit.number("case_id")
    head = await case_head(visit.session, visit.actor, case_id=case_id)
    found = await files_of(visit.session, visit.actor, case_id=case_id)
    return visit.show("cases/files.html", title=head.name, head=head, tab="files", files=found, most=MOST_BYTES)


@files.post(deed=Deed.ADD_FILES, files=1)
async def add(visit: Visit) -> Answer:
    case_id = visit.number("case_id")
    name, content = visit.sent("file")
    await add_file(visit.session, visit.actor, case_id=case_id, name=name, content=content, words=visit.typed("words"))
    return visit.go(f"/cases/{case_id}/files", _("The document is kept."))


@page("/cases/{case_id:int}/files/{file_id:int}", deed=Deed.SEE_FILES, title=_("Document"), writes=True)
async def file(visit: Visit) -> Answer:
    found, content = await open_file(visit.session, visit.actor, file_id=visit.number("file_id"))
    if found.case_id != visit.number("case_id"):
        raise NotFound
    disposition = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    return Response(content, media_type=found.media_type, headers={"Content-Disposition": disposition})
