"""Plain lists for the administrator, by starlette-admin: offices, kitchens, programmes, dishes, vans and so on.

What has rules of its own (people, menus, routes) is not here. No file leaves a list and none comes in, no look-up
answers anybody, and no file of the library itself is served: its pages are drawn by our templates.
"""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from admin.pages import Answer, page
from admin.records.panel import ADDRESS, records
from admin.records.views import LISTS
from admin.visit import Visit
from domain.access import Deed
from domain.database import Database
from domain.phrases import _


@page(ADDRESS, deed=Deed.MANAGE_LISTS, title=_("Lists"))
async def lists(visit: Visit) -> Answer:
    """What lists there are, and what each is for."""
    found = [(f"{ADDRESS}/{key}/list", view.names) for view, _model, key in LISTS]
    return visit.show("records/lists.html", lists=found)


def routes(database: Database) -> Sequence[BaseRoute]:
    """The lists as a part of the panel."""
    part = Starlette()
    records(database).mount_to(part)
    return part.routes
