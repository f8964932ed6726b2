"""The courses of the office: those that go on, and those that are over."""

from admin.pages import Answer, page
from admin.visit import Visit
from domain.access import Deed
from domain.courses.reading import courses_of
from domain.phrases import _


@page("/courses", deed=Deed.SEE_COURSES, title=_("Groups and trainings"))
async def courses(visit: Visit) -> Answer:
    past = visit.asked("past") == "yes"
    found = await courses_of(visit.session, visit.actor, past=past)
    return visit.show("courses/list.html", found=found, past=past)
