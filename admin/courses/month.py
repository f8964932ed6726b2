"""A month of a centre: cases served of its places, by service, by target group and by way of referral."""

from datetime import timedelta

from admin.pages import Answer, page
from admin.reading import day_asked, number_asked
from admin.visit import Visit
from domain import clock
from domain.access import Deed
from domain.courses.month import ROUTE_WORDS, TARGET_WORDS, centre_month, centres
from domain.phrases import _


@page("/courses/month", deed=Deed.SEE_WAITING, title=_("The month of the centre"))
async def month(visit: Visit) -> Answer:
    found = await centres(visit.session)
    asked = number_asked(visit, "centre") or (found[0].id if found else None)
    day = min(day_asked(visit, "month"), clock.today())
    sheet = await centre_month(visit.session, visit.actor, programme_id=asked, day=day) if asked else None
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return visit.show(
        "courses/month.html",
        sheet=sheet,
        centres=found,
        first=first,
        before=first - timedelta(days=1),
        after=following if following <= clock.today() else None,
        target_words=TARGET_WORDS,
        route_words=ROUTE_WORDS,
    )
