"""The line of a service, and how full all services are."""

from admin.pages import Answer, page
from admin.paper import xlsx
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.spreadsheets.places import take_line, take_occupancy


@page("/waiting/list.xlsx", deed=Deed.TAKE_LISTS, title=_("Places and waiting lists"), writes=True)
async def occupancy(visit: Visit) -> Answer:
    """Places taken, held and free, now and by month."""
    made = await take_occupancy(visit.session, visit.actor)
    return xlsx(made.content, made.name)


@page("/waiting/{programme_id:int}/list.xlsx", deed=Deed.TAKE_LISTS, title=_("Waiting list"), writes=True)
async def line(visit: Visit) -> Answer:
    """Who waits for one service."""
    made = await take_line(visit.session, visit.actor, programme_id=visit.number("programme_id"))
    return xlsx(made.content, made.name)
