"""Messages to the chats: what waits, what arrived, and what somebody must pass on by phone."""

from admin.pages import Answer, page
from admin.reading import number_asked
from admin.visit import Visit
from domain.access import Deed
from domain.messages import TROUBLED, message_counts, message_page
from domain.phrases import _
from models.outbox import MessageStatus


@page("/messages", deed=Deed.SEE_MESSAGES, title=_("Messages"))
async def messages(visit: Visit) -> Answer:
    """The newest messages of the actor's offices; `status=troubled` those that may not have arrived."""
    asked = visit.asked("status")
    statuses = TROUBLED if asked == "troubled" else tuple(one for one in MessageStatus if one.value == asked)
    found = await message_page(
        visit.session,
        visit.actor,
        statuses=statuses,
        person_id=number_asked(visit, "person"),
        older_than=number_asked(visit, "older"),
    )
    counts = await message_counts(visit.session, visit.actor)
    troubled = sum(counts.get(one, 0) for one in TROUBLED)
    return visit.show(
        "messages/list.html", found=found, counts=counts, asked=asked, troubled=troubled, statuses=list(MessageStatus)
    )
