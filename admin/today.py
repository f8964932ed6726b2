"""Today: what needs somebody now, then how the day goes."""

from admin.pages import Answer, page
from admin.referrals.boxes import show_box
from admin.visit import Visit
from domain import clock
from domain.applications.reading import applications_past_their_term
from domain.cases.board import overdue_of_mine
from domain.phrases import _, day_words
from domain.today import today_page
from models.staff import Role


@page("/today", deed=None, title=_("Today"))
async def today(visit: Visit) -> Answer:
    """Exceptions first, then tasks, kitchens and routes; the parts renew themselves. A partner's day is its inbox."""
    if visit.actor.role is Role.PARTNER:
        return await show_box(visit)
    found = await today_page(visit.session, visit.actor)
    title = day_words(visit.language, found.day)
    return visit.show(
        "today/today.html",
        title=title[:1].upper() + title[1:],
        today=found,
        now=clock.now(),
        alarms=(),
        overdue_cases=await overdue_of_mine(visit.session, visit.actor),
        overdue_applications=await applications_past_their_term(visit.session, visit.actor),
    )
