"""Opening the case of an application: the door of a new card, and until when missing papers come."""

from admin.pages import Answer, page
from admin.people.form import choices_of
from admin.reading import day_typed, one_typed, version_typed, whole
from admin.visit import Visit
from domain import places
from domain.access import Deed
from domain.addresses import AddressFacts
from domain.applications.doors import door_from_words
from domain.applications.reading import application_sheet
from domain.applications.registering import Home, register
from domain.phrases import _
from models.people import Sex

_PARTS = ("settlement", "estate", "street", "number", "block", "entrance", "floor", "flat", "bell")


@page("/applications/{application_id:int}/register", deed=Deed.TAKE_APPLICATIONS, title=_("Open the case"), writes=True)
async def registering(visit: Visit) -> Answer:
    sheet = await application_sheet(visit.session, visit.actor, application_id=visit.number("application_id"))
    return visit.show(
        "applications/register.html",
        sheet=sheet,
        application=sheet.application,
        door=dict.fromkeys(_PARTS, "") | {"settlement": "София"} | door_from_words(sheet.application.address_words),
        version=visit.seen(sheet.application.version),
        districts=[(one.id, one.name) for one in await places.districts(visit.session, visit.actor)],
        sexes=choices_of(visit.language, Sex),
    )


@registering.post()
async def open_case(visit: Visit) -> Answer:
    number = visit.number("application_id")
    case = await register(
        visit.session,
        visit.actor,
        application_id=number,
        home=_home(visit) if visit.typed("district_id") else None,
        papers_by=day_typed(visit, "papers_by"),
        version=version_typed(visit),
    )
    return visit.go(f"/cases/{case.key}", _("The case is open: {number}."), number=case.number)


def _home(visit: Visit) -> Home:
    address = AddressFacts(
        district_id=whole(visit.typed("district_id")) or 0, **{part: visit.typed(part) for part in _PARTS}
    )
    return Home(address, one_typed(visit, Sex, "sex") if visit.typed("sex") else None)
