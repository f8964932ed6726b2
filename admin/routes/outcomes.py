"""Outcomes entered by the office, for a driver without a phone."""

from admin.pages import Answer
from admin.reading import number_typed, one_typed
from admin.routes.route import route
from admin.visit import Visit
from domain.access import Deed
from domain.deliveries import report_stop
from domain.phrases import _
from models.routes import Outcome


@route.post("/report", deed=Deed.REPORT_STOPS)
async def report(visit: Visit) -> Answer:
    reported = await report_stop(
        visit.session,
        visit.actor,
        stop_id=number_typed(visit, "stop_id"),
        outcome=one_typed(visit, Outcome, "outcome"),
        words=visit.typed("words"),
    )
    address = f"/routes/{visit.number('route_id')}#stop-{reported.card.stop_id}"
    if not reported.changed:
        return visit.go(address, _("It was noted already."))
    if reported.alarm:
        return visit.go(address, _("Noted. An alarm is open: somebody must find out how the person is."))
    return visit.go(address, _("Noted."))
