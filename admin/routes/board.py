"""The board of a day: kitchen by kitchen, how far each route is, and what stands on none."""

from datetime import date, timedelta

from babel.numbers import format_decimal

from admin.pages import Answer, page
from admin.paper import pdf
from admin.reading import day_asked
from admin.visit import Visit
from domain import clock
from domain.access import Deed, find, visible_kitchens
from domain.papers.sheets import route_sheet_pdf
from domain.phrases import _, near_day
from domain.places import organisation_of
from domain.refusals import NotFound
from domain.routes.board import RouteOnBoard, routes_to_print
from domain.routes.overview import routes_overview


@page("/routes", deed=Deed.SEE_ROUTES, title=_("Routes"))
async def board(visit: Visit) -> Answer:
    day = day_asked(visit)
    kitchens = await routes_overview(visit.session, visit.actor, day=day)
    return visit.show(
        "routes/board.html",
        title=visit.say(_("Routes, {day}"), day=near_day(visit.language, day)),
        kitchens=kitchens,
        day=day,
        is_past=day < clock.today(),
        today=clock.today(),
        before=(day - timedelta(days=1)).isoformat(),
        after=(day + timedelta(days=1)).isoformat(),
    )


@page("/routes/sheets.pdf", deed=Deed.SEE_ROUTES, title=_("Route sheets"))
async def papers(visit: Visit) -> Answer:
    """The sheets of every route of a kitchen, or of one driver without a phone."""
    day = day_asked(visit)
    number = visit.asked("kitchen")
    kitchen = await find(visit.session, visible_kitchens(visit.actor), int(number) if number.isdigit() else None)
    routes = await routes_to_print(visit.session, visit.actor, day=day, kitchen_id=kitchen.key)
    if not routes:
        raise NotFound
    return await sheets(visit, routes, f"{kitchen.name} {day.isoformat()}")


async def sheets(visit: Visit, routes: list[RouteOnBoard], name: str) -> Answer:
    """Route sheets as one PDF."""
    organisation = await organisation_of(visit.session, visit.actor)
    return pdf(await route_sheet_pdf(routes, organisation=organisation.name, language=visit.language), name)


def troubles_of(route: RouteOnBoard) -> int:
    """Stops at which something other than a delivery was reported."""
    return sum(1 for stop in route.stops if stop.outcome is not None and stop.outcome.value != "delivered")


def kilometres(language: str, metres: int) -> str:
    """Metres as kilometres with one figure behind the comma: "12,4"."""
    return str(format_decimal(metres / 1000, "0.0", locale=language))


def board_of(day: date) -> str:
    """The address of the board of a day."""
    return f"/routes?day={day.isoformat()}"
