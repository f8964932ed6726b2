"""The hours of the offices, within which sessions are planned."""

from babel.dates import get_day_names

from admin.pages import Answer, page
from admin.visit import Visit
from domain.access import Deed
from domain.courses.hours import (
    WEEKDAYS,
    hours_of,
    hours_seen,
    hours_words,
    office_with_hours,
    offices_with_hours,
    parts_words,
    set_hours,
)
from domain.phrases import _


@page("/courses/hours", deed=Deed.SET_PLACES, title=_("Working hours"))
async def offices(visit: Visit) -> Answer:
    found = await offices_with_hours(visit.session, visit.actor)
    rows = [(office, hours_words(hours)(visit.language) if hours else "") for office, hours in found]
    return visit.show("courses/offices.html", rows=rows)


@page("/courses/hours/{office_id:int}", deed=Deed.SET_PLACES, title=_("Working hours"))
async def hours(visit: Visit) -> Answer:
    office = await office_with_hours(visit.session, visit.actor, office_id=visit.number("office_id"))
    found = await hours_of(visit.session, office.key)
    names = get_day_names("wide", locale=visit.language)
    days = [(weekday, names[weekday].capitalize(), parts_words(found.get(weekday, ()))) for weekday in WEEKDAYS]
    return visit.show(
        "courses/hours.html", title=office.name, office=office, days=days, seen=visit.editing(hours_seen(found), "seen")
    )


@hours.post()
async def save(visit: Visit) -> Answer:
    typed = {weekday: visit.typed(f"day_{weekday}") for weekday in WEEKDAYS}
    number = visit.number("office_id")
    await set_hours(visit.session, visit.actor, office_id=number, hours=typed, seen=visit.typed("seen"))
    return visit.go("/courses/hours", _("Saved."))
