"""Cases, applications, referrals and people."""

from admin.applications.queue import applications_asked
from admin.cases.board import cases_asked
from admin.pages import Answer, page
from admin.paper import xlsx
from admin.people.listing import people_asked
from admin.referrals.boxes import box_asked
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.spreadsheets.lists import take_applications, take_cases, take_people, take_referrals


@page("/cases/list.xlsx", deed=Deed.TAKE_LISTS, title=_("Cases"), writes=True)
async def cases(visit: Visit) -> Answer:
    """The board of cases as it is narrowed."""
    made = await take_cases(visit.session, visit.actor, where=cases_asked(visit))
    return xlsx(made.content, made.name)


@page("/applications/list.xlsx", deed=Deed.TAKE_LISTS, title=_("Applications"), writes=True)
async def applications(visit: Visit) -> Answer:
    """The queue of applications as it is narrowed."""
    made = await take_applications(visit.session, visit.actor, where=applications_asked(visit))
    return xlsx(made.content, made.name)


@page("/referrals/list.xlsx", deed=Deed.TAKE_LISTS, title=_("Referrals"), writes=True)
async def referrals(visit: Visit) -> Answer:
    """One box of referrals."""
    made = await take_referrals(visit.session, visit.actor, box=box_asked(visit))
    return xlsx(made.content, made.name)


@page("/people/list.xlsx", deed=Deed.TAKE_LISTS, title=_("People"), writes=True)
async def people(visit: Visit) -> Answer:
    """The people that were looked for."""
    made = await take_people(visit.session, visit.actor, text=visit.asked("text"), where=people_asked(visit))
    return xlsx(made.content, made.name)
