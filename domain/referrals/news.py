"""What the two sides of an accepted referral tell one another: written once, never changed."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from domain import clock
from domain.access import Actor, ActorKind, Deed, demand, find
from domain.people.numbers import demand_no_number
from domain.phrases import _
from domain.referrals.rows import visible_referrals
from domain.referrals.sending import demand_consent_to_tell
from domain.refusals import NotAllowed, Refusal, WrongInput
from models.referrals import Referral, ReferralNews, ReferralStatus
from models.staff import Staff

_LONGEST = 1000
_OPEN = (ReferralStatus.ACCEPTED, ReferralStatus.DONE)


class NotAcceptedYet(Refusal):
    """News is told once the referral has been accepted. Please wait for the answer."""


@dataclass(frozen=True)
class News:
    """One message; `writer` is a name for the writer's own side only, the other reads the institution."""

    text: str
    at: datetime
    by_partner: bool
    writer: str


async def tell(session: AsyncSession, actor: Actor, *, referral_id: int, text: str) -> ReferralNews:
    """Add a message for the other side. Ours about a referred person goes out only while the consent holds.

    Raises NotAcceptedYet, WrongInput, NumberInWords and NoConsent.
    """
    demand(actor, Deed.SEND_REFERRALS)
    if actor.kind is not ActorKind.STAFF or actor.number is None:
        raise NotAllowed
    referral = await find(session, visible_referrals(actor), referral_id)
    if referral.status not in _OPEN:
        raise NotAcceptedYet
    if not text.strip() or len(text) > _LONGEST:
        raise WrongInput(text=_("Please write the message, in at most a thousand letters."))
    demand_no_number(text)
    if actor.institution_id is None:
        await demand_consent_to_tell(session, referral)
    news = ReferralNews(
        organisation_id=referral.organisation_id,
        referral_id=referral.key,
        text=text.strip(),
        by_partner=actor.institution_id is not None,
        written_by=actor.number,
        written_at=clock.now(),
    )
    session.add(news)
    await session.flush()
    return news


async def news_of(session: AsyncSession, actor: Actor, referral: Referral) -> list[News]:
    """The messages of a referral that the actor may see, newest first."""
    rows = (
        sa.select(ReferralNews, col(Staff.name))
        .join(Staff, col(Staff.id) == col(ReferralNews.written_by))
        .where(col(ReferralNews.referral_id) == referral.id)
        .order_by(col(ReferralNews.id).desc())
    )
    partner = actor.institution_id is not None
    return [
        News(one.text, one.written_at, one.by_partner, name if one.by_partner == partner else "")
        for one, name in await session.execute(rows)
    ]
