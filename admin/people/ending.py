"""The end of service, asked with what will happen."""

from admin.pages import Answer, page
from admin.people.card import person
from admin.reading import day_typed, one_typed, version_typed
from admin.visit import Visit
from domain import clock
from domain.access import Deed, find, visible_people
from domain.people.ending import end_service, resume_service
from domain.phrases import _
from models.people import PersonStatus


@page("/people/{person_id:int}/end", deed=Deed.EDIT_PEOPLE, title=_("End of service"))
async def end(visit: Visit) -> Answer:
    found = await find(visit.session, visible_people(visit.actor), visit.number("person_id"))
    reasons = [PersonStatus.ENDED, PersonStatus.DECEASED]
    return visit.show("people/end.html", person=found, reasons=reasons, today=clock.today())


@end.post()
async def end_now(visit: Visit) -> Answer:
    ended = await end_service(
        visit.session,
        visit.actor,
        person_id=visit.number("person_id"),
        reason=one_typed(visit, PersonStatus, "reason"),
        day=day_typed(visit, "day") or clock.today(),
        version=version_typed(visit),
    )
    return visit.go(f"/people/{ended.key}", _("The service has ended."))


@person.post("/resume", deed=Deed.EDIT_PEOPLE)
async def resume(visit: Visit) -> Answer:
    number = visit.number("person_id")
    await resume_service(visit.session, visit.actor, person_id=number)
    return visit.go(f"/people/{number}", _("Served again. Please set the weekly order."))
