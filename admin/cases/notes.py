"""The notes of a case, the newest first, and the form of a new one on top."""

from admin.pages import Answer, page
from admin.reading import number_asked, one_typed, whole
from admin.visit import Visit
from domain.access import Deed
from domain.cases.heads import case_head
from domain.cases.notes import add_note, notes_of
from domain.phrases import _, word
from models.work import Audience, NoteKind


@page("/cases/{case_id:int}/notes", deed=Deed.SEE_NOTES, title=_("Notes"), writes=True)
async def notes(visit: Visit) -> Answer:
    case_id = visit.number("case_id")
    head = await case_head(visit.session, visit.actor, case_id=case_id)
    found = await notes_of(visit.session, visit.actor, case_id=case_id, older_than=number_asked(visit, "older"))
    return visit.show(
        "cases/notes.html",
        title=head.name,
        head=head,
        tab="notes",
        found=found,
        corrects=visit.typed("corrects", visit.asked("corrects")),
        older=visit.asked("older"),
        kinds=[(one.value, word(visit.language, one)) for one in NoteKind],
        audiences=[(one.value, word(visit.language, one)) for one in Audience],
    )


@notes.post(deed=Deed.WRITE_NOTES)
async def add(visit: Visit) -> Answer:
    await add_note(
        visit.session,
        visit.actor,
        case_id=visit.number("case_id"),
        text=visit.typed("text"),
        kind=one_typed(visit, NoteKind, "kind"),
        audience=one_typed(visit, Audience, "audience"),
        corrects_id=whole(visit.typed("corrects")),
    )
    return visit.go(f"/cases/{visit.number('case_id')}/notes", _("The note is written."))
