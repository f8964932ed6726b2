"""The queue: what waits for its case or for its papers, with its age."""

from functools import partial

from admin.pages import Answer, page
from admin.reading import number_asked, one_asked
from admin.visit import Visit
from domain import places
from domain.access import Deed
from domain.applications.reading import ApplicationFilter, application_queue, services_to_ask_for
from domain.phrases import _
from models.applications import ApplicationStatus


@page("/applications", deed=Deed.SEE_APPLICATIONS, title=_("Applications"))
async def applications(visit: Visit) -> Answer:
    number = max(number_asked(visit, "page") or 1, 1)
    return visit.show(
        "applications/queue.html",
        queue=await application_queue(visit.session, visit.actor, where=applications_asked(visit), page=number),
        number=number,
        asked=visit.asked,
        services=await services_to_ask_for(visit.session, visit.actor),
        offices=await places.offices(visit.session, visit.actor),
        statuses=[one for one in ApplicationStatus if one is not ApplicationStatus.DRAFT],
        page_link=partial(_page_link, visit),
    )


def applications_asked(visit: Visit) -> ApplicationFilter:
    """What the queue is narrowed to by its address."""
    return ApplicationFilter(
        status=one_asked(visit, ApplicationStatus, "status"),
        programme_id=number_asked(visit, "service"),
        office_id=number_asked(visit, "office"),
    )


def _page_link(visit: Visit, number: int) -> str:
    """The same queue, another page of it."""
    return f"/applications?{visit.request.url.include_query_params(page=number).query}"
