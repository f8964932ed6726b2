"""The worker's own week."""

from datetime import timedelta
from functools import partial

from admin.courses.words import KIND_WORDS
from admin.pages import Answer, page
from admin.reading import day_asked, monday_of
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.addresses import address_line
from domain.courses.week import my_week
from domain.phrases import _


@page("/sessions", deed=Deed.EDIT_COURSES, title=_("My week"))
async def week(visit: Visit) -> Answer:
    monday = monday_of(day_asked(visit, "week"))
    return visit.show(
        "courses/week.html",
        days=await my_week(visit.session, visit.actor, monday=monday),
        monday=monday,
        before=monday - timedelta(weeks=1),
        after=monday + timedelta(weeks=1),
        today=clock.today(),
        kind_words=KIND_WORDS,
        address_line=partial(address_line, visit.language),
    )
