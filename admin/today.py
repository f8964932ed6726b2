"""Today: what needs somebody now, then how the day goes."""

from admin.pages import Answer, page
from admin.visit import Visit
from domain import clock
from domain.phrases import _, day_words
from domain.today import today_page


@page("/today", deed=None, title=_("Today"))
async def today(visit: Visit) -> Answer:
    """Exceptions first, then tasks, kitchens and routes; the parts renew themselves."""
    found = await today_page(visit.session, visit.actor)
    title = day_words(visit.language, found.day)
    return visit.show("today/today.html", title=title[:1].upper() + title[1:], today=found, now=clock.now(), alarms=())
