"""One route: its map, its stops in the order of driving, another place for a stop, another driver, and its sheet."""

from functools import partial

from admin.boxes import box_words
from admin.pages import Answer, page
from admin.reading import number_typed, version_typed
from admin.routes.board import kilometres, sheets, troubles_of
from admin.routes.drawing import drawn
from admin.visit import Visit
from domain.access import Deed, find, visible_kitchens
from domain.addresses import address_line
from domain.phrases import Phrase, _, near_day, say
from domain.planning.problem import Rule
from domain.routes.board import RouteOnBoard, route_on_board
from domain.routes.choices import drivers_to_choose, routes_to_choose
from domain.routes.moving import RuleBroken, assign_driver, move_stop
from models.routes import Outcome

_RULES: dict[Rule, Phrase] = {
    Rule.CAPACITY: _("{by} boxes too many for the van"),
    Rule.WINDOW: _("{by} minutes outside the hours of the door"),
    Rule.HOT: _("food {by} minutes too long on the road"),
    Rule.SHIFT: _("{by} minutes after the end of the shift"),
    Rule.DEPARTURE: _("{by} minutes too early at the kitchen"),
}
_POSITION = _("Please write a number: 1 is the first stop.")


@page("/routes/{route_id:int}", deed=Deed.SEE_ROUTES, title=_("Route"))
async def route(visit: Visit) -> Answer:
    found = await route_on_board(visit.session, visit.actor, route_id=visit.number("route_id"))
    kitchen = await find(visit.session, visible_kitchens(visit.actor), found.kitchen_id)
    may_plan = visit.actor.may(Deed.PLAN_ROUTES)
    return visit.show(
        "routes/route.html",
        title=found.name,
        route=found,
        version=visit.editing(found.version),
        drawing=drawn(kitchen, found.stops),
        siblings=await _siblings(visit, found) if may_plan else [],
        drivers=await drivers_to_choose(visit.session, visit.actor) if may_plan else [],
        outcomes=list(Outcome),
        address_line=partial(address_line, visit.language),
        boxes=partial(box_words, visit.language),
        km=partial(kilometres, visit.language),
        near=near_day(visit.language, found.day),
        troubles=troubles_of(found),
        moving=visit.asked("move"),
        reporting=visit.asked("report"),
    )


@route.post("/move", deed=Deed.PLAN_ROUTES)
async def move(visit: Visit) -> Answer:
    moved = await move_stop(
        visit.session,
        visit.actor,
        stop_id=number_typed(visit, "stop_id"),
        route_id=number_typed(visit, "to_route"),
        position=number_typed(visit, "position", _POSITION),
    )
    return after_change(visit, moved.route_id, moved.broken)


@route.post("/driver", deed=Deed.PLAN_ROUTES)
async def give(visit: Visit) -> Answer:
    number = visit.number("route_id")
    driver_id = number_typed(visit, "driver_id") if visit.typed("driver_id") else None
    await assign_driver(visit.session, visit.actor, route_id=number, driver_id=driver_id, version=version_typed(visit))
    return visit.go(f"/routes/{number}", _("The driver is changed and has been told."))


@page("/routes/{route_id:int}/sheet.pdf", deed=Deed.SEE_ROUTES, title=_("Route sheet"))
async def paper(visit: Visit) -> Answer:
    found = await route_on_board(visit.session, visit.actor, route_id=visit.number("route_id"))
    return await sheets(visit, [found], f"{found.name} {found.day.isoformat()}")


def after_change(visit: Visit, route_id: int, broken: tuple[RuleBroken, ...]) -> Answer:
    """The route once more, with every rule that it breaks now: the dispatcher decides, we only say it."""
    if not broken:
        return visit.go(f"/routes/{route_id}", _("Done. The hours are counted anew, and every rule holds."))
    what = "; ".join(rule_words(visit.language, one) for one in broken)
    return visit.go(f"/routes/{route_id}", _("Done. Take care: {what}."), what=what)


def rule_words(language: str, broken: RuleBroken) -> str:
    """A broken rule in words."""
    return say(language, _RULES.get(broken.rule, _("a rule of the route is broken")), by=broken.by)


async def _siblings(visit: Visit, found: RouteOnBoard) -> list[tuple[int, str]]:
    """Where a stop of the route may go."""
    return await routes_to_choose(
        visit.session, visit.actor, day=found.day, kitchen_id=found.kitchen_id, own=found.route_id
    )
