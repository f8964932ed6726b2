"""How many places there are: by service, office and period."""

from admin.pages import Answer, page
from admin.reading import NOT_A_DAY, day_typed, number_typed, version_typed, whole
from admin.visit import Visit
from domain.access import Deed, find
from domain.phrases import _
from domain.refusals import WrongInput
from domain.waiting.capacity import PlacesGiven, places_choices, places_set, set_places, visible_places

NOT_A_NUMBER = _("Please write a whole number of places, 0 or more.")


@page("/waiting/places", deed=Deed.SET_PLACES, title=_("Numbers of places"))
async def places(visit: Visit) -> Answer:
    """Every number of places, and the form for another one."""
    rows = await places_set(visit.session, visit.actor)
    choices = await places_choices(visit.session, visit.actor)
    return visit.show("waiting/places.html", rows=rows, one=None, version="", choices=choices)


@places.post()
async def add(visit: Visit) -> Answer:
    """Another number of places."""
    await set_places(visit.session, visit.actor, given=_given(visit))
    return visit.go("/waiting/places", _("Saved. Free places are offered to those who wait."))


@page("/waiting/places/{places_id:int}", deed=Deed.SET_PLACES, title=_("Number of places"))
async def one(visit: Visit) -> Answer:
    """One number of places."""
    found = await find(visit.session, visible_places(visit.actor), visit.number("places_id"))
    choices = await places_choices(visit.session, visit.actor)
    version = visit.editing(found.version)
    return visit.show("waiting/places.html", rows=[], one=found, version=version, choices=choices)


@one.post()
async def change(visit: Visit) -> Answer:
    """The number is another, or the period ends."""
    await set_places(
        visit.session,
        visit.actor,
        given=_given(visit),
        places_id=visit.number("places_id"),
        version=version_typed(visit),
    )
    return visit.go("/waiting/places", _("Saved. Free places are offered to those who wait."))


def _given(visit: Visit) -> PlacesGiven:
    starts_on = day_typed(visit, "starts_on")
    if starts_on is None:
        raise WrongInput(starts_on=NOT_A_DAY)
    return PlacesGiven(
        programme_id=number_typed(visit, "programme_id"),
        office_id=whole(visit.typed("office_id")),
        starts_on=starts_on,
        ends_on=day_typed(visit, "ends_on"),
        number=number_typed(visit, "number", NOT_A_NUMBER),
        monthly=visit.typed("monthly") == "yes",
        basis=visit.typed("basis"),
    )
