"""The boxes of referrals: what has come, what has gone out, and what is decided."""

from admin.pages import Answer, page
from admin.reading import number_asked, one_asked
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import Phrase, _
from domain.referrals.reading import Box, referrals_in

BOXES: dict[Box, Phrase] = {Box.INBOX: _("To us"), Box.OUTBOX: _("From us"), Box.DECIDED: _("Decided")}


@page("/referrals", deed=Deed.SEE_REFERRALS, title=_("Referrals"))
async def referrals(visit: Visit) -> Answer:
    """One box; what waits for an answer first."""
    return await show_box(visit)


def box_asked(visit: Visit) -> Box:
    """The box that the address names, else what has come to the reader's side."""
    return one_asked(visit, Box, "box") or Box.INBOX


async def show_box(visit: Visit) -> Answer:
    """The box that is asked for, else what has come to the reader's side."""
    box = box_asked(visit)
    number = max(number_asked(visit, "page") or 1, 1)
    found = await referrals_in(visit.session, visit.actor, box=box, page=number)
    return visit.show(
        "referrals/boxes.html", title=visit.say(_("Referrals")), found=found, box=box, boxes=BOXES, number=number
    )
