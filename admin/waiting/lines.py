"""The services with their places, and who waits for each."""

from admin.pages import Answer, page
from admin.reading import whole
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.waiting.occupancy import occupancy
from domain.waiting.offering import offer_next
from domain.waiting.views import service_sheet


@page("/waiting", deed=Deed.SEE_WAITING, title=_("Places and waiting lists"))
async def waiting(visit: Visit) -> Answer:
    """Every service with places: taken, held, free, and how many wait."""
    return visit.show("waiting/services.html", found=await occupancy(visit.session, visit.actor))


@page("/waiting/{programme_id:int}", deed=Deed.SEE_WAITING, title=_("Waiting list"))
async def service(visit: Visit) -> Answer:
    """One service: its lines in turn, and how full it was in the last months."""
    sheet = await service_sheet(visit.session, visit.actor, programme_id=visit.number("programme_id"))
    return visit.show("waiting/service.html", title=f"{sheet.programme.code} {sheet.programme.name}", sheet=sheet)


@service.post("/offer", deed=Deed.OFFER_PLACES)
async def offer(visit: Visit) -> Answer:
    """A free place is held for the first in line."""
    programme_id = visit.number("programme_id")
    office_id = whole(visit.typed("office_id"))
    await offer_next(visit.session, visit.actor, programme_id=programme_id, office_id=office_id)
    return visit.go(f"/waiting/{programme_id}", _("The place is held for the first in line."))
