"""Finding service users."""

from functools import partial

from admin.pages import Answer, page
from admin.reading import number_asked, one_asked
from admin.visit import Visit
from domain import places
from domain.access import Deed
from domain.addresses import address_line
from domain.menus import allergen_words
from domain.people.searching import PeopleFilter, search_people
from domain.phrases import _
from models.people import Diet, PersonStatus

EVERYBODY = "all"


@page("/people", deed=Deed.SEE_PEOPLE, title=_("People"))
async def people(visit: Visit) -> Answer:
    number = max(number_asked(visit, "page") or 1, 1)
    text = visit.asked("text")
    found = await search_people(visit.session, visit.actor, text=text, page=number, where=people_asked(visit))
    return visit.show(
        "people/list.html",
        found=found,
        number=number,
        text=text,
        offices=await places.offices(visit.session, visit.actor),
        asked=visit.asked,
        page_link=partial(_page_link, visit),
        diets=list(Diet),
        statuses=list(PersonStatus),
        address_line=partial(address_line, visit.language),
        allergen_words=partial(allergen_words, visit.language),
    )


def _page_link(visit: Visit, number: int) -> str:
    """The same list, another page of it."""
    return f"/people?{visit.request.url.include_query_params(page=number).query}"


def people_asked(visit: Visit) -> PeopleFilter:
    """What the list is narrowed to by its address."""
    status = one_asked(visit, PersonStatus, "status")
    everybody = visit.asked("status") == EVERYBODY
    return PeopleFilter(
        office_id=number_asked(visit, "office"),
        diet=one_asked(visit, Diet, "diet") if visit.actor.sees_health else None,
        status=None if everybody else status or PersonStatus.ACTIVE,
    )
