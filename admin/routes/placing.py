"""A door that is on no route: put on the map, and on a route by hand."""

from datetime import date

from admin.pages import Answer, page
from admin.reading import day_asked, number_typed
from admin.routes.route import after_change
from admin.visit import Visit
from domain.access import Deed
from domain.addresses import pin_address
from domain.phrases import Phrase, _
from domain.refusals import NotFound, WrongInput
from domain.routes.board import UnplacedDoor, unplaced_doors
from domain.routes.choices import routes_to_choose
from domain.routes.moving import place_by_hand

_POSITION = _("Please write a number: 1 is the first stop.")
_NOT_A_PLACE: Phrase = _("Please write the two numbers as a map shows them, for example 42.6977, 23.3219.")


@page("/unplaced/{unplaced_id:int}", deed=Deed.PLAN_ROUTES, title=_("A door without a route"))
async def door(visit: Visit) -> Answer:
    day = day_asked(visit)
    found = await _door(visit, day)
    routes = await routes_to_choose(visit.session, visit.actor, day=day, kitchen_id=found.kitchen_id)
    return visit.show("routes/unplaced.html", title=found.address, door=found, day=day, routes=routes)


@door.post()
async def place(visit: Visit) -> Answer:
    moved = await place_by_hand(
        visit.session,
        visit.actor,
        unplaced_id=visit.number("unplaced_id"),
        route_id=number_typed(visit, "route_id"),
        position=number_typed(visit, "position", _POSITION),
    )
    return after_change(visit, moved.route_id, moved.broken)


@door.post("/pin")
async def pin(visit: Visit) -> Answer:
    day = day_asked(visit)
    found = await _door(visit, day)
    lat, lon = _place(visit.typed("pin"))
    await pin_address(visit.session, visit.actor, address_id=found.address_id, lat=lat, lon=lon)
    said = _("The door is on the map. Now choose a route, or plan the day again.")
    return visit.go(f"/unplaced/{found.unplaced_id}?day={day.isoformat()}", said)


async def _door(visit: Visit, day: date) -> UnplacedDoor:
    number = visit.number("unplaced_id")
    doors = await unplaced_doors(visit.session, visit.actor, day=day)
    found = next((one for one in doors if one.unplaced_id == number), None)
    if found is None:
        raise NotFound
    return found


def _place(text: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise WrongInput(pin=_NOT_A_PLACE) from None
    return lat, lon
