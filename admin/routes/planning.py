"""Planning from the board: repair, a proposal of better routes with what it changes, and accepting it."""

from functools import partial

from admin.pages import Answer
from admin.reading import day_typed, number_typed
from admin.routes.board import board, board_of, kilometres
from admin.visit import Visit
from domain import clock
from domain.access import Deed, find, visible_kitchens
from domain.phrases import _
from domain.routes.planning_day import accept_proposal, plan_day, propose_day


@board.post("/plan", deed=Deed.PLAN_ROUTES, own_units=True)
async def plan(visit: Visit) -> Answer:
    """Put new orders on the routes as they are; nobody gets another driver without need."""
    day, kitchen_id = day_typed(visit, "day") or clock.today(), await _kitchen(visit)
    done = await plan_day(visit.database, visit.actor, day=day, kitchen_id=kitchen_id)
    if done.unplaced:
        said = _("Planned: {stops} stops. Without a route: {unplaced}. Vans short: {short}.")
        return visit.go(board_of(day), said, stops=done.stops, unplaced=done.unplaced, short=done.vans_short)
    return visit.go(board_of(day), _("Planned: {stops} stops, none is left out."), stops=done.stops)


@board.post("/propose", deed=Deed.PLAN_ROUTES, own_units=True)
async def propose(visit: Visit) -> Answer:
    """Look for better routes from the start; nothing changes before the yes."""
    day, kitchen_id = day_typed(visit, "day") or clock.today(), await _kitchen(visit)
    kitchen = await find(visit.session, visible_kitchens(visit.actor), kitchen_id)
    found = await propose_day(visit.database, visit.actor, day=day, kitchen_id=kitchen_id)
    title = visit.say(_("Better routes for {kitchen}?"), kitchen=kitchen.name)
    return visit.show("routes/proposal.html", title=title, found=found, day=day, km=partial(kilometres, visit.language))


@board.post("/accept", deed=Deed.PLAN_ROUTES, own_units=True)
async def accept(visit: Visit) -> Answer:
    day, kitchen_id = day_typed(visit, "day") or clock.today(), await _kitchen(visit)
    done = await accept_proposal(visit.database, visit.actor, day=day, kitchen_id=kitchen_id)
    said = _("The new routes hold, {stops} stops; from now on they are the usual ones.")
    return visit.go(board_of(day), said, stops=done.stops)


async def _kitchen(visit: Visit) -> int:
    """The kitchen that the press names, if the actor may see it."""
    return (await find(visit.session, visible_kitchens(visit.actor), number_typed(visit, "kitchen_id"))).key
