"""One referral: its preview, its details once accepted, what its reader can do, and what the two sides told."""

from admin.pages import Answer, page
from admin.reading import one_typed
from admin.visit import Visit
from domain.access import Deed
from domain.phrases import _
from domain.referrals import answering, news
from domain.referrals.reading import Act, referral_sheet
from models.referrals import ReferralDecline


@page("/referrals/{referral_id:int}", deed=Deed.SEE_REFERRALS, title=_("Referral"), writes=True)
async def referral(visit: Visit) -> Answer:
    """One referral, as far as its reader may know it."""
    found = await referral_sheet(visit.session, visit.actor, referral_id=visit.number("referral_id"))
    return visit.show(
        "referrals/sheet.html",
        title=visit.say(_("Referral {number}"), number=found.referral.document_number),
        sheet=found,
        referral=found.referral,
        Act=Act,
        reasons=list(ReferralDecline),
    )


@referral.post("/accept", deed=Deed.SEND_REFERRALS)
async def accept(visit: Visit) -> Answer:
    """Take it on."""
    taken = await answering.accept(visit.session, visit.actor, referral_id=visit.number("referral_id"))
    return visit.go(f"/referrals/{taken.id}", _("Accepted. The details are open now."))


@referral.post("/decline", deed=Deed.SEND_REFERRALS)
async def decline(visit: Visit) -> Answer:
    """Send it back with a reason."""
    sent_back = await answering.decline(
        visit.session,
        visit.actor,
        referral_id=visit.number("referral_id"),
        reason=one_typed(visit, ReferralDecline, "reason"),
        words=visit.typed("words"),
    )
    return visit.go(f"/referrals/{sent_back.id}", _("Declined. The other side sees the reason."))


@referral.post("/withdraw", deed=Deed.SEND_REFERRALS)
async def withdraw(visit: Visit) -> Answer:
    """Take it back."""
    back = await answering.withdraw(visit.session, visit.actor, referral_id=visit.number("referral_id"))
    return visit.go(f"/referrals/{back.id}", _("Withdrawn. The details stay closed to the other side."))


@referral.post("/done", deed=Deed.SEND_REFERRALS)
async def done(visit: Visit) -> Answer:
    """Say how it ended."""
    ended = await answering.finish(
        visit.session, visit.actor, referral_id=visit.number("referral_id"), outcome=visit.typed("outcome")
    )
    return visit.go(f"/referrals/{ended.id}", _("Done. The other side sees the outcome."))


@referral.post("/news", deed=Deed.SEND_REFERRALS)
async def tell(visit: Visit) -> Answer:
    """Tell the other side something."""
    number = visit.number("referral_id")
    await news.tell(visit.session, visit.actor, referral_id=number, text=visit.typed("text"))
    return visit.go(f"/referrals/{number}", _("The other side can read it now."))
