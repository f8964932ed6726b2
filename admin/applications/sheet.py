"""One application: its facts, its papers, and what can be done with it."""

from admin.pages import Answer, page
from admin.reading import number_typed, version_typed, whole
from admin.visit import Visit
from domain.access import Deed
from domain.applications.chat_form import left_open
from domain.applications.correcting import can_be_corrected
from domain.applications.facts import ANSWERS
from domain.applications.papers import set_papers
from domain.applications.reading import application_sheet
from domain.applications.registering import choose_card, withdraw
from domain.phrases import _
from models.applications import ApplicationStatus


@page("/applications/{application_id:int}", deed=Deed.SEE_APPLICATIONS, title=_("Application"), writes=True)
async def application(visit: Visit) -> Answer:
    sheet = await application_sheet(visit.session, visit.actor, application_id=visit.number("application_id"))
    return visit.show(
        "applications/sheet.html",
        title=sheet.name,
        sheet=sheet,
        application=sheet.application,
        version=visit.editing(sheet.application.version),
        waits=sheet.application.status is ApplicationStatus.RECEIVED,
        withdrawn=sheet.application.status is ApplicationStatus.WITHDRAWN,
        correctable=can_be_corrected(sheet.application, sheet.case),
        left_open=left_open(sheet.application.answers),
        answers=[(label, sheet.application.answers[key]) for key, label in ANSWERS.items()
                 if sheet.application.answers.get(key)],
    )  # fmt: skip


@application.post("/papers", deed=Deed.TAKE_APPLICATIONS)
async def papers(visit: Visit) -> Answer:
    chosen = [number for text in visit.chosen("papers") if (number := whole(text)) is not None]
    await set_papers(
        visit.session,
        visit.actor,
        application_id=visit.number("application_id"),
        paper_ids=chosen,
        version=version_typed(visit),
    )
    return visit.go(_address(visit), _("Saved."))


@application.post("/card", deed=Deed.TAKE_APPLICATIONS)
async def card(visit: Visit) -> Answer:
    await choose_card(
        visit.session,
        visit.actor,
        application_id=visit.number("application_id"),
        person_id=number_typed(visit, "person_id"),
        version=version_typed(visit),
    )
    return visit.go(_address(visit), _("The application is of this person now."))


@application.post("/withdraw", deed=Deed.TAKE_APPLICATIONS)
async def withdrawn(visit: Visit) -> Answer:
    await withdraw(
        visit.session, visit.actor, application_id=visit.number("application_id"), version=version_typed(visit)
    )
    return visit.go(_address(visit), _("The application is withdrawn."))


def _address(visit: Visit) -> str:
    return f"/applications/{visit.number('application_id')}"
