"""Who has seen a service user's file: on a page for the office, on paper for the person."""

from admin.pages import Answer, page
from admin.paper import pdf
from admin.reading import number_asked
from admin.visit import Visit
from domain.access import Deed
from domain.openings import openings_by_day, openings_of
from domain.papers import openings_pdf
from domain.phrases import _
from domain.places import organisation_of


@page("/people/{person_id:int}/openings", deed=Deed.SEE_OPENINGS, title=_("Who has seen the file"), writes=True)
async def openings(visit: Visit) -> Answer:
    """Every opening, the newest first."""
    found = await openings_of(
        visit.session, visit.actor, person_id=visit.number("person_id"), older_than=number_asked(visit, "older")
    )
    return visit.show("people/openings.html", title=visit.say(_("Who has seen the file")), found=found)


@page("/people/{person_id:int}/openings.pdf", deed=Deed.SEE_OPENINGS, title=_("Who has seen the file"), writes=True)
async def openings_paper(visit: Visit) -> Answer:
    """The paper to be handed to the person, in the person's own language."""
    person, lines = await openings_by_day(visit.session, visit.actor, person_id=visit.number("person_id"))
    organisation = await organisation_of(visit.session, visit.actor)
    made = await openings_pdf(lines, organisation=organisation.name, name=person.full_name, language=person.language)
    return pdf(made, person.full_name)
